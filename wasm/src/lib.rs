//! Codemint's module, with one of two faces: the contract of `wit/codemint.wit` for component hosts
//! (feature `component`), or plain objects and bytes for JavaScript (feature `js`).
//!
//! It decides nothing; it only translates between a host's types and the core's. The component
//! imports nothing: no clock, no randomness, no host. The JavaScript face imports the functions of
//! wasm-bindgen's glue, and the host's randomness for codes that are minted outside a request.

extern crate alloc;

#[cfg(all(feature = "component", feature = "js"))]
compile_error!("one face at a time: `component` or `js` (`--no-default-features`)");

#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod arena;
#[cfg(all(target_arch = "wasm32", any(feature = "component", feature = "js")))]
mod checked;
#[cfg(all(target_arch = "wasm32", any(feature = "component", feature = "js")))]
mod compare;
#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod component;
#[cfg(all(target_arch = "wasm32", feature = "js", not(feature = "component")))]
#[allow(
    unreachable_pub,
    reason = "functions for JavaScript must be public, and nothing in Rust calls them"
)]
mod js;
