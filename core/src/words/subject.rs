//! The key by which two spellings are one subject.

use super::EmailAddress;
use alloc::{borrow::Cow, format, string::String};
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;

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
    /// (Unicode full folding) in normal form C, as the `UsernameCaseMapped` profile of RFC 8265
    /// section 3.3 compares names; but widths are not mapped, since a directory may have both
    /// (ours). White space around it is no part of it. `None` when the name is
    /// empty, longer than [`Self::MAX_NAME`], or has control characters.
    #[must_use]
    pub fn of_user(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() || name.len() > Self::MAX_NAME || name.chars().any(char::is_control) {
            return None;
        }
        let address = EmailAddress::parse(name).map(EmailAddress::into_key);
        Some(address.unwrap_or_else(|| Self(canonical(name).into_owned())))
    }

    /// The key of an account in a domain, as a directory of a network has it: `domain\\name`,
    /// case-folded and in normal form C.
    #[must_use]
    pub fn of_account(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}", canonical(domain), canonical(name)))
    }

    /// The key of a computer in a domain: that of its own account there, `domain\\name$`.
    #[must_use]
    pub fn of_computer(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}$", canonical(domain), canonical(name)))
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

/// The text case-folded and in normal form C: the same for all texts that differ in case, or in
/// how accents and the like are composed, alone.
///
/// Normal form comes before folding, so that canonically equivalent texts are one text to it, and
/// once more behind it, since folding takes some letters apart (Unicode section 3.13, D145).
pub(super) fn canonical(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let normal = normal(text);
    let folded = CaseMapper::new().fold_string(&normal);
    Cow::Owned(self::normal(&folded).into_owned())
}

/// The text in normal form C (Unicode Standard Annex #15).
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
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
            ("m\u{fc}ller", "MU\u{308}LLER"),
            ("d\u{e9}\\m\u{fc}ller$", "DE\u{301}\\mu\u{308}ller$"),
            ("jose\u{301}@example.com", "Jos\u{e9}@EXAMPLE.com"),
            ("\u{1f0}", "J\u{30c}"),
            ("\u{1fb4}", "\u{3b1}\u{345}\u{301}"),
            ("q\u{323}\u{307}", "Q\u{307}\u{323}"),
            ("\u{212b}", "\u{e5}"),
            ("\u{1100}\u{1161}", "\u{ac00}"),
        ] {
            assert_eq!(SubjectKey::of_user(one).unwrap(), SubjectKey::of_user(other).unwrap());
        }
        for name in ["", "  ", "a\nb", "a\0", &"a".repeat(1025)] {
            assert_eq!(SubjectKey::of_user(name), None, "{name:?}");
        }
    }

    /// An account and a computer are known by the same key however it was made.
    #[test]
    fn parts_and_the_whole_are_normalized_alike() {
        for (name, domain) in [("mu\u{308}ller", "de\u{301}.example"), ("\u{338}x", "a\u{301}")] {
            for (key, whole) in [
                (SubjectKey::of_account(name, domain), std::format!("{domain}\\{name}")),
                (SubjectKey::of_computer(name, domain), std::format!("{domain}\\{name}$")),
            ] {
                assert_eq!(SubjectKey::of_user(&whole), Some(key));
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_key_is_its_own(name in "\\PC{1,40}") {
            if let Some(key) = SubjectKey::of_user(&name) {
                proptest::prop_assert_eq!(SubjectKey::of_user(key.as_str()), Some(key));
            }
        }

        /// However a name is composed and in whatever case, it is one subject.
        #[test]
        fn every_form_of_a_name_has_one_key(name in "[a-zA-ZäÖßéÅΣςἀᾴǰİıñ\u{300}-\u{314}\u{345}가]{1,12}") {
            let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&name);
            let key = SubjectKey::of_user(&name);
            proptest::prop_assert_eq!(SubjectKey::of_user(&decomposed), key.clone());
            proptest::prop_assert_eq!(SubjectKey::of_user(&normal(&name)), key.clone());
            let folded = CaseMapper::new().fold_string(&normal(&name)).into_owned();
            proptest::prop_assert_eq!(SubjectKey::of_user(&folded), key);
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
        for (name, domain) in [("CENL02", "domain.ad"), ("LAB PC 7", "d"), (&"ß".repeat(15), "ΐ")]
        {
            let key = SubjectKey::of_computer(name, domain);
            let (of_domain, own) = key.as_computer().unwrap();
            assert_eq!(SubjectKey::of_computer(own, of_domain), key);
        }
        for other in ["alice@example.com", "domain.ad\\alice", "\\pc$", "d\\$", "pc$", "d\\pc$x"] {
            assert_eq!(SubjectKey::of_user(other).unwrap().as_computer(), None, "{other}");
        }
    }
}
