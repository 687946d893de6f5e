//! Codemint end to end and under failure: what the tests of this crate stand on.
//!
//! Nothing here knows the inside of the gateway. It is built from the sources, started as a
//! process, spoken to over HTTP, mailed from over SMTP, stopped, killed, and robbed of its disk;
//! what it stored is read from its files.
//!
//! | variable | says |
//! |---|---|
//! | `CODEMINT_PYTHON` | a Python that has what `requirements.txt` names; `make test` prepares one |
//! | `CODEMINT_KILL_ROUNDS`, `CODEMINT_KILL_SEED` | how often the gateway is killed, and when |
//! | `CODEMINT_BUILD` | arguments for `cargo build` that build the gateway among other things |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is test code: what is missing fails the test that needs it"
)]

mod built;
pub mod campaign;
pub mod client;
pub mod clock;
pub mod compare;
pub mod frames;
pub mod gateway;
pub mod home;
pub mod hostile;
pub mod json;
pub mod ledger;
pub mod memory;
pub mod process;
pub mod random;
pub mod raw;
pub mod secure;
pub mod smtp;
pub mod token;
pub mod twist;
pub mod wait;
pub mod wire;

pub use built::{disk_shim, gateway as gateway_program};
pub use campaign::Campaign;
pub use client::{Answer, Client, ENROLL, asking_for};
pub use clock::WallClock;
pub use gateway::{Gateway, Start};
pub use home::Home;
pub use json::Json;
pub use ledger::Ledger;
pub use process::{Ended, Process};
pub use secure::{Http, Secure};
pub use smtp::{Manner, Smtp};
