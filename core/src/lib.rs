//! Activation and enrolment codes as pure functions.
//!
//! This crate reads no clock, draws no randomness, opens no socket, and knows no host, no
//! database, and no key except the one that a device holds for its own offline codes. Everything it
//! needs to know comes in as [`journey::Findings`]; everything that is to be written, mailed or
//! audited goes out as a [`journey::Commit`]. The same call with the same findings gives the same
//! bytes everywhere.
//!
//! A request takes two calls:
//!
//! 1. [`engine::plan`] reads it and returns either a finished reply (the request was not
//!    understood, or its answer is fixed) or the [`journey::Needs`]: what the host has to look up.
//! 2. [`engine::settle`] takes the findings, decides, and returns a [`journey::Settlement`]: the
//!    reply, and the commit that the host must make durable before it sends that reply.
//!
//! The modules are declared in the order of their imports: the domain types; codes that a computer
//! verifies without a network, outside the request flow; QR symbols, which import no other module
//! (feature `qr`); the request flow; the dialects, which translate vendors' APIs; the two calls.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod words;

pub mod offline;

#[cfg(feature = "qr")]
pub mod qr;

pub mod journey;

mod dialects;

pub mod engine;
