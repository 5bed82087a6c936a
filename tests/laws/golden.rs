//! The same spec gives the same bits, natively, in Node and in every browser: SHA-256 of
//! all weights after 300 steps. This file is also part of the WebAssembly tests.

use scale_drift::experiment::run::Run;

use crate::synthetic;

/// (spec, fingerprint).
pub const FINGERPRINTS: [(&str, &str); 8] = [
    ("rule=sgd", "995f95e793f421bd603e68153cad112a04654c4edfed686f85d69a65f7bc4a1b"),
    ("rule=sm", "8fd1dceae7c324e6e740d72fffae165495aed461dcaaaad8808aec02d368c855"),
    (
        "rule=sm_rows&schedule=bold",
        "147636b8e263c98a6488a862fdfc20dc6bf88e6a0f06ae40cccf9ad1789ace21",
    ),
    (
        "rule=un&seed=2&schedule=exponential",
        "2698229d063299efc20d03384433a668ffb6f8e58e5803abacd1c811ea592f28",
    ),
    (
        "rule=pbwn&architecture=arch2",
        "31ab38cdb36d08c48b7124b11a11f4f316f8712072dfc6a52ece9758ab36ea57",
    ),
    (
        "rule=sgd&architecture=arch2&group=2&twin=random",
        "0e4db724d05dc38c29f455f1f9a27e74071fb71b7655d4107affc64160513793",
    ),
    (
        "rule=sm&group=4&changes=100:0.05,200:0.02",
        "0e0b678f0ea4231a5a7851767f932c63cf6fe0f7516e85e74628fa4e1229597c",
    ),
    (
        "rule=un&width=100&batch=100&depth=3",
        "1bd7e0c835a4622ea00ba3a6d4a0881d5fb1bafa0154f628ec51b18861cdca90",
    ),
];

/// The fingerprint of a spec after 300 steps on made-up images.
pub fn fingerprint(spec: &str) -> String {
    let images = synthetic::images(200);
    let defaults = if spec.contains("batch") { "" } else { "&batch=20&width=16" };
    let spec = format!("{spec}&images=200&rate=0.1&strength=2{defaults}");
    let mut run = Run::<f32>::new(spec.parse().expect("a valid spec"), &images).expect("images");
    for _ in 0..300 {
        run.step(&images, &mut || {});
    }
    assert_eq!((run.steps(), run.diverged()), (300, None), "{spec}");
    run.fingerprint()
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn fingerprints_are_those_on_record() {
    for (spec, on_record) in FINGERPRINTS {
        assert_eq!(fingerprint(spec), on_record, "{spec}");
    }
}
