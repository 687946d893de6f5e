//! The audit trail as a chain: how entries are linked, and how checkpoints protect them.
//!
//! # The chain
//! Every entry is linked to the one before it. With `part(x)` for the length of `x` in bytes as a
//! 32-bit number, most significant byte first, followed by `x`; with `maybe(x)` for the byte 0 if
//! `x` is absent, else for the byte 1 and `part(x)`; and with numbers as 8 bytes, most significant
//! byte first:
//!
//! ```text
//! chain(0) = SHA-256(1 ‖ part("codemint/audit-chain") ‖ part(writer))
//! chain(n) = SHA-256(chain(n-1) ‖ 1
//!                    ‖ part(seq) ‖ part(at) ‖ part(tenant) ‖ part(actor)
//!                    ‖ maybe(purpose) ‖ maybe(subject) ‖ part(event)
//!                    ‖ maybe(record) ‖ maybe(detail))
//! ```
//!
//! The byte 1 is the version of the format. `writer` is 16 random bytes that the store drew when it
//! was created, so that a chain cannot be moved to another store. `seq` is the entry's number: the
//! first has 1, and each is one higher than the one before (in a file from before there was a chain
//! the first may be higher). `at` is in seconds since 1970-01-01T00:00:00Z, two's complement;
//! `tenant`, `actor`, `subject` and `detail` are UTF-8 as they were given, purposes and events the
//! names that `codemint-core` gives them, `record` the 16 bytes of its ID.
//!
//! # Checkpoints
//! A chain can be computed without a key, so anyone who can write to the file could replace its
//! end, or all of it. A checkpoint says, under a key that is not in the file, what the chain was at
//! an entry:
//!
//! ```text
//! signature = 1 ‖ key id (4 bytes) ‖ HMAC-SHA-256(audit key, part(1) ‖ part(kind) ‖ part(writer)
//!                                                 ‖ part(seq) ‖ part(chain) ‖ part(at))
//! ```
//!
//! See [`crate::keys`] for how the audit key is derived. `kind` is `head` or `cut`. There is at
//! most one of each:
//!
//! - the *head* covers all entries up to its own. A new one replaces the old one, so that the file
//!   contains no earlier one to go back to. It is signed only after the entries since the old one
//!   were seen to follow from it, so that nothing false is ever signed;
//! - the *cut* says where the trail begins after entries have been removed by policy. It is signed
//!   in the transaction that removes them, and only if they are correctly linked.
//!
//! # What that detects
//! An attacker who can write to the file, but has no key, cannot change, insert, swap or remove an
//! entry up to the head, nor forge a checkpoint, without being detected. Undetected, the attacker
//! *can*:
//!
//! - cut off, change or replace what came after the last head: about a minute of traffic while a
//!   gateway runs, nothing after a regular shutdown;
//! - add entries at the end, which the next head then covers: a chain shows that entries are as
//!   they were written, not who wrote them;
//! - put back an older copy of the whole file, or replace it by a new one;
//! - remove every checkpoint and write any trail. Verification fails then, until the next host with
//!   a key opens the file: to that host the trail looks like one from before there was a chain, and
//!   it signs what it finds.
//!
//! Against the last two, keep the output of `codemint audit verify` elsewhere: with the number and
//! the chain of an earlier day you can check that the entry is still the same (both are exported).
//! An attacker who has the root key too can write any history.
//!
//! # Floods
//! Failures of anonymous callers are truncated and counted, so that they cannot fill the trail
//! ([`Write::anonymous`]): of each kind the first 30 in a minute have entries of their own, and the
//! others share one entry with their number. A count is durable with the write that it belongs to;
//! it enters the chain with the first write after its minute.
//!
//! [`Write::anonymous`]: crate::store::Write::anonymous
//!
//! The vectors in `tests/audit` are recomputed in Python.

mod chain;
mod checkpoint;
mod flood;
mod trail;

pub use chain::{Chain, Entry, WriterId};
pub use checkpoint::{Checkpoint, CheckpointKind};
pub(in crate::store) use flood::{Flood, INTERVAL, is_success, truncated};
pub use trail::{AuditEntry, AuditError, AuditFilter, AuditHead, AuditLine, Misfit};
