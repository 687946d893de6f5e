//! A second implementation of a code's life.
//!
//! The model is written from the documented behaviour (the native API, the life of a code, the
//! decisions in `ARCHITECTURE.md`), and knows nothing about the implementation: this library
//! depends on no crate of codemint. It is a single state machine without a database, versions or
//! digests: a list of records, the latest time, and the effect of each request on them.
//!
//! [`play()`] runs a sequence of operations on a [`System`] and on the model in parallel, and
//! reports the first answer in which they differ. [`plan`] draws such sequences, and proptest
//! shrinks those that differ. [`history`] checks the answers to concurrent calls, and [`naughty`]
//! has texts at which no route may fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is test code: a missing value fails the test that needs it"
)]

pub mod ask;
pub mod campaign;
pub mod damm;
pub mod history;
pub mod naughty;
mod normalize;
pub mod plan;
pub mod play;
pub mod record;
mod resolve;
pub mod rules;
pub mod world;

pub use ask::{Answer, Request};
pub use play::{Divergence, Scope, Scopes, System, play};
pub use rules::{OPERATOR, Rules, SUBJECTS, TENANTS};
