//! Codes that a computer verifies without a network: whose key it is, how tries are limited, and
//! what is remembered.
//!
//! The issuer's side has the tenant's [`OfflineKey`], and derives each [`Computer`]'s own
//! [`DeviceKey`] from it. That key is handed to the computer once, when it is provisioned
//! ([`device_key_to_hex`]), and is all that minting and verifying take. The tenant's key never
//! enters the module.
//!
//! The computer's side has an [`OfflineVerifier`]: it counts a try before it answers, makes people
//! wait who try too often, and remembers which codes for a single use were used. What it remembers
//! stands in an [`OfflineMemory`], of which there is one in a file ([`FileMemory`]).

mod computer;
mod file;
mod key;
mod memory;
mod remembered;
mod verifier;

pub use codemint_core::offline::{
    Account, DeviceKey, Flaw, LENGTH, Refusal, Terms, TermsFault, Tolerance, Valid, Window, digest,
    mint, verify,
};
pub(crate) use computer::is_uuid;
pub use computer::{Computer, ComputerFault};
pub use file::FileMemory;
pub use key::{OfflineKey, device_key_from_hex, device_key_to_hex};
pub use memory::{MemoryError, OfflineMemory, ProcessMemory};
pub use remembered::{Damaged, Remembered};
pub use verifier::{Declined, InProcess, OfflineError, OfflineModule, OfflineVerifier, Try};

#[cfg(test)]
mod tests;
