//! The boundary to JavaScript: one object per worker. Data and networks stay in the engine;
//! the values that cross the boundary are small copies.
//!
//! Each page has its own build with its own feature, so that a visitor does not download the
//! other page's part of the engine.

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

/// Makes an Error whose name is the cause, so that JavaScript can tell causes apart; the
/// console shows it to developers.
#[cfg(any(feature = "lab", feature = "paper"))]
fn to_js(error: Error) -> JsError {
    let js = JsError::new(&error.to_string());
    js.set_name(error.cause());
    web_sys::console::warn_1(&js);
    js
}
