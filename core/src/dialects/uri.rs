//! Values of paths and queries by name, and text encoded for a URI (RFC 3986).
//!
//! Everything is percent-decoded exactly once, so `%2541` is the text `%41`.

use crate::journey::{Call, Error, ErrorKind, Route};
use alloc::{string::String, vec::Vec};

/// The error for a text that cannot be decoded.
const ENCODED: ErrorKind = ErrorKind::Rule { expected: "percent-encoded UTF-8" };

/// The value of `{name}` in the path of a call, decoded. A `+` there is a plus sign.
///
/// # Errors
/// At `name`: [`ErrorKind::Missing`] when it is absent or empty; [`ErrorKind::Rule`] when a percent
/// sign is not followed by two hexadecimal digits, or the decoded bytes are not UTF-8.
pub(super) fn segment(route: &Route, call: &Call<'_>, name: &str) -> Result<String, Error> {
    let names = route.template.split('/').filter_map(|segment| {
        segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'))
    });
    let mut values = names.zip(call.path);
    let raw = values.find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    if raw.is_empty() {
        return Err(Error::at(name, ErrorKind::Missing));
    }
    decoded(raw.bytes()).ok_or_else(|| Error::at(name, ENCODED))
}

/// The value of the parameter `name` in the query of a call, decoded; `None` if it is absent. A
/// parameter without `=` has an empty value.
///
/// A `+` is a space, as in queries of HTML forms (WHATWG URL, `application/x-www-form-urlencoded`);
/// a plus sign is `%2B`. Other parameters are ignored, even if they cannot be decoded.
///
/// # Errors
/// At `name`: [`ErrorKind::Rule`] when it is given twice, even with the same value, since parsers
/// differ in which one they use (ours); or when the value cannot be decoded, as in [`segment`].
pub(super) fn parameter(query: &str, name: &str) -> Result<Option<String>, Error> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(other, _)| form(other).as_deref() == Some(name));
    let Some((_, value)) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Error::at(name, ErrorKind::Rule { expected: "given at most once" }));
    }
    form(value).map(Some).ok_or_else(|| Error::at(name, ENCODED))
}

/// Checks that a query has no parameters but these, for a dialect that ignores none. Empty pieces
/// (`a=1&&b=2`) are not parameters.
///
/// # Errors
/// [`ErrorKind::Rule`] at the name of the first other parameter, cut to 64 characters; without a
/// name when it cannot be decoded.
pub(super) fn only(query: &str, names: &[&str]) -> Result<(), Error> {
    const LONGEST: usize = 64;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let raw = pair.split_once('=').map_or(pair, |(name, _)| name);
        let name = form(raw).ok_or(Error::whole(ENCODED))?;
        if !names.contains(&name.as_str()) {
            let shown: String = name.chars().take(LONGEST).collect();
            return Err(Error::at(&shown, ErrorKind::Rule { expected: "left out: unknown here" }));
        }
    }
    Ok(())
}

/// Decodes a name or a value of a query.
fn form(raw: &str) -> Option<String> {
    decoded(raw.bytes().map(|byte| if byte == b'+' { b' ' } else { byte }))
}

