//! A run that was stopped and resumed equals a run that was never stopped.

use scale_drift::experiment::run::Run;
use scale_drift::optim::catalog;

use crate::small_runs::{IMAGES, fits, spec, start, steps};
use crate::synthetic;

#[test]
fn straight_equals_stopped_and_resumed() {
    for rule in catalog::<f32>() {
        let settings = [
            "architecture=arch1&schedule=bold",
            "architecture=arch2&schedule=exponential&changes=5:0.3,33:0.01",
            "group=2&twin=off",
        ];
        for rest in settings.into_iter().filter(|rest| fits(&rule, rest)) {
            let text = format!("rule={}&{rest}&rate={}", rule.id, rule.learning_rate);
            let (mut straight, mut stopped) = (start(&text), start(&text));
            steps(&mut straight, 60);
            steps(&mut stopped, 23);
            let bytes = stopped.checkpoint();
            let images = synthetic::images(IMAGES);
            let mut resumed = Run::resume(spec(&text), &bytes, &images).expect("own checkpoint");
            assert_eq!(resumed.checkpoint(), bytes);
            steps(&mut resumed, 37);
            assert_eq!(resumed.checkpoint(), straight.checkpoint(), "{text}");
            assert_ne!(resumed.fingerprint(), stopped.fingerprint());
        }
    }
}

#[test]
fn a_rate_changed_by_hand_is_a_change_in_the_link() {
    let mut by_hand = start("rate=0.1");
    steps(&mut by_hand, 10);
    by_hand.set_learning_rate(0.02).expect("a valid rate");
    steps(&mut by_hand, 10);
    let mut by_link = start("rate=0.1&changes=10:0.02");
    steps(&mut by_link, 20);
    assert_eq!(by_hand.fingerprint(), by_link.fingerprint());
    assert_eq!(by_hand.spec(), by_link.spec());
    let mut unchanged = start("rate=0.1");
    steps(&mut unchanged, 20);
    assert_ne!(by_hand.fingerprint(), unchanged.fingerprint());
}

#[test]
fn damaged_or_foreign_checkpoints_are_refused_with_the_reason() {
    let images = synthetic::images(IMAGES);
    let mut run = start("rule=sm");
    steps(&mut run, 3);
    let bytes = run.checkpoint();
    let refused = |text: &str, bytes: &[u8]| {
        let resumed = Run::<f32>::resume(spec(text), bytes, &images);
        resumed.err().expect("refused").to_string()
    };
    for at in (0..bytes.len()).step_by(997) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        refused("rule=sm", &damaged);
    }
    for length in [0, 1, 31, 32, 36, bytes.len() - 1] {
        refused("rule=sm", &bytes[..length]);
    }
    let mut damaged = bytes.clone();
    damaged[200] ^= 0x40;
    assert!(refused("rule=sm", &damaged).contains("damaged"));
    assert!(refused("rule=sm", b"PNG").contains("another file"));
    assert!(refused("rule=sgd", &bytes).contains("another run"));
    assert!(refused("rule=sm&seed=9", &bytes).contains("another run"));
    let double = Run::<f64>::resume(spec("rule=sm"), &bytes, &images);
    assert!(double.err().expect("refused").to_string().contains("precision"));
}

#[test]
fn a_run_waits_for_its_images() {
    let missing = Run::<f32>::new(spec(""), &synthetic::images(IMAGES - 1));
    assert!(missing.err().expect("refused").to_string().contains("120 images"));
}
