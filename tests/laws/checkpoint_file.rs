//! A checkpoint on file. Every engine writes exactly these bytes and continues from them, so an
//! engine can resume a run that another engine has stopped. This file is also part of the
//! WebAssembly tests.

use scale_drift::experiment::run::Run;

use crate::synthetic;

const SPEC: &str = "rule=un_momentum&schedule=bold&architecture=arch2&depth=1&width=4&images=80\
                    &batch=8&rate=0.02&twin=random&strength=2";
const ON_FILE: &[u8] = include_bytes!("../checkpoint.bin");

fn run_to(steps: u32) -> Run<f32> {
    let images = synthetic::images(80);
    let mut run = Run::new(SPEC.parse().expect("a valid spec"), &images).expect("enough images");
    (0..steps).for_each(|_| run.step(&images, &mut || {}));
    run
}

pub fn assert_written_and_read_alike() {
    let written = run_to(25).checkpoint();
    assert_eq!(written.len(), ON_FILE.len());
    assert!(written == ON_FILE, "the bytes differ from tests/checkpoint.bin");
    let images = synthetic::images(80);
    let spec = SPEC.parse().expect("a valid spec");
    let mut resumed = Run::<f32>::resume(spec, ON_FILE, &images).expect("a checkpoint");
    (0..25).for_each(|_| resumed.step(&images, &mut || {}));
    assert_eq!(resumed.fingerprint(), run_to(50).fingerprint());
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_checkpoint_on_file_is_written_and_read_alike() {
    // If the format changes, renew the file: write the bytes of run_to(25).
    assert_written_and_read_alike();
}
