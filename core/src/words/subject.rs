//! The canonical key of a subject.

mod user;

use super::canonical::canonical;
use alloc::{format, string::String};

/// The canonical key of the user or computer that a code is for: equal keys are one subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectKey(String);

impl SubjectKey {
    /// The longest name, in bytes.
    pub const MAX_NAME: usize = 1024;

    /// A key from text that is canonical already: it crossed the module boundary or comes from a
    /// store. Text from any other source must go through a function that makes it canonical.
    #[must_use]
    pub const fn from_canonical(text: String) -> Self {
        Self(text)
    }

    /// The key of an account in a Windows domain: `domain\name`, case-folded and in normal form C.
    #[must_use]
    pub fn of_account(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}", canonical(domain), canonical(name)))
    }

    /// The key of a computer in a domain: the key of its own account, `domain\name$`.
    #[must_use]
    pub fn of_computer(name: &str, domain: &str) -> Self {
        Self(format!("{}\\{}$", canonical(domain), canonical(name)))
    }

    /// Domain and name of the computer with this key; `None` if it is not the key of a computer.
    ///
    /// A computer's key is `domain\name$`, with neither part empty. Requests have further rules for
    /// names, but these do not apply to keys: case folding may make a name longer than they allow.
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

    /// Takes the canonical text out.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canonical::normal;
    use icu_casemap::CaseMapper;

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

    /// The key of an account or a computer does not depend on how it was made.
    #[test]
    fn parts_and_whole_names_are_normalized_alike() {
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
        fn the_key_of_a_key_is_itself(name in "\\PC{1,40}") {
            if let Some(key) = SubjectKey::of_user(&name) {
                proptest::prop_assert_eq!(SubjectKey::of_user(key.as_str()), Some(key));
            }
        }

        /// The key depends neither on the case nor on the composition of a name.
        #[test]
        fn every_form_of_a_name_has_one_key(
            name in "[a-zA-ZäÖßéÅΣςἀᾴǰİıñ\u{300}-\u{314}\u{345}가]{1,12}",
        ) {
            let decomposer = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd();
            let decomposed = decomposer.normalize(&name);
            let key = SubjectKey::of_user(&name);
            proptest::prop_assert_eq!(SubjectKey::of_user(&decomposed), key.clone());
            proptest::prop_assert_eq!(SubjectKey::of_user(&normal(&name)), key.clone());
            let folded = CaseMapper::new().fold_string(&normal(&name)).into_owned();
            proptest::prop_assert_eq!(SubjectKey::of_user(&folded), key);
        }
    }

    #[test]
    fn a_computer_and_an_account_with_one_name_are_two_subjects() {
        let computer = SubjectKey::of_computer("CENL02", "Domain.ad");
        assert_eq!(computer.as_str(), "domain.ad\\cenl02$");
        assert_eq!(SubjectKey::of_user("domain.ad\\CENL02$").unwrap(), computer);
        assert_ne!(SubjectKey::of_account("CENL02", "domain.ad"), computer);
    }

    #[test]
    fn the_key_of_a_computer_is_recognized_by_its_form() {
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
