//! Text that may stand in a header.

use std::fmt;

/// Text for a header of a mail: a subject, or the name that is shown for an address. It cannot hold
/// a line's end, NUL or any other control, so that no value can begin a header of its own or end
/// the headers (RFC 5322, section 2.2: a field is ended by CR LF).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderText(String);

/// Why a text may not stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is longer than any reader shows.
    #[error("it has more than {} characters", HeaderText::MAX_LENGTH)]
    TooLong,
    /// It has a character that is not written but does something.
    #[error("it contains the control character U+{:04X}", u32::from(*.0))]
    Control(char),
}

impl HeaderText {
    /// The longest text, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// The text, without the white space around it.
    ///
    /// # Errors
    /// [`HeaderFault`] when nothing is left, when it is too long, or when it contains a control: of
    /// ASCII, of Latin-1, the separators of lines and paragraphs, or one that turns the direction
    /// of what follows, by which a name can be made to look like another.
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
    fn a_header_holds_no_control() {
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
    fn a_header_is_neither_empty_nor_endless() {
        assert_eq!(HeaderText::new("  "), Err(HeaderFault::Empty));
        assert!(HeaderText::new(&"ä".repeat(200)).is_ok());
        assert_eq!(HeaderText::new(&"ä".repeat(201)), Err(HeaderFault::TooLong));
    }
}
