//! Minting, reading, displaying and speaking codes.

use super::enums::{Alphabet, CheckScheme};
use super::fault::{Fault, read, write};
use alloc::string::String;
use codemint_core::words::{self, Code, CodeFormat, EntryFault, Language, Mint, Seed};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize as _;

/// The format of codes.
#[derive(Deserialize, Tsify)]
pub(super) struct Format {
    /// The symbols.
    alphabet: Alphabet,
    /// The number of random symbols, 1 to 32 together with the check symbols.
    length: u8,
    /// The check symbols that follow. Default: none.
    #[serde(default)]
    check: Option<CheckScheme>,
    /// The number of symbols in a group when a code is displayed, 0 to 32; 0 for one group.
    /// Default: 0.
    #[serde(default)]
    group: Option<u8>,
}

impl TryFrom<Format> for CodeFormat {
    type Error = &'static str;

    fn try_from(format: Format) -> Result<Self, &'static str> {
        Self::new(format.alphabet.into(), format.length)
            .ok_or("the length is out of bounds")?
            .with_check(format.check.unwrap_or(CheckScheme::None).into())
            .ok_or("the check symbols do not go with the alphabet or the length")?
            .with_group(format.group.unwrap_or(0))
            .ok_or("the groups are out of bounds")
    }
}

/// The result of reading a typed text.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(super) enum Entry {
    /// A code of the format, normalized.
    Code {
        /// The code. Secret.
        code: String,
    },
    /// The text has separators only.
    Empty,
    /// The text is too long.
    TooLong {
        /// The maximum length in bytes.
        max: usize,
    },
    /// A character is neither a symbol of the alphabet nor a look-alike of one nor a separator.
    Symbol {
        /// The place of the character; the first is 1.
        place: usize,
    },
    /// A character is one that the alphabet leaves out together with its look-alikes.
    NeverUsed {
        /// The place of the character; the first is 1.
        place: usize,
    },
    /// The number of symbols is wrong.
    Length {
        /// The number of symbols in the text.
        found: usize,
        /// The number of symbols in a code.
        wanted: usize,
    },
    /// The check symbols are wrong.
    Check {
        /// If a mistake in a single group explains that, the number of the group; the first is 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u8>,
    },
}

/// Draws a random code of this format with the host's randomness; all codes are equally likely.
/// Codes that are stored and redeemed are minted by `settle`; this is for programs that do the rest
/// themselves.
///
/// # Errors
/// Code `argument` for an invalid format, `entropy` when the host has no randomness.
#[wasm_bindgen(unchecked_return_type = "string")]
pub fn mint(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
) -> Result<String, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::of("entropy", error))?;
    let zero = || Fault::of("entropy", "the host's randomness is all zeros");
    let seed = Seed::from_bytes(bytes).ok_or_else(zero);
    bytes.zeroize();
    Ok(Mint::new(&seed?).code(format).reveal().into())
}

/// Reads a typed code: normalizes case, spaces, dashes, full-width characters and look-alikes, and
/// verifies the check symbols.
///
/// # Errors
/// Code `argument` for an invalid format.
#[wasm_bindgen(unchecked_return_type = "Entry")]
pub fn entry(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
    typed: &str,
) -> Result<JsValue, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    let found = match words::entry(typed, format) {
        Ok(code) => Entry::Code { code: code.reveal().into() },
        Err(EntryFault::Empty) => Entry::Empty,
        Err(EntryFault::TooLong { max }) => Entry::TooLong { max },
        Err(EntryFault::Symbol { place }) => Entry::Symbol { place },
        Err(EntryFault::NeverUsed { place }) => Entry::NeverUsed { place },
        Err(EntryFault::Length { found, wanted }) => Entry::Length { found, wanted },
        Err(EntryFault::Check { group }) => Entry::Check { group },
    };
    Ok(write(&found)?)
}

/// A code in groups, for people to read.
///
/// # Errors
/// Code `argument` for an invalid format or code.
#[wasm_bindgen]
pub fn display(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
    code: &str,
) -> Result<String, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    Ok(words::display(&core_code(code)?, format).into_revealed())
}

/// A code symbol by symbol, for telephones and screen readers, in the language of this tag (RFC
/// 5646): `en`, `de`, `fi`, and English for any other.
///
/// # Errors
/// Code `argument` for an invalid format or code.
#[wasm_bindgen]
pub fn spoken(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
    code: &str,
    language: &str,
) -> Result<String, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    Ok(words::spoken(&core_code(code)?, format, Language::of(language)).into_revealed())
}

fn core_code(text: &str) -> Result<Code, Fault> {
    Code::parse(text).ok_or_else(|| Fault::argument("the code is invalid"))
}
