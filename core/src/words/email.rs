//! Mail addresses.

use super::SubjectKey;
use super::canonical::{canonical, normal};
use alloc::{borrow::Cow, string::String};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// A mail address: dot-atom `@` domain (RFC 5321 section 4.1.2, with RFC 6531's UTF-8).
///
/// Every address of this type can be used in an envelope and a header without change: the local
/// part is in normal form C (RFC 6532 section 3.1), the domain in lower-case ASCII (A-labels, RFC
/// 6531 section 3.2). The same text is compared, checked and sent.
///
/// Quoted local parts and address literals are rejected: no directory of people uses them, and they
/// are the usual way to smuggle commands past a mail server. So no address contains white space, a
/// control character, a quotation mark or an angle bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    /// The length of the local part, in bytes.
    local: usize,
    key: SubjectKey,
}

impl EmailAddress {
    /// The longest local part in bytes (RFC 5321 section 4.5.3.1.1).
    const MAX_LOCAL: usize = 64;
    /// The longest address in bytes (RFC 5321 section 4.5.3.1.3, without the two angle brackets).
    const MAX_LENGTH: usize = 254;

    /// Parses an address; `None` when the text is not one. The length limits apply to the address
    /// as it is sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let local = normal(local);
        if !is_local_part(&local) {
            return None;
        }
        let domain = ascii_domain(domain)?;
        let at = |local: &str| {
            let mut address = String::with_capacity(local.len() + 1 + domain.len());
            address.push_str(local);
            address.push('@');
            address.push_str(&domain);
            address
        };
        let text = at(&local);
        let key = SubjectKey::from_canonical(at(&canonical(&local)));
        (text.len() <= Self::MAX_LENGTH).then_some(Self { text, local: local.len(), key })
    }

    /// The address as it is sent: the local part as the caller wrote it, but in normal form C; the
    /// domain in lower-case ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the at sign.
    #[must_use]
    pub fn local(&self) -> &str {
        self.text.get(..self.local).unwrap_or_default()
    }

    /// The key, equal for all spellings of one address: local part case-folded (Unicode full case
    /// folding) and in normal form C, domain converted to lower-case ASCII by IDNA (UTS #46).
    #[must_use]
    pub const fn key(&self) -> &SubjectKey {
        &self.key
    }

    /// Takes the key out.
    #[must_use]
    pub fn into_key(self) -> SubjectKey {
        self.key
    }

    /// The domain in lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.text.get(self.local + 1..).unwrap_or_default()
    }

    /// Whether a server may read a route to another domain in the local part and relay the mail
    /// there: `user%elsewhere@domain` and `elsewhere!user@domain` (RFC 5321 appendix F.2, RFC 976),
    /// also in characters that a server may convert to `%`, `!` or `@`.
    #[must_use]
    pub fn may_be_routed(&self) -> bool {
        self.local().contains(marks_route)
    }
}

/// Whether a character marks a route, or is compatible with one that does: normal form KC (Unicode
/// Standard Annex #15) converts it to a text with `%`, `!` or `@`.
const fn marks_route(c: char) -> bool {
    matches!(c, '%' | '\u{fe6a}' | '\u{ff05}')
        || matches!(c, '!' | '\u{203c}' | '\u{2048}' | '\u{2049}')
        || matches!(c, '\u{fe15}' | '\u{fe57}' | '\u{ff01}')
        || matches!(c, '@' | '\u{fe6b}' | '\u{ff20}')
}

/// Whether the text is a dot-atom (RFC 5322 section 3.2.3; beyond ASCII, RFC 6531).
fn is_local_part(local: &str) -> bool {
    // Dots separate atoms, and no atom is empty.
    let mut empty = true;
    let is_allowed = |c| {
        let is_dot = c == '.';
        let allowed = if is_dot { !empty } else { is_atom_character(c) };
        empty = is_dot;
        allowed
    };
    local.len() <= EmailAddress::MAX_LOCAL && local.chars().all(is_allowed) && !empty
}

