//! The values that the properties accept: each bound from both sides.

use super::{asked, faults, with};
use crate::dialects::recast::properties::{self, Text};
use crate::words::Span;
use alloc::{format, string::ToString};

#[test]
fn each_text_property_accepts_what_its_rule_allows() {
    let label = "a".repeat(63);
    let domain = [label.as_str(); 4].join(".")[..253].to_string();
    let longer = format!("{domain}a");
    let guid = "0D1E2F3a-0000-4000-8000-00000000000f";
    let braced = format!("{{{guid}}}");
    let (half_braced, long_label) = (&braced[1..], "a".repeat(64));
    let a = |count: usize| "a".repeat(count);
    let (a15, a16, a20, a21, a256, a257) = (a(15), a(16), a(20), a(21), a(256), a(257));
    let umlauts = "ü".repeat(20);
    let (a1024, a1025) = ("é".repeat(1024), a(1025));
    let cases: [(&Text, &[&str], &[&str]); 7] = [
        (
            &properties::COMPUTER_NAME_TEXT,
            &["a", &a15, "a.b", "a b", "PC-01_é!"],
            &[
                "", &a16, ".a", " a", "a ", "a\u{7}", "a\\b", "a/b", "a:", "a*", "a?", "\"", "<",
                ">", "|",
            ],
        ),
        (
            &properties::COMPUTER_DOMAIN_TEXT,
            &[
                "domain.ad",
                "WORKGROUP",
                "a",
                &label,
                &domain,
                guid,
                &braced,
                "a_b.c-d",
                "müller.example",
            ],
            &[
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a.b",
                "a-.b",
                &long_label,
                &longer,
                "1.2.3.4",
                "a b.c",
                "a@b",
                half_braced,
                "{a}",
            ],
        ),
        (
            &properties::DEVICE_TEXT,
            &[guid, &braced],
            &[
                "",
                half_braced,
                &braced[..37],
                &guid[..35],
                "0D1E2F3g-0000-4000-8000-00000000000f",
                "0D1E2F3a000040008000000000000000000f",
            ],
        ),
        (
            &properties::USER_NAME_TEXT,
            &["a", &a256, "a.b", "a@b.example", "svc$", "a b"],
            &[
                "", &a257, "a.", " a", "a\n", "d\\a", "a/b", "[", "]", ":", ";", "|", "=", ",",
                "+", "*", "?", "<", ">", "\"",
            ],
        ),
        (
            &properties::USER_DOMAIN_TEXT,
            &["domain.ad", "DOMAIN", "AzureAD", "MY DOMAIN", &a16, &label],
            &["", "a/b", ".ad", "MY DOMAIN IS LONG", &long_label, " a", &braced],
        ),
        (
            &properties::REASON_TEXT,
            &["", " ", "é\u{2028}", &a1024],
            &[&a1025, "a\nb", "\u{85}", "\0"],
        ),
        (
            &properties::LOCAL_ACCOUNT_TEXT,
            &["a", &a20, &umlauts, "a.b"],
            &["", &a21, "a.", "a ", "\u{1b}a", "a\\b", "a,b"],
        ),
    ];
    for (property, good, bad) in cases {
        for text in good {
            assert!((property.read)(text).is_some(), "{} {text:?}", property.name);
        }
        for text in bad {
            assert_eq!((property.read)(text), None, "{} {text:?}", property.name);
        }
    }
    let canonical = Some(guid.to_ascii_lowercase());
    assert_eq!((properties::DEVICE_TEXT.read)(&braced), canonical);
    assert_eq!((properties::COMPUTER_DOMAIN_TEXT.read)(&braced), canonical);
}

#[test]
fn an_index_is_a_whole_number_of_four_bits() {
    assert_eq!(asked(&with(&[(properties::SPAN, "0")])).unwrap().1.span, 0);
    assert_eq!(asked(&with(&[(properties::SPAN, "15")])).unwrap().1.span, Span::MAX_INDEX);
    let huge = "9".repeat(40);
    for json in ["16", "-1", "256", "1.0", "1e0", "-0", "\"1\"", "true", "[1]", "{}", &huge] {
        let expected = "ValidityTimeIndex must be a whole number from 0 to 15, written without \
                        fraction or exponent.";
        assert_eq!(faults(&with(&[(properties::SPAN, json)])), expected, "{json}");
    }
    for json in ["01", "+1", "1e999", "NaN", ".5"] {
        let message = faults(&with(&[(properties::SPAN, json)]));
        assert!(message.starts_with("The request body is not valid: "), "{json} {message}");
    }
}
