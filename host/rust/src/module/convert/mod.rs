//! Conversion between the contract's types and the core's.

mod commit;
mod enums;
mod findings;
mod format;
mod http;
mod needs;
mod route;

pub(super) use commit::settlement;
pub(super) use findings::{Borrowed, findings};
pub(super) use format::wit_format;
pub(super) use http::{call, problem, refused, reply};
pub(super) use needs::planned;
pub(super) use route::route;
