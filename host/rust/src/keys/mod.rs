//! The keys under which stored codes are hashed and encrypted. They stay in the host, outside the
//! database and outside the module.
//!
//! Four values are derived from one root key of 32 bytes by HKDF-SHA-256 (RFC 5869), with an empty
//! salt and the following info:
//!
//! | info | bytes | use |
//! |---|---|---|
//! | `codemint/key-id/v1` | 4 | identifies the root key in what is stored, so that keys can be rotated |
//! | `codemint/digest/v1` | 32 | the key of the digest |
//! | `codemint/seal/v1` | 32 | the key of the encryption |
//! | `codemint/audit/v1` | 32 | the key of the audit trail's checkpoints ([`AuditKeys`]) |
//!
//! The formats are documented at their code ([`Keys::digest`], [`Keys::seal`],
//! [`crate::store::audit`]), with vectors under `tests/at-rest` and `tests/audit`.
//!
//! # Changing the root key
//! A host has a ring of root keys ([`KeyRing`]): new codes are hashed and encrypted under the
//! current one, and everything stored identifies the key that it is under, so that codes from
//! before a change stay valid. The ring is a text file with one key per line, the current one
//! first; lines that begin with `#` are comments. It is changed in four steps. Each may be
//! repeated, and the host works at any time between them:
//!
//! 1. **Rotate** ([`KeyRing::rotate`]): writes a new key before the others. The file is replaced as
//!    a whole, so it can be read at any time, also after a crash. Running hosts have read the ring
//!    before and continue under the old key. Make a backup of the file now: what is stored from the
//!    next step on cannot be used without the new key.
//! 2. **Restart** every host of the store, so that all of them have the new key. From then on they
//!    issue codes under it, and accept those under the old ones. If several hosts serve one store
//!    and must not stop together, first add the new key by hand as the *last* line and restart them
//!    one by one, then move it to the first line and restart them again: then no host meets a code
//!    under a key that it does not have. Retire nothing in between: nothing is stored under that
//!    key yet.
//! 3. **Reseal** ([`crate::issuer::reseal`]), while the hosts run: codes with an encrypted copy,
//!    and waiting mails, are re-encrypted under the new key, and these codes are re-hashed too. A
//!    code without an encrypted copy cannot be re-hashed, since its text is not known: it stays
//!    under the old key until it is redeemed, superseded or removed. Do not begin before step 2 is
//!    complete on every host: a host without the new key cannot use what was resealed.
//! 4. **Retire** ([`KeyRing::retire`]): removes keys under which nothing live is stored any more.
//!    Repeat it when the last code of the old key has ended: after the longest validity plus the
//!    time after which codes are removed. A key under which a host still issues must not be
//!    retired; [`KeyRing::hold`] prevents that for hosts that load the ring with it, and other
//!    hosts must have been restarted (step 2). A host forgets a retired key when it is restarted.
//!    Old copies of the file decrypt what was stored under the retired key: destroy its backups.
//!
//! If a key may have been disclosed, do all four steps at once, and void the codes that are left
//! under it: until they have ended, anyone with the key and the store can find them. A backup of
//! the store from before contains codes under the old key; to restore it, restore that key too.

mod answer;
mod audit;
mod derived;
mod digest;
mod id;
mod key_set;
mod length_prefix;
mod ring;
mod root;
mod rotation;
mod seal;

#[cfg(test)]
mod tests;

pub use audit::AuditKeys;
pub(crate) use audit::NotSigned;
pub use digest::Binding;
pub(crate) use digest::Digests;
pub use id::KeyId;
pub use key_set::Keys;
pub(crate) use length_prefix::with_length;
pub use ring::KeyRing;
pub(crate) use root::hex;
pub use root::{KeyError, RootKey};
pub use rotation::{Hold, RetireError};
pub use seal::Unsealable;
