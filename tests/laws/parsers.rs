//! Parsers accept any bytes without a panic, refuse wrong input and keep right input.

use proptest::prelude::*;
use scale_drift::data::idx::{read_images, read_labels};
use scale_drift::data::images::Images;
use scale_drift::experiment::case::Case;
use scale_drift::experiment::checkpoint::verify;
use scale_drift::experiment::spec::RunSpec;

fn idx(magic: u32, dimensions: &[u32], body: &[u8]) -> Vec<u8> {
    let words = core::iter::once(&magic).chain(dimensions);
    words.flat_map(|word| word.to_be_bytes()).chain(body.iter().copied()).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_images(&bytes);
        let _ = read_labels(&bytes);
        prop_assert!(verify(&bytes).is_err());
        prop_assert!(Images::default().append_shard(&bytes).is_err());
    }

    #[test]
    fn any_header_is_read_or_refused(
        count in any::<u32>(), height in any::<u32>(), width in any::<u32>(),
    ) {
        let file = idx(0x803, &[count, height, width], &[0; 64]);
        let read = read_images(&file);
        prop_assert!(read.is_err() || count * height * width <= 64);
    }

    #[test]
    fn what_was_written_is_read_and_one_byte_less_is_not(
        count in 1_u32..5, height in 1_u32..6, width in 1_u32..6, rest in 0_usize..4,
    ) {
        let body: Vec<u8> = (0..count * height * width).map(|i| i as u8).collect();
        let mut file = idx(0x803, &[count, height, width], &body);
        prop_assert!(read_images(&file[..file.len() - 1]).is_err());
        file.extend(vec![7; rest]);
        let (images, after) = read_images(&file).expect("well formed");
        prop_assert_eq!(images.pixels, &body[..]);
        prop_assert_eq!((images.count, images.height, images.width),
            (count as usize, height as usize, width as usize));
        prop_assert_eq!(after.len(), rest);
    }

    #[test]
    fn any_text_is_a_spec_or_an_error(text in "\\PC*") {
        let _ = text.parse::<RunSpec>();
    }

    #[test]
    fn any_list_is_a_spec_or_an_error(
        key in prop::sample::select(vec!["changes", "rescalings"]), text in "[-0-9a-z:,.+%]*",
    ) {
        if let Ok(spec) = format!("{key}={text}").parse::<RunSpec>() {
            prop_assert_eq!(spec.to_string().parse::<RunSpec>(), Ok(spec));
        }
    }

    #[test]
    fn rescalings_round_trip(
        places in proptest::collection::btree_set((0_u32..9, 0_u32..2, 0_u32..33), 1..=32),
        log2 in -20.0_f64..=20.0,
    ) {
        let unit = |unit: u32| if unit == 32 { "all".to_owned() } else { unit.to_string() };
        let list = places.iter().map(|(step, layer, of)| format!("{step}:{layer}:{}:{log2}", unit(*of)));
        let text = format!("rescalings={}", list.collect::<Vec<_>>().join(","));
        let spec: RunSpec = text.parse().expect("a valid spec");
        prop_assert_eq!(spec.rescalings.len(), if log2 == 0.0 { 0 } else { places.len() });
        prop_assert!(spec.rescalings.iter().all(|by| by.log2.to_bits() == log2.to_bits()));
        prop_assert_eq!(spec.to_string().parse::<RunSpec>(), Ok(spec));
    }

    #[test]
    fn valid_specs_round_trip(
        depth in 1_u32..=6, group in 1_u32..=4, units in 1_u32..=256, batch in 2_u32..=1000,
        seed in any::<u32>(), rate in 1e-6_f64..10.0,
        rule in prop::sample::select(vec!["sgd", "sm", "sm_rows", "un", "pbwn"]),
        twin in prop::sample::select(vec!["off", "powers", "random"]),
        changes in proptest::collection::btree_map(0_u32..10_000, 1e-6_f64..10.0, 0..32),
    ) {
        let width = group * units;
        let mut text = format!("rule={rule}&depth={depth}&width={width}&group={group}&\
            batch={batch}&seed={seed}&rate={rate}&twin={twin}");
        let changes: Vec<String> = changes.iter().map(|(s, r)| format!("{s}:{r}")).collect();
        if !changes.is_empty() {
            text = format!("{text}&changes={}", changes.join(","));
        }
        let spec: RunSpec = text.parse().expect("a valid spec");
        prop_assert_eq!((spec.width, spec.seed, spec.changes.len()), (width, seed, changes.len()));
        prop_assert_eq!(spec.learning_rate.to_bits(), rate.to_bits());
        prop_assert_eq!(spec.to_string().parse::<RunSpec>(), Ok(spec));
    }

    #[test]
    fn any_text_is_a_case_or_an_error(text in "\\PC*") {
        prop_assert!(text.parse::<Case>().is_err());
    }
}
