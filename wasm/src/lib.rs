//! Codemint's module: the calls of the journey behind the contract of `wit/codemint.wit`.
//!
//! It decides nothing. It translates between the contract's types and the core's, and it imports
//! nothing: no clock, no randomness, no host.

extern crate alloc;

#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod arena;
#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod compare;
#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod component;
