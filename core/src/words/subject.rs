//! The key by which two spellings are one subject.

use super::EmailAddress;
use alloc::{borrow::Cow, format, string::String};
use icu_casemap::CaseMapper;

/// Whom or what a code is for, spelled canonically: equal keys are one subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectKey(String);

impl SubjectKey {
    /// The longest name, in bytes.
    pub const MAX_NAME: usize = 1024;

    /// A key from text that a core has made canonical before: what came over the wall, or out of
    /// a store. Text from anywhere else must go through a function that makes it so.
    #[must_use]
    pub const fn from_canonical(text: String) -> Self {
        Self(text)
    }

    /// The key of a user by name: that of the address if it is one, else the name case-folded
    /// (Unicode full folding). White space around it is no part of it. `None` when the name is
    /// empty, longer than [`Self::MAX_NAME`], or has control characters.
    #[must_use]
    pub fn of_user(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() || name.len() > Self::MAX_NAME || name.chars().any(char::is_control) {
            return None;
        }
        let address = EmailAddress::parse(name).map(EmailAddress::into_key);
        Some(address.unwrap_or_else(|| Self(folded(name).into_owned())))
    }

    /// The key of an account in a domain, as a directory of a network has it: `domain\\name`,
    /// case-folded.
    #[must_use]
    pub fn of_account(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}", folded(domain), folded(name)))
    }

    /// The key of a computer in a domain: that of its own account there, `domain\\name$`.
    #[must_use]
    pub fn of_computer(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}$", folded(domain), folded(name)))
    }

    /// Domain and name of the computer whose key this is; `None` for the key of anything else.
    ///
    /// A computer's key is `domain\\name$`, with something in place of both. This is the only rule:
    /// whoever parses a name for a request has further ones, but a key is never judged by them again,
    /// since case folding may make a name longer than they allow.
    #[must_use]
    pub fn as_computer(&self) -> Option<(&str, &str)> {
        let (domain, account) = self.0.rsplit_once('\\')?;
        let name = account.strip_suffix('$')?;
        (!domain.is_empty() && !name.is_empty()).then_some((domain, name))
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The canonical text, taken out.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

pub(super) fn folded(local: &str) -> Cow<'_, str> {
    if local.is_ascii() {
        return if local.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(local)
        };
    }
    CaseMapper::new().fold_string(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("demotest", " DemoTest "),
            ("A@B.example", "a@b.EXAMPLE"),
            ("straße", "STRASSE"),
            ("DOMAIN.AD\\CENL02$", "domain.ad\\cenl02$"),
        ] {
            assert_eq!(SubjectKey::of_user(one).unwrap(), SubjectKey::of_user(other).unwrap());
        }
        for name in ["", "  ", "a\nb", "a\0", &"a".repeat(1025)] {
            assert_eq!(SubjectKey::of_user(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_computer_and_an_account_of_one_name_are_two_subjects() {
        let computer = SubjectKey::of_computer("CENL02", "Domain.ad");
        assert_eq!(computer.as_str(), "domain.ad\\cenl02$");
        assert_eq!(SubjectKey::of_user("domain.ad\\CENL02$").unwrap(), computer);
        assert_ne!(SubjectKey::of_account("CENL02", "domain.ad"), computer);
    }

    #[test]
    fn the_key_of_a_computer_is_known_by_its_form() {
        for (name, domain) in [("CENL02", "domain.ad"), ("LAB PC 7", "d"), (&"ß".repeat(15), "ΐ")] {
            let key = SubjectKey::of_computer(name, domain);
            let (of_domain, own) = key.as_computer().unwrap();
            assert_eq!(SubjectKey::of_computer(own, of_domain), key);
        }
        for other in ["alice@example.com", "domain.ad\\alice", "\\pc$", "d\\$", "pc$", "d\\pc$x"] {
            assert_eq!(SubjectKey::of_user(other).unwrap().as_computer(), None, "{other}");
        }
    }
}
