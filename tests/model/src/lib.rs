//! A code's life, told a second time.
//!
//! The model is written from what is promised (the native API, the life of a code, the decisions in
//! `ARCHITECTURE.md`), and knows nothing of how the product does it: this library depends on
//! nothing of codemint's. It is one state machine without a database, without versions, without
//! digests: a list of records, the latest time, and what each request makes of them.
//!
//! [`play()`] puts a sequence of operations to a [`System`] and to the model side by side, and tells
//! of the first answer in which they differ. [`plan`] draws such sequences, and proptest makes
//! those that differ shorter. [`history`] checks what many callers at once were answered, and
//! [`naughty`] has texts that no route may fail at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is test code: what is missing fails the test that needs it"
)]

pub mod ask;
pub mod campaign;
pub mod damm;
pub mod history;
pub mod naughty;
pub mod plan;
pub mod play;
pub mod record;
mod resolve;
pub mod rules;
mod tell;
pub mod world;

pub use ask::{Answer, Request};
pub use play::{Divergence, Scope, Scopes, System, play};
pub use rules::{OPERATOR, Rules, SUBJECTS, TENANTS};
