//! The second call for batches. Lists are passed as bytes, little-endian and without padding, and
//! not as objects, each member of which would cost a call across the module boundary.
//!
//! Findings: the time (f64), the tick (u32), the seed (32 bytes), the rows (u32 count; each one
//! byte: the number of the standing, +8 if the purpose is allowed, +16 if there is a mail address),
//! the live codes (u32 count; each u32 subject, 16 bytes ID, u32 version, u8 state, f64 not-before,
//! f64 not-after, u32 format) and the matches (u32 count; each u32, all ones for none). Times are
//! f64 because JavaScript's numbers are.
//!
//! A settlement: the offset of its texts (u32); status (u16), content type, body (u32 length,
//! bytes); then the commit: the batch, the issued codes (u32 count; each u32 subject, ID, code, f64
//! not-before, f64 not-after, u8 tries, u16 uses, u8 flags: several 1, revealable 2, hidden 4, u32
//! format, note, terms), the superseded (u32 count; each ID, u32 version), the changed (u32 count;
//! each ID, u32 version, u8 transition), the mails (u32 count; each u32 issued, address), the audit
//! entries (u32 count; each u32 subject, u8 event, ID, detail). All texts follow at the offset,
//! concatenated, in UTF-8, because JavaScript decodes one long string faster than many short ones.
//! In place of a text there is its length in UTF-16 code units (u32), all ones for an absent one.
//! In place of an ID, which always has 36 characters, there is nothing; for one that may be absent,
//! a byte 0 or 1.

mod read;
mod write;

use super::fault::{Fault, read};
use super::findings::Policy;
use super::journey::{Call, core_call, path, settled};
use alloc::vec::Vec;
use read::Reader;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use write::Writer;

/// The second call, for findings that consist of rows, live codes and matches only. The package's
/// `settle` chooses it when it can.
///
/// # Errors
/// The same as of `settle`.
#[wasm_bindgen(js_name = settleBatch)]
pub fn settle_batch(
    #[wasm_bindgen(unchecked_param_type = "Call")] call: JsValue,
    body: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Policy | undefined")] policy: JsValue,
    findings: &[u8],
) -> Result<Vec<u8>, JsValue> {
    let call: Call = read(call)?;
    let policy: Option<Policy> = read(policy)?;
    let policy = policy.map(TryInto::try_into).transpose().map_err(Fault::argument)?;
    let findings = Reader::of(findings).findings(policy).map_err(Fault::argument)?;
    let settlement = settled(&core_call(&call, &path(&call), body), findings)?;
    let mut writer = Writer::default();
    writer.settlement(&settlement);
    Ok(writer.finish())
}
