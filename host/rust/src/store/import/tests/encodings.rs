//! Encodings of a CSV text.

use super::{errors, without_line};
use crate::store::{CsvEncoding, ImportError, RuleImport, SubjectImport, csv_columns};
use std::io::Read;

const TEXT: &str = "subject,mail\r\nJürgen Größe,j@example.com\r\n€uro,\r\n";

/// Returns one byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

fn read(encoding: CsvEncoding, bytes: &[u8]) -> Vec<Result<SubjectImport, ImportError>> {
    let at_once: Vec<_> = SubjectImport::from_csv_in(encoding, bytes).collect();
    let slowly: Vec<_> = SubjectImport::from_csv_in(encoding, Slow(bytes)).collect();
    assert_eq!(at_once, slowly);
    at_once.into_iter().map(without_line).collect()
}

fn subjects() -> Vec<Result<SubjectImport, ImportError>> {
    let mail = Some("j@example.com".into());
    let first = SubjectImport { mail, ..SubjectImport::of("Jürgen Größe") };
    vec![Ok(first), Ok(SubjectImport::of("€uro"))]
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn a_byte_order_mark_overrides_the_given_encoding() {
    let marked = format!("\u{feff}{TEXT}");
    let encoded = [
        marked.clone().into_bytes(),
        utf_16(&marked, u16::to_le_bytes),
        utf_16(&marked, u16::to_be_bytes),
    ];
    for bytes in encoded {
        for given in [CsvEncoding::Utf8, CsvEncoding::Utf16, CsvEncoding::Windows1252] {
            assert_eq!(read(given, &bytes), subjects(), "{given:?}");
            assert_eq!(csv_columns(given, &bytes), ["subject", "mail"], "{given:?}");
        }
    }
}

#[test]
fn without_a_byte_order_mark_the_given_encoding_is_used() {
    let latin: Vec<u8> = TEXT
        .chars()
        .map(|symbol| if symbol == '€' { 0x80 } else { u32::from(symbol) as u8 })
        .collect();
    let utf_16 = utf_16(TEXT, u16::to_le_bytes);
    for (encoding, bytes) in [
        (CsvEncoding::Utf8, TEXT.as_bytes()),
        (CsvEncoding::Utf16, &utf_16),
        (CsvEncoding::Windows1252, &latin),
    ] {
        assert_eq!(read(encoding, bytes), subjects(), "{encoding:?}");
    }
    // The control: as UTF-8 the two others are malformed, and no subject is read.
    assert_eq!(errors(read(CsvEncoding::Utf8, &latin)), ["line 2: it is not UTF-8"]);
    assert_eq!(
        errors(read(CsvEncoding::Utf8, &utf_16)),
        ["line 1: there is no column `s\\0u\\0b\\0j\\0e\\0c\\0t\\0`"]
    );
}

#[test]
fn malformed_utf_16_is_refused_with_its_line() {
    for end in [&[0x00, 0xd8, b'x', 0][..], b"x"] {
        let bytes = [&utf_16("\u{feff}subject\na\nb", u16::to_le_bytes)[..], end].concat();
        let items = read(CsvEncoding::Utf8, &bytes);
        assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 1);
        assert_eq!(errors(items), ["line 3: it is not UTF-16"]);
    }
}

#[test]
fn long_texts_of_any_encoding_are_read_in_pieces() {
    let mut text = String::from("\u{feff}subject\n");
    (0..20_000).for_each(|n| text.push_str(&format!("ü{n}\n")));
    let items = read(CsvEncoding::Utf8, &utf_16(&text, u16::to_be_bytes));
    assert_eq!(items.len(), 20_000);
    assert_eq!(items[19_999], Ok(SubjectImport::of("ü19999")));
}

#[test]
fn rules_are_decoded_in_the_same_way() {
    let text = "\u{feff}account;spans;local_accounts\nd\\ü;0;Administrator\n";
    for bytes in [text.as_bytes().to_vec(), utf_16(text, u16::to_le_bytes)] {
        let rules: Vec<_> = RuleImport::from_csv(&bytes[..]).collect();
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].as_ref().unwrap().account, "d\\ü");
    }
    let rules: Vec<_> =
        RuleImport::from_csv(&b"account,spans,local_accounts\n\"d\\a\"b,0,x\n"[..]).collect();
    assert_eq!(rules[0].as_ref().unwrap_err().to_string(), "line 2: text follows a closing quote");
}
