//! The wording of mails: what a code is called, and the code in groups.

use codemint_core::words::Purpose;

/// What a code for that purpose is called; in English if the language is not supported.
pub(super) fn code_name(purpose: Purpose, language: &str) -> &'static str {
    use Purpose::{Activation, Elevation, Enrolment, PasswordReset};
    match (language, purpose) {
        ("de", Enrolment) => "Registrierungscode",
        ("de", PasswordReset) => "Code zum Zurücksetzen des Passworts",
        ("de", Elevation) => "Code für erhöhte Rechte",
        ("de", Activation) => "Aktivierungscode",
        ("fi", Enrolment) => "rekisteröintikoodi",
        ("fi", PasswordReset) => "salasanan palautuskoodi",
        ("fi", Elevation) => "käyttöoikeuksien korotuskoodi",
        ("fi", Activation) => "aktivointikoodi",
        (_, Enrolment) => "enrolment code",
        (_, PasswordReset) => "password reset code",
        (_, Elevation) => "elevation code",
        (_, Activation) => "activation code",
    }
}

/// The symbols in groups of three to five, separated by spaces: people make fewer mistakes when
/// they read and type short groups. Up to five symbols stay together.
pub(super) fn grouped(code: &str) -> String {
    let length = code.chars().count();
    let sizes = [4, 3, 5].into_iter();
    let even = sizes.clone().find(|size| length.is_multiple_of(*size));
    // If no size divides evenly, the last group is shorter, but never a single symbol.
    let uneven = || sizes.clone().find(|size| length % size > 1);
    let size = if length <= 5 { 5 } else { even.or_else(uneven).unwrap_or(4) };
    let mut text = String::new();
    for (place, symbol) in code.chars().enumerate() {
        if place > 0 && place.is_multiple_of(size) {
            text.push(' ');
        }
        text.push(symbol);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_in_groups() {
        for (code, expected) in [
            ("", ""),
            ("1", "1"),
            ("12345", "12345"),
            ("123456", "123 456"),
            ("1234567", "1234 567"),
            ("12345678", "1234 5678"),
            ("123456789", "123 456 789"),
            ("1234567890", "12345 67890"),
            ("12345678901", "1234 5678 901"),
            ("1234567890123", "12345 67890 123"),
        ] {
            assert_eq!(grouped(code), expected);
        }
        for length in 6..=32 {
            let text = grouped(&"7".repeat(length));
            assert_eq!(text.replace(' ', "").len(), length);
            let sizes: Vec<_> = text.split(' ').map(str::len).collect();
            assert!(sizes.iter().all(|size| (2..=5).contains(size)), "{length}: {sizes:?}");
        }
    }
}
