//! The account of the computer that a code is for.

use alloc::string::String;

/// The account whose privileges a code raises, in the spelling that enters the tag.
///
/// The operating systems in question compare accounts without regard to case. Only the letters A to
/// Z are folded: the tables for other letters differ between versions of Unicode, and the issuer
/// and the computer may have different versions. Other letters must always be spelled alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// The longest account, in bytes of UTF-8 (our own limit; a Windows account name has at most 20
    /// characters and a user principal name seldom more than 64).
    pub const MAX_LENGTH: usize = 256;

    /// The account with that name: 1 to [`Self::MAX_LENGTH`] bytes, no control character, no white
    /// space at either end; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let clean = text.trim() == text && !text.chars().any(char::is_control);
        (fits && clean).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The account as it enters the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
