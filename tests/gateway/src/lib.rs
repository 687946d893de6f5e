//! Codemint end to end and under failure: what the tests of this crate share.
//!
//! Nothing here depends on the gateway's code. The gateway is built from the sources, started as a
//! process, called over HTTP, sends mail over SMTP, and is stopped, killed and given a failing disk.
//! What it stored is read from its files.
//!
//! | variable | meaning |
//! |---|---|
//! | `CODEMINT_PYTHON` | a Python with the packages of `requirements.txt`; `make test` prepares one |
//! | `CODEMINT_KILL_ROUNDS`, `CODEMINT_KILL_SEED` | how often the gateway is killed, and when |
//! | `CODEMINT_BUILD` | arguments for `cargo build` that build the gateway |
//! | `CODEMINT_STAND` | a program with the gateway's interface, tested in its place |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: what is missing fails the test that needs it"
)]

mod built;
pub mod campaign;
pub mod client;
pub mod clock;
pub mod compare;
pub mod frames;
pub mod gateway;
pub mod held;
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
pub mod store_wrapper;
pub mod token;
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
pub use smtp::{Behaviour, Smtp};
