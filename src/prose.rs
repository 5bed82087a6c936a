//! Sentences for people. The catalogue carries them to the page, so the engine that the page loads
//! need not.

/// The text natively, and nothing in WebAssembly: every visitor would download it twice.
pub(crate) const fn prose(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}