fn is_atom_character(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
            || matches!(c, '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~')
    } else {
        !c.is_control() && !c.is_whitespace() && !is_invisible(c)
    }
}

/// Whether a character is invisible, so that two different addresses look the same: zero-width and
/// directional marks, byte order mark, interlinear and tag characters.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The domain as used in DNS: UTS #46 with STD3 rules, no hyphen at either end of a label, lengths
/// verified (labels of 1 to 63 bytes, 253 bytes in total).
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

/// Whether the last label is a number: then the text is an IPv4 address or invalid, not a domain.
fn is_number_like(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_normalizer::ComposingNormalizerBorrowed;

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
            ("jose\u{301}@example.com", "JOS\u{c9}@example.com"),
            ("\u{212a}@example.com", "k@example.com"),
        ] {
            assert_eq!(key(one).unwrap(), key(other).unwrap(), "{one} {other}");
        }
        assert_ne!(key("a.b@example.com"), key("ab@example.com"));
        assert_ne!(key("a+b@example.com"), key("a@example.com"));
    }

    #[test]
    fn invalid_addresses_are_rejected() {
        let long_local = alloc::format!("{}@example.com", "a".repeat(65));
        let long_address = alloc::format!("{}@{}c", "a".repeat(64), "bücher.example.".repeat(9));
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
            "a\u{37e}@b.c", // in normal form C a semicolon
            "a\u{1fef}\u{2000}@b.c",
            &long_address,
            &long_local,
            &long_label,
        ] {
            assert_eq!(key(text), None, "{text:?}");
        }
    }

    #[test]
    fn valid_addresses_are_accepted() {
        for text in ["a@b", "o'brien@example.com", "a+b/c=d@e-f.gh", "用户@例子.广告", "a@1.com"]
        {
            assert!(key(text).is_some(), "{text}");
        }
        for (text, local, domain) in [
            ("A@B.c", "A", "b.c"),
            ("A@Bücher.c", "A", "xn--bcher-kva.c"),
            ("Jose\u{301}@b.c", "Jos\u{e9}", "b.c"),
            ("\u{301}@b.c", "\u{301}", "b.c"),
            ("a\u{2010}b@b.c", "a\u{2010}b", "b.c"),
        ] {
            let address = EmailAddress::parse(text).unwrap();
            assert_eq!((address.local(), address.domain()), (local, domain));
            assert_eq!(address.as_str(), alloc::format!("{local}@{domain}"));
        }
    }

    #[test]
    fn a_local_part_that_names_a_route_is_detected() {
        for (text, routed) in [
            ("a%evil@example.com", true),
            ("evil!a@example.com", true),
            ("a\u{ff05}evil@example.com", true),
            ("a\u{ff20}evil@example.com", true),
            ("evil.example\u{fe57}a@example.com", true),
            ("a+b@example.com", false),
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().may_be_routed(), routed, "{text}");
        }
    }

    #[test]
    fn the_characters_that_mark_a_route_are_those_that_form_kc_converts_to_one() {
        let form_kc = ComposingNormalizerBorrowed::new_nfkc();
        let mut bytes = [0; 4];
        for c in '\0'..=char::MAX {
            let converted = form_kc.normalize(c.encode_utf8(&mut bytes));
            assert_eq!(marks_route(c), converted.contains(['%', '!', '@']), "{c:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_parsed_address_parses_to_itself(text in "[^@]{1,20}@[a-zü。.-]{1,20}") {
            if let Some(address) = EmailAddress::parse(&text) {
                let again = EmailAddress::parse(address.as_str());
                proptest::prop_assert_eq!(again.as_ref(), Some(&address));
                let key = EmailAddress::parse(address.key().as_str());
                let key = key.map(EmailAddress::into_key);
                proptest::prop_assert_eq!(key.as_ref(), Some(address.key()));
            }
        }
    }
}
