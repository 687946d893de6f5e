//! Codes as people type, read and hear them, for component hosts.

use super::bindings::Component;
use super::bindings::exports::codemint::module::formats as wit;
use alloc::string::String;
use codemint_core::words::{
    Alphabet, CheckScheme, Code, CodeFormat, EntryFault, Language, display, entry, spoken,
};

impl wit::Guest for Component {
    fn entry(format: wit::Format, typed: String) -> Result<String, wit::EntryFault> {
        let format = of(&format).map_err(|error| wit::EntryFault::Format(error.into()))?;
        entry(&typed, format).map(|code| code.reveal().into()).map_err(wit_fault)
    }

    fn display(format: wit::Format, code: String) -> Result<String, String> {
        Ok(display(&core_code(&code)?, of(&format)?).into_revealed())
    }

    fn spoken(format: wit::Format, code: String, language: String) -> Result<String, String> {
        let language = Language::of(&language);
        Ok(spoken(&core_code(&code)?, of(&format)?, language).into_revealed())
    }
}

fn of(format: &wit::Format) -> Result<CodeFormat, &'static str> {
    core_format(format.alphabet, format.length, format.check, format.group)
}

/// The format of these members, which a policy has, too.
pub(super) fn core_format(
    alphabet: wit::Alphabet,
    length: u8,
    check: wit::CheckScheme,
    group: u8,
) -> Result<CodeFormat, &'static str> {
    let alphabet = match alphabet {
        wit::Alphabet::Decimal => Alphabet::Decimal,
        wit::Alphabet::Base20 => Alphabet::Base20,
        wit::Alphabet::Base31 => Alphabet::Base31,
        wit::Alphabet::Crockford32 => Alphabet::Crockford32,
    };
    let check = match check {
        wit::CheckScheme::None => CheckScheme::None,
        wit::CheckScheme::Mod97 => CheckScheme::Mod97,
        wit::CheckScheme::Damm => CheckScheme::Damm,
        wit::CheckScheme::Verhoeff => CheckScheme::Verhoeff,
        wit::CheckScheme::LetterPair => CheckScheme::LetterPair,
        wit::CheckScheme::Mod37 => CheckScheme::Mod37,
    };
    let format = CodeFormat::new(alphabet, length).ok_or("the policy's length is out of bounds")?;
    format
        .with_check(check)
        .ok_or("the policy's check symbols do not go with its alphabet or its length")?
        .with_group(group)
        .ok_or("the policy's groups are out of bounds")
}

fn core_code(text: &str) -> Result<Code, &'static str> {
    Code::parse(text).ok_or("the code is invalid")
}

fn wit_fault(fault: EntryFault) -> wit::EntryFault {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match fault {
        EntryFault::Empty => wit::EntryFault::Empty,
        EntryFault::TooLong { max } => wit::EntryFault::TooLong(number(max)),
        EntryFault::Symbol { place } => wit::EntryFault::Symbol(number(place)),
        EntryFault::NeverUsed { place } => wit::EntryFault::NeverUsed(number(place)),
        EntryFault::Length { found, wanted } => {
            wit::EntryFault::Length(wit::Counts { found: number(found), wanted: number(wanted) })
        }
        EntryFault::Check { group } => wit::EntryFault::Check(group),
    }
}
