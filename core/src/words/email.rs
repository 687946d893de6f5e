//! Mail addresses.

use super::SubjectKey;
use super::subject::{canonical, normal};
use alloc::{borrow::Cow, string::String};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// A mail address: dot-atom `@` domain (RFC 5321 section 4.1.2, with RFC 6531's UTF-8).
///
/// Every address of this type can be put into an envelope and a header as it is: the local part in
/// normal form C (RFC 6532 section 3.1), the domain in lower-case ASCII (A-labels, RFC 6531 section
/// 3.2). What is compared, checked and sent is this one text.
///
/// Quoted local parts and address literals are refused: no directory of people uses them, and
/// they are the usual way to smuggle something past a mail server. So no address contains white
/// space, a control character, a quote or an angle bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    /// How many bytes of it are the local part.
    local: usize,
    key: SubjectKey,
}

impl EmailAddress {
    /// The longest local part in bytes (RFC 5321 section 4.5.3.1.1).
    const MAX_LOCAL: usize = 64;
    /// The longest address in bytes (RFC 5321 section 4.5.3.1.3, less the two angle brackets).
    const MAX_LENGTH: usize = 254;

    /// The address, or `None` when the text is not one. The bounds of length are those of the
    /// address as it is sent.
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

    /// The address as it is sent: case and other spelling of the local part are the caller's but
    /// for the normal form, the domain is in lower-case ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the at sign.
    #[must_use]
    pub fn local(&self) -> &str {
        self.text.get(..self.local).unwrap_or_default()
    }

    /// The same for all spellings of one address: local part case-folded (Unicode full folding) in
    /// normal form C, domain by IDNA (UTS #46) to lower-case ASCII.
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
        self.text.get(self.local + 1..).unwrap_or_default()
    }

    /// Whether a server must speak SMTPUTF8 to take it (RFC 6531 section 3.2): the local part is
    /// not ASCII. The domain always is.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }

    /// Whether a server may read another domain in the local part and send the mail on to it:
    /// `user%elsewhere@domain` and `elsewhere!user@domain` (RFC 5321 appendix F.2, RFC 976), also
    /// written full-width.
    #[must_use]
    pub fn may_be_routed(&self) -> bool {
        self.local()
            .contains(['%', '!', '\u{ff05}', '\u{ff01}', '\u{ff20}', '\u{fe6a}', '\u{fe6b}'])
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
            ("jose\u{301}@example.com", "JOS\u{c9}@example.com"),
            ("\u{212a}@example.com", "k@example.com"),
        ] {
            assert_eq!(key(one).unwrap(), key(other).unwrap(), "{one} {other}");
        }
        assert_ne!(key("a.b@example.com"), key("ab@example.com"));
        assert_ne!(key("a+b@example.com"), key("a@example.com"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
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
            "a\u{37e}@b.c", // In normal form C it is a semicolon.
            "a\u{1fef}\u{2000}@b.c",
            &long_address,
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
            assert_eq!(address.needs_smtputf8(), !local.is_ascii(), "{text}");
        }
    }

    #[test]
    fn a_local_part_that_names_a_route_is_known() {
        for (text, routed) in [
            ("a%evil@example.com", true),
            ("evil!a@example.com", true),
            ("a\u{ff05}evil@example.com", true),
            ("a\u{ff20}evil@example.com", true),
            ("a+b@example.com", false),
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().may_be_routed(), routed, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_address_is_read_as_it_is_sent(text in "[^@]{1,20}@[a-zü。.-]{1,20}") {
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
