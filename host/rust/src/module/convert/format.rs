//! Formats of codes.

use crate::module::bindings::exports::codemint::module::formats as wit;
use codemint_core::words::{Alphabet, CheckScheme, CodeFormat};

pub(in crate::module) const fn wit_format(format: CodeFormat) -> wit::Format {
    wit::Format {
        alphabet: wit_alphabet(format.alphabet()),
        length: format.length(),
        check: wit_check(format.check()),
        group: format.group(),
    }
}

pub(in crate::module) const fn wit_alphabet(alphabet: Alphabet) -> wit::Alphabet {
    match alphabet {
        Alphabet::Decimal => wit::Alphabet::Decimal,
        Alphabet::Base20 => wit::Alphabet::Base20,
        Alphabet::Base31 => wit::Alphabet::Base31,
        Alphabet::Crockford32 => wit::Alphabet::Crockford32,
    }
}

pub(in crate::module) const fn wit_check(check: CheckScheme) -> wit::CheckScheme {
    match check {
        CheckScheme::None => wit::CheckScheme::None,
        CheckScheme::Mod97 => wit::CheckScheme::Mod97,
        CheckScheme::Damm => wit::CheckScheme::Damm,
        CheckScheme::Verhoeff => wit::CheckScheme::Verhoeff,
        CheckScheme::LetterPair => wit::CheckScheme::LetterPair,
        CheckScheme::Mod37 => wit::CheckScheme::Mod37,
    }
}
