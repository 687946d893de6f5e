//! Authentication of callers: one file for each scheme that a route may name.

mod authorization;
mod basic;
mod caller;
mod claims;
mod gate;
mod key;
mod key_fault;
mod known;
mod opaque_token;
mod operator;
mod query;
mod signed_token;

pub(crate) use basic::{hash as hash_password, unequal_accounts};
pub(crate) use caller::{Caller, Denied, Presented};
pub(crate) use claims::sign;
pub(crate) use gate::Gate;
pub(crate) use key_fault::KeyFault;
pub(crate) use known::{LEAST_SECRET, sha256};
pub(crate) use opaque_token::hex_digest;
pub(crate) use query::Query;

#[cfg(test)]
mod tests;
