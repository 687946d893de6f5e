use super::*;
use alloc::{collections::BTreeMap, format, string::String, vec};
use serde::Serialize;

fn same(value: &(impl Serialize + ?Sized)) {
    let ours = String::from_utf8(written(0, value).ok().unwrap()).unwrap();
    assert_eq!(ours, serde_json::to_string(value).unwrap());
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    OneOfThem,
}

#[derive(Serialize)]
struct Inner {
    deep: Option<u8>,
}

#[derive(Serialize)]
struct Outer<'a> {
    text: &'a str,
    none: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<&'a str>,
    many: Vec<Inner>,
    empty: Vec<u8>,
    variant: Variant,
}

#[derive(Serialize)]
struct Flat {
    before: i64,
    #[serde(flatten)]
    inner: Inner,
    map: BTreeMap<String, bool>,
}

#[test]
fn strings_are_written_like_serde_json_writes_them() {
    let characters = (0..=0x100_u32).chain([0x2028, 0xfeff, 0xffff, 0x1_f600]);
    for character in characters.filter_map(char::from_u32) {
        for before in 0..10 {
            for after in 0..10 {
                same(&format!("{}{character}{}", "x".repeat(before), "é".repeat(after)));
            }
        }
    }
    same(&"\u{1}\"\\".repeat(9));
    same("");
}

#[test]
fn values_are_written_like_serde_json_writes_them() {
    for number in [0, 9, 10, 99, 100, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
        same(&number);
        same(&(number as i64));
        same(&(number as i8));
    }
    same(&i64::MIN);
    same(&vec!['ä', '"']);
    same(&vec![Some(true), None, Some(false)]);
    same(&());
    let many = vec![Inner { deep: Some(1) }, Inner { deep: None }];
    let (text, none, absent, empty) = ("a\nb", None, None, Vec::new());
    same(&vec![Outer { text, none, absent, many, empty, variant: Variant::OneOfThem }]);
    let map = [(String::from("a\tb"), true), (String::from("c"), false)].into();
    same(&Flat { before: -7, inner: Inner { deep: Some(2) }, map });
}

#[test]
fn verbatim_json_is_not_changed() {
    let raw: &RawValue = serde_json::from_str("{\"a\": [1.5,\"\\u00e4\"]}").unwrap();
    let all = vec![Some(Verbatim(raw)), None];
    let json = String::from_utf8(written(0, &all).ok().unwrap()).unwrap();
    assert_eq!(json, "[{\"a\": [1.5,\"\\u00e4\"]},null]");
    // The string after it is written as a string again.
    #[derive(Serialize)]
    struct Both<'a> {
        raw: Verbatim<'a>,
        text: &'a str,
    }
    let both = written(0, &Both { raw: Verbatim(raw), text: "[]" }).ok().unwrap();
    assert!(both.ends_with(b",\"text\":\"[]\"}"));
}

#[test]
fn unsupported_values_are_errors() {
    assert!(written(0, &1.5_f64).is_err());
    assert!(written(0, &[BTreeMap::from([(1_u8, true)])]).is_err());
}
