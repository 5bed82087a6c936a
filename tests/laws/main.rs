//! The laws that the engine must obey, natively, in `f32` and `f64`. Each law has a negative
//! control that must violate it.
#![cfg(not(target_arch = "wasm32"))]

mod allocations;
mod by_hand;
mod charges;
mod checkpoint_file;
mod checkpoints;
mod golden;
mod gradients;
mod inspections;
mod landscape;
mod layers;
mod nets;
mod orbits;
mod paper;
mod paper_tables;
mod parsers;
mod protocol;
mod protocol_oracle;
mod ranges;
mod reference;
mod replay;
mod rules;
mod scene_results;
mod scenes;
mod self_checks;
mod short_protocol;
mod small_runs;
mod synthetic;
mod tasks;
mod turns_ahead;
mod twins;
