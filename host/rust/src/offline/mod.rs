//! Codes that a computer verifies without a network: their keys, the limit on attempts, and the
//! memory of used codes.
//!
//! The issuer's side has the tenant's [`OfflineKey`] and derives each [`Computer`]'s [`DeviceKey`]
//! from it. That key is handed to the computer once, when it is provisioned
//! ([`device_key_to_hex`]), and is all that minting and verifying need. The tenant's key never
//! enters the module.
//!
//! The computer's side has an [`OfflineVerifier`]: it counts an attempt before it answers, enforces
//! waits after wrong attempts, and remembers which single-use codes were used, in an
//! [`OfflineMemory`] such as a file ([`FileMemory`]).

mod computer;
mod declined;
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
pub use declined::Declined;
pub use file::FileMemory;
pub use key::{OfflineKey, device_key_from_hex, device_key_to_hex};
pub use memory::{MemoryError, OfflineMemory, ProcessMemory};
pub use remembered::{Damaged, Remembered};
pub use verifier::{InProcess, OfflineError, OfflineModule, OfflineVerifier, Try};

#[cfg(test)]
mod tests;
