//! Prints the catalogue of settings, rules and limits as JSON; the build writes it to a file for
//! the page.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("{}", scale_drift::experiment::catalog::catalog_json());
}

#[cfg(target_arch = "wasm32")]
fn main() {}
