//! The face for JavaScript: plain objects with camel-case members, described in `.d.ts`, and bytes
//! where bytes are meant. The calls are those of the contract, `wit/codemint.wit`.
//!
//! Times are whole seconds since 1970-01-01T00:00:00Z as numbers, records' names are UUIDs as texts,
//! seeds and keys are 32 bytes. What is wrong with an argument is thrown as an `Error` with a `code`
//! and, where it is about one, the `path` of the member.

mod batch;
mod commit;
mod fault;
mod findings;
mod formats;
mod journey;
mod needs;
mod offline;
mod qr;
mod route;
mod enums;
