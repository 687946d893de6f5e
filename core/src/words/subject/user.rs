//! The key of a user: that of a mail address, or of any other name.

use super::SubjectKey;
use crate::words::EmailAddress;
use crate::words::canonical::canonical;

impl SubjectKey {
    /// The key of a user by name. If the name is a mail address, the key of the address; otherwise
    /// the name case-folded (Unicode full case folding) and in normal form C, as in the
    /// `UsernameCaseMapped` profile of RFC 8265 section 3.3. Unlike there, widths are not mapped,
    /// since a directory may have both. Surrounding white space is removed. `None` when the name is
    /// empty, longer than [`Self::MAX_NAME`], or contains control characters.
    #[must_use]
    pub fn of_user(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() || name.len() > Self::MAX_NAME || name.chars().any(char::is_control) {
            return None;
        }
        let address = EmailAddress::parse(name).map(EmailAddress::into_key);
        Some(address.unwrap_or_else(|| Self::from_canonical(canonical(name).into_owned())))
    }
}
