//! The second call for batches: what is many crosses as bytes, little-endian and without padding,
//! and not as objects, each member of which would be a call of its own.
//!
//! Of findings these are the time (f64), the seed (32 bytes), the rows (u32 how many; each a byte:
//! the standing's number, +8 where the purpose is allowed, +16 where there is mail), the live codes
//! (u32 how many; each u32 subject, 16 bytes id, u32 version, u8 state, f64 not-before, f64
//! not-after, u32 format) and the matches (u32 how many; each u32, all ones for none). Times are f64
//! since JavaScript's numbers are.
//!
//! Of a settlement it is all: where its texts begin (u32); status (u16), content type, body (u32
//! length, bytes); then the commit: the batch, the issued (u32 how many; each u32 subject, id, code,
//! f64 not-before, f64 not-after, u8 tries, u16 uses, u8 flags: several 1, sealed 2, hidden 4, u32
//! format, note, terms), the superseded (id, u32 version), the changed (id, u32 version, u8
//! transition), the mails (u32 issued, address), the audit (u32 subject, u8 event, id, detail). All
//! texts stand behind it one after the other, in UTF-8, since JavaScript makes one string of all
//! faster than one of each: a text is its length here, in UTF-16's units (u32), and one that is
//! absent has the length of all ones. Of an id, which always has 36, nothing is here; one that may
//! be absent is a byte 0, or 1.

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

/// The second call, for findings that are rows, live codes and matches only. See the package's
/// `settle`, which takes this way by itself.
///
/// # Errors
/// As `settle`.
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
