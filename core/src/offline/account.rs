//! For which account of the computer a code is.

use alloc::string::String;

/// The account that a code raises, in the spelling that enters the tag.
///
/// Accounts of the systems in question are told apart without regard to case. Only the letters A
/// to Z are folded, since the tables for the others change between versions of Unicode, and the
/// issuer and the computer may have different ones; other letters must come in one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// The longest account, in bytes of UTF-8 (ours; a Windows account has 20 characters and a
    /// user principal name seldom more than 64).
    pub const MAX_LENGTH: usize = 256;

    /// The account of that name: 1 to [`Self::MAX_LENGTH`] bytes, no control character, no white
    /// space at its ends; `None` for any other text.
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