/// The text of percent-encoded bytes; `None` when an escape is malformed, or the decoded bytes are
/// not UTF-8 (overlong forms and surrogates are not).
fn decoded(mut raw: impl Iterator<Item = u8>) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.size_hint().0);
    while let Some(byte) = raw.next() {
        bytes.push(match byte {
            b'%' => digit(raw.next()?)? << 4 | digit(raw.next()?)?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The value of a hexadecimal digit in either case.
fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Appends a text to a URI, with all but the unreserved characters percent-encoded (RFC 3986
/// sections 2.1 and 2.3), so that it is a single value in any component.
#[cfg(feature = "qr")] // Only QR symbols have URIs with such values.
pub(super) fn encode(uri: &mut String, text: &str) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
            continue;
        }
        let digits = [byte >> 4, byte & 15].map(|half| DIGITS.get(usize::from(half)));
        uri.push('%');
        uri.extend(digits.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{Limit, TenantFrom, Transport};
    use alloc::format;
    use proptest::prelude::*;

    const ROUTE: Route = Route {
        dialect: "d",
        name: "r",
        method: "GET",
        template: "/a/{one}/b/{two}/",
        tenant: TenantFrom::Path("one"),
        transport: Transport::Any,
        media_type: None,
        authentication: &[],
        repeat_header: None,
        limit: Limit::None,
        effects: &[],
    };

    fn two(path: &[&str]) -> Result<String, ErrorKind> {
        let call = Call { path, ..Call::of(0, &[]) };
        segment(&ROUTE, &call, "two").map_err(|error| {
            assert_eq!(error.path, "two");
            error.kind
        })
    }

    #[test]
    fn a_segment_is_found_by_its_name_and_decoded_once() {
        for (raw, text) in [
            ("bob", "bob"),
            ("b+b", "b+b"),
            ("%2F%3f%2B", "/?+"),
            ("%2541", "%41"),
            ("%C3%A4ä", "ää"),
            ("%f0%9f%98%80", "😀"),
            ("%00", "\0"),
            (".", "."),
        ] {
            assert_eq!(two(&["x%", raw]).as_deref(), Ok(text));
        }
        assert_eq!(two(&["x", ""]), Err(ErrorKind::Missing));
        assert_eq!(two(&["x"]), Err(ErrorKind::Missing));
        assert_eq!(two(&[]), Err(ErrorKind::Missing));
        let call = Call { path: &["x", "y"], ..Call::of(0, &[]) };
        assert_eq!(segment(&ROUTE, &call, "three").unwrap_err().kind, ErrorKind::Missing);
    }

    #[test]
    fn text_that_cannot_be_decoded_is_an_error() {
        for raw in [
            "%",
            "%4",
            "a%",
            "%g0",
            "%0g",
            "%+1",
            "% 1",
            "%%41",
            "%c3",
            "%80",
            "%c0%af",
            "%e0%80%af",
            "%ed%a0%80",
            "%f5%80%80%80",
            "%ff",
            "%٤1",
        ] {
            assert_eq!(two(&["x", raw]), Err(ENCODED), "{raw}");
            let query = format!("q={raw}");
            assert_eq!(parameter(&query, "q"), Err(Error::at("q", ENCODED)), "{raw}");
        }
    }

    #[test]
    fn a_parameter_is_found_by_its_decoded_name() {
        let get = |query| parameter(query, "q").unwrap();
        for query in ["", "&", "=", "Q=1", "qq=1", "q%=1", "q+=1", "a=q&b", "%71%=1", "%2571=1"] {
            assert_eq!(get(query), None, "{query}");
        }
        for (query, value) in [
            ("q=1", "1"),
            ("a&q=1&b=2", "1"),
            ("%71=1", "1"),
            ("q", ""),
            ("q=", ""),
            ("q=a=b", "a=b"),
            ("q=a+b%2Bc%2526", "a b+c%26"),
            ("b=%&q=1", "1"),
            ("q=1;q=2", "1;q=2"),
        ] {
            assert_eq!(get(query).as_deref(), Some(value), "{query}");
        }
        for query in ["q=1&q=1", "q&q", "q=1&%71=2", "q=%&q=1"] {
            let twice = ErrorKind::Rule { expected: "given at most once" };
            assert_eq!(parameter(query, "q"), Err(Error::at("q", twice)), "{query}");
        }
    }

    #[test]
    fn an_unknown_parameter_is_an_error() {
        for query in ["", "&", "a=1&&b=2", "%61", "b=%&a", "a=1&a=2"] {
            assert_eq!(only(query, &["a", "b"]), Ok(()), "{query}");
        }
        let long = format!("{}=1", "x".repeat(90));
        let shown = "x".repeat(64);
        for (query, name) in [
            ("c", "c"),
            ("a=1&c=%", "c"),
            ("=", ""),
            ("A=1", "A"),
            ("%2561", "%61"),
            (&long, &shown),
        ] {
            let error = only(query, &["a", "b"]).unwrap_err();
            assert_eq!(error.path, name, "{query}");
            assert_ne!(error.kind, ENCODED, "{query}");
        }
        assert_eq!(only("%=1", &["a"]), Err(Error::whole(ENCODED)));
    }

    #[cfg(feature = "qr")]
    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        let mut uri = String::from("x:");
        encode(&mut uri, "aZ09-._~ !*'();:@&=+$,/?#[]%{}ä\0");
        let rest = "%20%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D%25%7B%7D%C3%A4%00";
        assert_eq!(uri, format!("x:aZ09-._~{rest}"));
    }

    #[cfg(feature = "qr")]
    proptest! {
        #[test]
        fn decoding_reverses_encoding(text in any::<String>()) {
            let mut raw = String::new();
            encode(&mut raw, &text);
            prop_assert_eq!(decoded(raw.bytes()), Some(text.clone()));
            prop_assert_eq!(form(&raw), Some(text));
        }
    }
}
