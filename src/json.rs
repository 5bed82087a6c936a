//! Reads JSON. Native programs use `serde_json`. In WebAssembly the browser reads it, because a
//! parser of our own would be a tenth of the download.

#[cfg(not(target_arch = "wasm32"))]
type Inner = serde_json::Value;
#[cfg(target_arch = "wasm32")]
type Inner = wasm_bindgen::JsValue;

/// A value.
#[derive(Debug, Clone)]
pub struct Value(Inner);

#[cfg(not(target_arch = "wasm32"))]
impl Value {
    /// The value that `text` describes.
    ///
    /// # Errors
    /// Why `text` is not JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map(Self).map_err(|error| error.to_string())
    }

    /// The field of this name; `None` if the value is not an object with such a field.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.0.get(key).cloned().map(Self)
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The value as a number; `None` if it is of another kind.
    pub fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// The value as a string; `None` if it is of another kind.
    pub fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    /// The values of an array; `None` if the value is of another kind.
    pub fn list(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }
}

#[cfg(target_arch = "wasm32")]
impl Value {
    /// The value that `text` describes.
    ///
    /// # Errors
    /// Why `text` is not JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        let problem = |_| "it is no JSON".to_owned();
        js_sys::JSON::parse(text).map(Self).map_err(problem)
    }

    /// The field of this name; `None` if the value is not an object with such a field.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = js_sys::Reflect::get(&self.0, &key.into()).ok()?;
        (!value.is_undefined()).then_some(Self(value))
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The value as a number; `None` if it is of another kind.
    pub fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// The value as a string; `None` if it is of another kind.
    pub fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// The values of an array; `None` if the value is of another kind.
    pub fn list(&self) -> Option<Vec<Self>> {
        let is_array = js_sys::Array::is_array(&self.0);
        is_array.then(|| js_sys::Array::from(&self.0).iter().map(Self).collect())
    }
}

impl Value {
    /// The value as a whole number; `None` for any other value.
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp)] // compared to see that it is one
    pub fn integer(&self) -> Option<i64> {
        let number = self.number()?;
        let whole = number as i64;
        #[allow(clippy::cast_precision_loss)]
        (whole as f64 == number).then_some(whole)
    }

    /// The value as a whole number from 0 to 2³² − 1; `None` for any other value.
    pub fn count(&self) -> Option<u32> {
        u32::try_from(self.integer()?).ok()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn values_by_kind() {
        let value = Value::parse(r#"{"a":[1,2.5,-3,null,"x",5000000000]}"#).expect("JSON");
        let list = value.get("a").and_then(|list| list.list()).expect("a list");
        let integers: Vec<_> = list.iter().map(Value::integer).collect();
        assert_eq!(integers, [Some(1), None, Some(-3), None, None, Some(5_000_000_000)]);
        let counts: Vec<_> = list.iter().map(Value::count).collect();
        assert_eq!(counts, [Some(1), None, None, None, None, None]);
        assert_eq!(list[1].number(), Some(2.5));
        assert!(list[3].is_null() && !list[0].is_null());
        assert_eq!(list[4].text().as_deref(), Some("x"));
        assert!(value.get("b").is_none() && value.list().is_none());
        assert!(Value::parse("{").is_err());
    }
}
