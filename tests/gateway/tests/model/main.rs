//! The gateway against the model of a code's life: sequences over HTTP with a clock that tests set,
//! and races whose histories are checked for an order.
//!
//! `CODEMINT_MODEL_TIMES`, `CODEMINT_MODEL_SEED` and `CODEMINT_MODEL_ONLY` choose the sequences
//! ([`codemint_model::campaign`]). `CODEMINT_RACE_ROUNDS` is the number of times that each race is run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod arena;
mod jumps;
mod races;
mod restarts;
mod sequences;
mod site;
