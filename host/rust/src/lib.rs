//! Codemint for Rust hosts.
//!
//! This crate decides nothing about codes: the module does, in a sandbox that can do nothing else.
//! It never shows a code outside the reply it belongs to, never stores one but hashed or sealed,
//! and never answers before what it answers is durable.
//!
//! [`Module`] loads the module into wasmtime, [`Issuer`] drives a request through it, and the
//! traits [`Store`], [`Directory`], [`Mailer`], [`Clock`] and [`Entropy`] are where a host puts its
//! own in.
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

/// The README's example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
