//! One run, fully described, and everything that is done with it.

pub mod adjustments;
pub mod by_hand;
#[cfg(not(target_arch = "wasm32"))]
pub mod case;
#[cfg(not(target_arch = "wasm32"))]
pub mod catalog;
pub mod checkpoint;
pub mod confusion;
pub mod couplings;
mod fit;
pub mod inspect;
pub mod kind;
pub mod landscape;
pub mod link;
pub mod networks;
pub mod pairs;
#[cfg(target_arch = "wasm32")]
pub mod peak;
pub mod preview;
pub mod protocol;
pub mod run;
#[cfg(not(target_arch = "wasm32"))]
pub mod scene_baselines;
pub mod self_check;
pub mod settings;
pub mod spec;
pub mod stages;
pub mod task;
pub mod training;
