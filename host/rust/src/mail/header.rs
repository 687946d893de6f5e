//! Text that is safe in a mail header.

use std::fmt;

/// Text for a mail header: a subject, or the name that is shown for an address. It cannot contain a
/// line break, NUL or any other control character, so no value can begin a header of its own or end
/// the headers (RFC 5322, section 2.2: a field ends with CR LF).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderText(String);

/// Why a text is not allowed in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is longer than mail readers show.
    #[error("it has more than {} characters", HeaderText::MAX_LENGTH)]
    TooLong,
    /// It contains a control character.
    #[error("it contains the control character U+{:04X}", u32::from(*.0))]
    Control(char),
}

impl HeaderText {
    /// The longest text, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Checks a text, without the white space around it.
    ///
    /// # Errors
    /// [`HeaderFault`] when nothing is left, when it is too long, or when it contains a control
    /// character: of ASCII or Latin-1, a line or paragraph separator, or one that changes the
    /// direction of text, by which a name can be made to look like another.
    pub fn new(text: &str) -> Result<Self, HeaderFault> {
        if let Some(control) = text.chars().find(|c| is_control(*c)) {
            return Err(HeaderFault::Control(control));
        }
        let text = text.trim();
        match text.chars().count() {
            0 => Err(HeaderFault::Empty),
            count if count > Self::MAX_LENGTH => Err(HeaderFault::TooLong),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_contains_no_control_character() {
        assert_eq!(HeaderText::new(" Zoë & Sön's Öy ").unwrap().as_str(), "Zoë & Sön's Öy");
        for planted in ["\r\nBcc: all@example.com", "\nX: y", "\r", "\0", "\t", "\u{7f}", "\u{85}"]
        {
            for text in [format!("name{planted}"), format!("{planted}name"), planted.to_owned()] {
                let fault = HeaderText::new(&text);
                assert!(matches!(fault, Err(HeaderFault::Control(_))), "{text:?}: {fault:?}");
            }
        }
        for planted in ["\u{2028}", "\u{2029}", "\u{202e}", "\u{2066}"] {
            assert!(HeaderText::new(&format!("a{planted}b")).is_err(), "{planted:?}");
        }
    }

    #[test]
    fn a_header_has_1_to_200_characters() {
        assert_eq!(HeaderText::new("  "), Err(HeaderFault::Empty));
        assert!(HeaderText::new(&"ä".repeat(200)).is_ok());
        assert_eq!(HeaderText::new(&"ä".repeat(201)), Err(HeaderFault::TooLong));
    }
}
