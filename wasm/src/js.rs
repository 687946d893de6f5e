//! The face for JavaScript: plain objects with members in camel case, declared in a `.d.ts` file,
//! and `Uint8Array`s for bytes. The calls are those of the contract, `wit/codemint.wit`.
//!
//! Times are numbers, whole seconds since 1970-01-01T00:00:00Z; IDs of records are UUIDs as
//! strings; seeds and keys are 32 bytes. An invalid argument throws an `Error` with a `code` and a
//! `path`: the path of the invalid member, or an empty string.

mod batch;
mod commit;
mod enums;
mod fault;
mod findings;
mod formats;
mod journey;
mod needs;
mod offline;
mod qr;
mod route;
