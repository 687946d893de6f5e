//! Codemint for Rust hosts.
//!
//! This crate makes no decisions about codes: the module does, in a sandbox that can do nothing
//! else. It never shows a code outside the reply it belongs to, stores codes only hashed or
//! encrypted, and never sends a reply before everything in it is durable.
//!
//! [`Module`] loads the module into wasmtime, and [`Issuer`] drives a request through it. A host
//! plugs in its own parts by the traits [`Store`], [`Directory`], [`Mailer`], [`Clock`] and
//! [`Entropy`].
#![deny(unsafe_code)]

pub mod clock;
pub mod directory;
pub mod entropy;
pub mod files;
pub mod issuer;
pub mod keys;
pub mod locale;
pub mod mail;
pub mod module;
pub mod offline;
pub mod store;

pub use clock::Clock;
pub use codemint_core::{journey, qr, words};
pub use directory::Directory;
pub use entropy::Entropy;
pub use issuer::Issuer;
pub use locale::Locale;
pub use mail::Mailer;
pub use module::Module;
pub use store::Store;

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
