//! Numbers as decimal text, in and out.
//!
//! Rust and JavaScript both read a text to the nearest double, and both write the shortest digits
//! that read back to the same double. In WebAssembly the engine uses the browser's routines: Rust's
//! own routines and their tables would be a tenth of the download.

/// The finite number that `text` writes. The text has digits, at most one point and at most one
/// exponent.
pub fn parse(text: &str) -> Option<f64> {
    let is_decimal = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let number = (has_digit && text.bytes().all(is_decimal)).then(|| read(text))?;
    number.is_finite().then_some(number)
}

/// The shortest text that [`parse`] reads back to the same finite number. The digits are the same
/// everywhere; each platform chooses for itself where an exponent begins.
pub fn format(number: f64) -> String {
    write(number)
}

/// The number with this many digits after the point. Where two texts are equally near, the platform
/// chooses between them.
#[cfg(not(target_arch = "wasm32"))]
pub fn fixed(number: f64, digits: u8) -> String {
    std::format!("{number:.*}", usize::from(digits))
}

/// One digit before the point, the given number of digits after it, and a power of ten: `3.2e-3`.
#[cfg(not(target_arch = "wasm32"))]
pub fn scientific(number: f64, digits: u8) -> String {
    std::format!("{number:.*e}", usize::from(digits))
}

/// The number with this many digits after the point. Where two texts are equally near, the platform
/// chooses between them.
#[cfg(target_arch = "wasm32")]
pub fn fixed(number: f64, digits: u8) -> String {
    js_sys::Number::from(number).to_fixed(digits).map_or_else(|_| String::new(), String::from)
}

/// One digit before the point, the given number of digits after it, and a power of ten: `3.2e-3`.
#[cfg(target_arch = "wasm32")]
pub fn scientific(number: f64, digits: u8) -> String {
    js_sys::Number::from(number).to_exponential(digits).map_or_else(|_| String::new(), String::from)
}

#[cfg(not(target_arch = "wasm32"))]
fn read(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(not(target_arch = "wasm32"))]
fn write(number: f64) -> String {
    number.to_string()
}

#[cfg(target_arch = "wasm32")]
fn read(text: &str) -> f64 {
    wasm_bindgen::JsValue::from_str(text).unchecked_into_f64()
}

#[cfg(target_arch = "wasm32")]
fn write(number: f64) -> String {
    js_sys::Number::from(number)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for number in
            [0.0, 0.1, 1.0 / 3.0, 1e-7, 2.5e22, -0.05, f64::MAX, f64::MIN_POSITIVE, 5e-324]
        {
            assert_eq!(
                parse(&format(number)).map(f64::to_bits),
                Some(number.to_bits()),
                "{number}"
            );
        }
    }

    #[test]
    fn digits_are_as_many_as_asked_for() {
        assert_eq!(
            [fixed(0.316_23, 2), fixed(1.0, 2), fixed(-0.006, 2)],
            ["0.32", "1.00", "-0.01"]
        );
        assert_eq!([scientific(0.003_162, 1), scientific(1e-5, 1)], ["3.2e-3", "1.0e-5"]);
    }

    #[test]
    fn only_finite_decimals_are_numbers() {
        for text in [
            "", " 1", "1 ", "NaN", "inf", "Infinity", "0x10", "1e", "e5", ".", "--1", "1.2.3",
            "1_0", "1e999", "٣",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        for (text, number) in [("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("+2E2", 200.0)] {
            assert_eq!(parse(text).map(f64::to_bits), Some(f64::to_bits(number)), "{text}");
        }
    }
}
