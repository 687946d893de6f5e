//! `alphabet`, `length`, `check` and `group` of a policy: the format of its codes.

use super::reader::{Found, Section};
use codemint::words::{Alphabet, CheckScheme, CodeFormat, Policy};

/// The format of a policy's codes.
pub(super) fn format(section: &mut Section<'_>) -> Option<CodeFormat> {
    let alphabet = alphabet(section);
    let length = section.number("length", 1, CodeFormat::MAX_LENGTH.into());
    let check = check(section);
    let group = section.number("group", 0, CodeFormat::MAX_LENGTH.into());
    let small = |found: Option<Found<u64>>| found.and_then(|f| u8::try_from(f.value).ok());
    let format = CodeFormat::new(alphabet?, small(length).unwrap_or(Policy::USUAL_LENGTH))?;
    let format = match check {
        Some(Found { at, value }) => {
            let checked = format.with_check(value);
            if checked.is_none() {
                section.fault(at, misfit(value, format));
            }
            checked?
        }
        None => format,
    };
    format.with_group(small(group).unwrap_or(0))
}

/// Why codes of that format cannot have these check symbols.
fn misfit(check: CheckScheme, format: CodeFormat) -> String {
    let alphabet = format.alphabet();
    if check.goes_with(alphabet) {
        let room = CodeFormat::MAX_LENGTH - check.length();
        return format!("with `check = \"{}\"` `length` must be at most {room}", check.name());
    }
    let fitting = CheckScheme::ALL.into_iter().filter(|scheme| scheme.goes_with(alphabet));
    let names: Vec<_> = fitting.map(CheckScheme::name).collect();
    format!("`check` for `{}` must be one of {}", alphabet.name(), names.join(", "))
}

fn check(section: &mut Section<'_>) -> Option<Found<CheckScheme>> {
    let Found { at, value } = section.optional::<String>("check")?;
    let check = CheckScheme::named(&value);
    if check.is_none() {
        let names: Vec<_> = CheckScheme::ALL.into_iter().map(CheckScheme::name).collect();
        section.fault(at, format!("`check` must be one of {}", names.join(", ")));
    }
    check.map(|value| Found { at, value })
}

fn alphabet(section: &mut Section<'_>) -> Option<Alphabet> {
    let Some(Found { at, value }) = section.optional::<String>("alphabet") else {
        return Some(Alphabet::Decimal);
    };
    let alphabet = Alphabet::named(&value);
    if alphabet.is_none() {
        let names: Vec<_> = Alphabet::ALL.iter().map(|alphabet| alphabet.name()).collect();
        section.fault(at, format!("`alphabet` must be one of {}", names.join(", ")));
    }
    alphabet
}
