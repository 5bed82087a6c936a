//! The same spec gives the same bits, natively, in Node and in every browser: SHA-256 of
//! all weights after 300 steps. This file is also part of the WebAssembly tests.

use scale_drift::experiment::run::Run;

use crate::synthetic;

/// (spec, fingerprint).
pub const FINGERPRINTS: [(&str, &str); 8] = [
    ("rule=sgd", "0012bb0d85df9498fefa106184a9ca3adf337ff3118dbd069658f803035cb8f5"),
    ("rule=sm", "be8f00e65e81bed49621eafc28f475ea874e4dd7b8eafe8b6cb96ae7f6359218"),
    (
        "rule=sm_rows&schedule=bold",
        "db99a13defded5ce3f210d1046905d0e3df4dde788fca5087dec90f8c0224ca5",
    ),
    (
        "rule=un&seed=2&schedule=exponential",
        "52b75c52d623a583ddae7069f6e603353755f97c70b7f3e29e2599e57223ac4e",
    ),
    (
        "rule=pbwn&architecture=arch2",
        "7ffbe9478fd74da429ec913d3587da8f23ee4cb8953a9bd62067f6e22af0e396",
    ),
    (
        "rule=sgd&architecture=arch2&group=2&twin=random",
        "b8e2e0bb64444ea0e5a94d2f584c85a61374568fd89d975fe67cf1fcfef46a0d",
    ),
    (
        "rule=sm&group=4&changes=100:0.05,200:0.02",
        "d6a166bc7602a796118d58fe8c71fda9f9eef1e1c5baf2959d6cdbfdd83443a5",
    ),
    (
        "rule=un&width=100&batch=100&depth=3",
        "4cbb204abb43a7fd053968c54693f63fba2b389bb4b2c790c1871eaf3a016559",
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
