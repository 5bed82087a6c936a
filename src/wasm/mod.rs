//! The boundary to JavaScript: one object per worker. Data and networks stay here; what
//! crosses is small, and copied.
//!
//! Each page has a build of its own, with its own feature: nobody downloads what the other
//! page asks for.

use js_sys::Error as JsError;
use wasm_bindgen::prelude::*;

use crate::error::Error;

#[cfg(feature = "lab")]
pub mod lab;
#[cfg(feature = "paper")]
pub mod paper;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// An Error whose name is the cause, so that JavaScript can tell causes apart; the
/// console gets it too, for developers.
#[cfg(any(feature = "lab", feature = "paper"))]
fn to_js(error: Error) -> JsError {
    let js = JsError::new(&error.to_string());
    js.set_name(error.cause());
    web_sys::console::warn_1(&js);
    js
}
