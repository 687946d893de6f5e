//! The audit trail as a chain: how entries are linked, and what vouches for them.
//!
//! # The chain
//! Every entry is linked to the one before it. With `part(x)` for the length of `x` in bytes as a
//! 32-bit number, most significant byte first, and then `x`; with `maybe(x)` for the byte 0 where
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
//! was made, so that no chain can stand in for another store's. `seq` is the entry's number: that
//! of the first is 1, and each is one higher than the one before (in a file from before there was
//! a chain they may begin higher). `at` is in seconds since 1970-01-01T00:00:00Z, two's complement;
//! `tenant`, `actor`, `subject` and `detail` are UTF-8 as they were given, purposes and events the
//! names that `codemint-core` gives them, `record` the 16 bytes of its id.
//!
//! # Checkpoints
//! Anybody can compute a chain, so whoever may write to the file could replace the end of it, or
//! all. A checkpoint says, under a key that is not in the file, what the chain was at an entry:
//!
//! ```text
//! signature = 1 ‖ key id (4 bytes) ‖ HMAC-SHA-256(audit key, part(1) ‖ part(kind) ‖ part(writer)
//!                                                 ‖ part(seq) ‖ part(chain) ‖ part(at))
//! ```
//!
//! The audit key is derived as [`crate::keys`] says. `kind` is `head` or `cut`. There is one of
//! each at the most:
//!
//! - the *head* vouches for all entries up to its own. A new one takes the place of the old one, so
//!   that nobody finds an earlier one in the file to go back to. It is signed only after what came
//!   since the old one was seen to follow from it, so that nothing false is ever vouched for;
//! - the *cut* says where the trail begins after entries have been removed by policy. It is signed
//!   in the transaction that removes them, and only where they fit.
//!
//! # What that shows
//! Somebody who may write to the file, but has no key, cannot change, insert, swap or remove an
//! entry up to the head, nor forge a checkpoint, without being found out. He *can*, unseen:
//!
//! - cut off, change or replace what came after the last head: about a minute of traffic while a
//!   gateway runs, nothing after it was closed in peace;
//! - add entries at the end, which the next head then vouches for: a chain shows that entries stand
//!   as they were written, not who wrote them;
//! - put back an older copy of the whole file, or put a new one in its place;
//! - remove every checkpoint and write any trail. That is refused when it is verified, until the
//!   next host with a key opens the file: to it the trail looks like one from before there was a
//!   chain, and it vouches for what it finds.
//!
//! Against the last two, keep elsewhere what `codemint audit verify` says: with the number and the
//! chain of an earlier day it can be seen whether that entry is still the same (they are exported).
//! Whoever has the root key too can write any history.
//!
//! # Floods
//! Failures of anonymous callers are cut and counted, so that nobody fills the trail
//! ([`Write::anonymous`]): of one kind the first 30 in a minute have entries of their own, and the
//! others one entry with their number. A count is durable with the write that it belongs to; it
//! enters the chain with the first write after its minute.
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
pub(in crate::store) use flood::{Flood, INTERVAL, bounded, is_success};
pub use trail::{AuditEntry, AuditError, AuditFilter, AuditHead, AuditLine, Misfit};
