//! Codes as they are minted, typed, read and heard.

use super::fault::{Fault, read, write};
use super::enums::{Alphabet, CheckScheme};
use alloc::string::String;
use codemint_core::words::{self, Code, CodeFormat, EntryFault, Language, Mint, Seed};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize as _;

/// What codes look like.
#[derive(Deserialize, Tsify)]
pub(super) struct Format {
    /// The symbols that are drawn.
    alphabet: Alphabet,
    /// How many, 1 to 32 together with the check symbols.
    length: u8,
    /// The check symbols that follow; none where nothing is said.
    #[serde(default)]
    check: Option<CheckScheme>,
    /// Symbols that stand together where a code is shown to people; all where nothing is said.
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

/// What a typed text is.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(super) enum Entry {
    /// A code of the format, folded.
    Code {
        /// The code. Secret.
        code: String,
    },
    /// Nothing but spaces and dashes.
    Empty,
    /// Too long a text to be looked at.
    TooLong {
        /// The most bytes that are looked at.
        max: usize,
    },
    /// A character that stands for no symbol.
    Symbol {
        /// Which; the first is 1.
        place: usize,
    },
    /// A character that the alphabet leaves out on purpose.
    NeverUsed {
        /// Which; the first is 1.
        place: usize,
    },
    /// Too few symbols, or too many.
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// The check symbols do not go with the others.
    Check {
        /// The group that cannot be right, where one alone explains the mistake; the first is 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u8>,
    },
}

/// Draws a code of that format with the host's randomness, every one equally likely. For what is
/// stored and redeemed, `settle` mints; this is for programs that do all that themselves.
///
/// # Errors
/// Code `argument` for a format that is none, `entropy` when the host has no randomness.
#[wasm_bindgen(unchecked_return_type = "string")]
pub fn mint(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
) -> Result<String, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::of("entropy", error))?;
    let seed = Seed::from_bytes(bytes).ok_or_else(|| Fault::of("entropy", "randomness is zero"));
    bytes.zeroize();
    Ok(Mint::new(&seed?).code(format).reveal().into())
}

/// What a typed text is: case, spaces, dashes, full-width digits and look-alikes are folded, and the
/// check symbols are looked at.
///
/// # Errors
/// Code `argument` for a format that is none.
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

/// A code in groups, as it is shown to people.
///
/// # Errors
/// Code `argument` for a format or a code that is none.
#[wasm_bindgen]
pub fn display(
    #[wasm_bindgen(unchecked_param_type = "Format")] format: JsValue,
    code: &str,
) -> Result<String, JsValue> {
    let format = read::<Format>(format)?.try_into().map_err(Fault::argument)?;
    Ok(words::display(&core_code(code)?, format).into_revealed())
}

/// A code as it is said on the telephone or by a screen reader, in the language of that tag (RFC
/// 5646); in English where that one is not spoken.
///
/// # Errors
/// Code `argument` for a format or a code that is none.
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
    Code::parse(text).ok_or_else(|| Fault::argument("the code is none"))
}
