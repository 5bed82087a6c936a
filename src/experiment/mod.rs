//! One run, fully described, and everything that is done with it.

pub mod by_hand;
#[cfg(not(target_arch = "wasm32"))]
pub mod case;
pub mod catalog;
pub mod checkpoint;
pub mod confusion;
pub mod inspect;
pub mod preview;
pub mod protocol;
pub mod run;
pub mod segmentation;
pub mod settings;
pub mod spec;
pub mod training;
