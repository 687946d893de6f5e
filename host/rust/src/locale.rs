//! Languages of mails.

use std::fmt;

/// A language tag of BCP 47 (RFC 5646) of at most 35 characters, such as `de` or `de-AT`. Only its
/// syntax is checked. It is kept in lower case, since tags are case-insensitive (RFC 5646, section
/// 2.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale(String);

impl Locale {
    /// The longest tag, in characters (RFC 5646, section 4.4.1, requires room for 35).
    pub const MAX_LENGTH: usize = 35;

    /// Parses a tag; `None` when it is not valid: two or three letters, then any number of parts of
    /// one to eight letters and digits, each after a hyphen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let language = parts.next().unwrap_or_default();
        let is_language = matches!(language.len(), 2 | 3)
            && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_part = |part: &str| {
            matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let fits = text.len() <= Self::MAX_LENGTH && is_language && parts.all(is_part);
        fits.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The tag, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `de` of `de-at`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The tag, then ever more general ones: `de-at`, `de` (RFC 4647, section 3.4).
    pub fn lookup(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.as_str()), |tag| Some(tag.rsplit_once('-')?.0))
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_a_valid_tag_in_any_case() {
        let austrian = Locale::parse("de-AT-1996").unwrap();
        assert_eq!(austrian, Locale::parse("DE-at-1996").unwrap());
        assert_eq!(austrian.lookup().collect::<Vec<_>>(), ["de-at-1996", "de-at", "de"]);
        assert_eq!((austrian.language(), austrian.to_string().as_str()), ("de", "de-at-1996"));
        let longest = format!("de{}-bb", "-a".repeat(15));
        assert_eq!(longest.len(), Locale::MAX_LENGTH);
        for good in ["en", "fil", "zh-Hant-TW", longest.as_str()] {
            assert!(Locale::parse(good).is_some(), "{good}");
        }
        for bad in ["", "e", "1e", "engl", "en-", "-en", "en_GB", "en-123456789", "e\n", "../en"] {
            assert!(Locale::parse(bad).is_none(), "{bad:?}");
        }
        assert!(Locale::parse(&format!("{longest}b")).is_none());
    }
}
