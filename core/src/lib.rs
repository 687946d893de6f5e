//! Activation and enrolment codes, as a pure function.
//!
//! This crate reads no clock, draws no randomness, opens no socket, and knows no host, no
//! database, and no key but the one that a device has for its own offline codes. What it must know
//! of the world comes in as [`journey::Facts`]; what is to happen in the world goes out as a
//! [`journey::Commit`]. The same call and the same facts give the same bytes everywhere.
//!
//! A request passes twice:
//!
//! 1. [`engine::plan`] reads it and answers either the finished reply (it was not understood) or
//!    the [`journey::Needs`]: what the host has to look up.
//! 2. [`engine::settle`] takes the facts, decides, and answers a [`journey::Settlement`]: the
//!    reply, and the commit that the host must make durable before it sends that reply.
//!
//! The modules stand in the order of the journey: the words everyone uses, the codes that need no
//! journey because a computer verifies them by itself, the room that draws QR symbols and knows
//! nothing of the others (feature `qr`), the steps, the dialects that translate at the edge, and
//! the two calls.
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
