//! Mail addresses.

use super::SubjectKey;
use super::subject::folded;
use alloc::{borrow::Cow, string::String};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// A mail address: dot-atom `@` domain (RFC 5321 section 4.1.2, with RFC 6531's UTF-8).
///
/// Quoted local parts and address literals are refused: no directory of people uses them, and
/// they are the usual way to smuggle something past a mail server. So no address contains white
/// space, a control character, a quote or an angle bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    key: SubjectKey,
}

impl EmailAddress {
    /// The longest local part in bytes (RFC 5321 section 4.5.3.1.1).
    const MAX_LOCAL: usize = 64;
    /// The longest address in bytes (RFC 5321 section 4.5.3.1.3, less the two angle brackets).
    const MAX_LENGTH: usize = 254;

    /// The address, or `None` when the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        if text.len() > Self::MAX_LENGTH || !is_local_part(local) {
            return None;
        }
        let domain = ascii_domain(domain)?;
        let local = folded(local);
        let mut key = String::with_capacity(local.len() + 1 + domain.len());
        key.push_str(&local);
        key.push('@');
        key.push_str(&domain);
        Some(Self { text: text.into(), key: SubjectKey::from_canonical(key) })
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same for all spellings of one address: local part case-folded (Unicode full folding),
    /// domain by IDNA (UTS #46) to lower-case ASCII.
    #[must_use]
    pub const fn key(&self) -> &SubjectKey {
        &self.key
    }

    /// The key, taken out.
    #[must_use]
    pub fn into_key(self) -> SubjectKey {
        self.key
    }

    /// The domain in lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.key.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Whether the text is a dot-atom of RFC 5322 section 3.2.3, or of RFC 6531 beyond ASCII.
fn is_local_part(local: &str) -> bool {
    // A dot stands between two atoms, none of which is empty.
    let mut empty = true;
    let goes_on = |c| {
        let begins = c == '.';
        let fits = if begins { !empty } else { is_atom_character(c) };
        empty = begins;
        fits
    };
    local.len() <= EmailAddress::MAX_LOCAL && local.chars().all(goes_on) && !empty
}

fn is_atom_character(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
            || matches!(c, '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~')
    } else {
        !c.is_control() && !c.is_whitespace() && !is_invisible(c)
    }
}

/// Characters without a look of their own, which make two different addresses look the same:
/// zero-width and directional marks, byte order mark, interlinear and tag characters.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The domain as DNS carries it: UTS #46 with STD3 rules, no hyphen at a label's end, lengths
/// verified (labels of 1 to 63 bytes, 253 in all).
fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()
        .filter(|ascii| !is_number_like(ascii))
}

/// Whether the last label is a number: then the "domain" is an IPv4 address or nothing.
fn is_number_like(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<String> {
        EmailAddress::parse(text).map(|address| address.into_key().into_string())
    }

    #[test]
    fn spellings_of_one_address_share_a_key() {
        for (one, other) in [
            ("AMViaPref0@example.com", "amviapref0@EXAMPLE.COM"),
            ("straße@example.com", "STRASSE@example.com"),
            ("a@bücher.example", "A@XN--BCHER-KVA.example"),
            ("a@BÜCHER.example", "a@bücher.example"),
            ("Σας@example.com", "ΣΑΣ@example.com"),
            ("a@example。com", "a@example.com"),
        ] {
            assert_eq!(key(one).unwrap(), key(other).unwrap(), "{one} {other}");
        }
        assert_ne!(key("a.b@example.com"), key("ab@example.com"));
        assert_ne!(key("a+b@example.com"), key("a@example.com"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_local = alloc::format!("{}@example.com", "a".repeat(65));
        let long_label = alloc::format!("a@{}.com", "b".repeat(64));
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@example.com",
            "a b@example.com",
            "a@exa mple.com",
            ".a@b.c",
            "a.@b.c",
            "a..b@b.c",
            "a@b..c",
            "a@.b",
            "a@-b.c",
            "a@b-.c",
            "\"a\"@b.c",
            "a@[1.2.3.4]",
            "a@1.2.3.4",
            "a@b_c.d",
            "a\r\n@b.c",
            "a@b.c\n",
            "<a@b.c>",
            "a,b@c.d",
            "a@b@c.d",
            "a\u{200b}@b.c",
            "a\u{202e}@b.c",
            "a\0@b.c",
            "a@xn--a-ä.c",
            "a@xn--0.c",
            "a@b.c.",
            &long_local,
            &long_label,
        ] {
            assert_eq!(key(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_an_address_is_accepted() {
        for text in ["a@b", "o'brien@example.com", "a+b/c=d@e-f.gh", "用户@例子.广告", "a@1.com"]
        {
            assert!(key(text).is_some(), "{text}");
        }
        assert_eq!(EmailAddress::parse("A@B.c").unwrap().as_str(), "A@B.c");
        assert_eq!(EmailAddress::parse("A@Bücher.c").unwrap().domain(), "xn--bcher-kva.c");
    }
}
