//! The form of every description: `key=value` pairs joined by `&`, percent-encoded as in a link.

use crate::error::Error;

/// The pairs of a text in their order, each key once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads a text whose keys are all `known`.
    ///
    /// # Errors
    /// A key that is unknown, or that the text gives twice.
    pub fn read(text: &str, known: &[&str]) -> Result<Self, Error> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key), decode(value));
            if !known.contains(&&*key) {
                let problem = format!("there is no such setting; known are {}", known.join(", "));
                return Err(Error::setting(&key, problem));
            }
            if pairs.iter().any(|(name, _)| *name == key) {
                return Err(Error::setting(&key, "is given twice"));
            }
            pairs.push((key, value));
        }
        Ok(Self(pairs))
    }

    /// The value of a key; `None` if the text does not name the key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| &**value)
    }
}

/// Decodes percent escapes. An invalid escape stays as it is, and then fails its setting's own
/// check.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| str::from_utf8(digits).ok());
        match digits.map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_and_each_key_stands_once() {
        let pairs = Pairs::read("&a=1%3A2&b&", &["a", "b", "c"]).expect("known keys");
        assert_eq!([pairs.get("a"), pairs.get("b"), pairs.get("c")], [Some("1:2"), Some(""), None]);
        let refused = |text| Pairs::read(text, &["a", "b"]).expect_err(text).to_string();
        assert!(refused("a=1&a=1").contains("a: is given twice"));
        assert!(refused("%zz=1").contains("known are a, b"));
    }
}
