//! Request bodies: well-formed ones, and the vendors' samples with damage.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// The vendors' samples; the second has a trailing comma.
pub(crate) const SAMPLES: [&str; 3] = [
    r#"[{"email": "local_rsa_unified@example.com"},
 {"email": "administrator@example.com",
  "custom_email": "administrator.admin@example.com", "code_send_to": "EMAIL"},
 {"email": "ADUser@example.com", "code_send_to": "DISPLAY"},
 {"email": "alice@example.com", "code_send_to": "DISPLAY"},
 {"email": "amuser@example.com", "code_send_to": "DISPLAY"},
 {"email": "AMViaPref0@example.com", "code_send_to": "DISPLAY"}]"#,
    r#"[{"email": "administrator@example.com",
  "custom_email": "administrator.admin@example.com", "code_send_to": "EMAIL"},
 {"email": "administrator@example.com",
  "custom_email": "administrator.admin@example.com", "code_send_to": "EMAIL"},
 {"email": "dummyUser@example.com",
  "custom_email": "noemail@example.com", "code_send_to": "EMAIL"},
]"#,
    r#"{"ComputerName": "CENL02", "ComputerDomain": "domain.ad", "UserName": "serviceaccount",
 "UserDomain": "domain.ad", "ValidityTimeIndex": 1, "Reason": "Printer driver installation",
 "TemporaryAccountName": "tempadmin"}"#,
];

const ADDRESSES: [&str; 10] = [
    "alice@example.com",
    "Alice@EXAMPLE.com",
    "bob@example.com",
    "straße@bücher.example",
    "STRASSE@xn--bcher-kva.example",
    "carol@example.org",
    "o'brien+tag@sub.example.com",
    "not an address",
    "",
    "@example.com",
];

/// One to `most` users with members of the right types, occasionally of a wrong one.
pub(crate) fn users(most: usize) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(user(), 1..=most)
}

/// One user: each member present or not, valid or not; and an unknown member.
fn user() -> impl Strategy<Value = Value> {
    let or_wrong = |usual: BoxedStrategy<Value>| prop_oneof![200 => usual, 1 => wrong_type()];
    let number = prop_oneof![
        select(vec!["10", "9", "24", "25", "1440", "1441", "0", "010", "ten", ""])
            .prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_i64..2000).prop_map(Value::from),
    ];
    let email = or_wrong(text(&ADDRESSES));
    let custom = or_wrong(text(&ADDRESSES));
    let unit = or_wrong(text(&["MIN", "HOUR", "MIN", "HOUR", "min", ""]));
    let mode = or_wrong(text(&["DISPLAY", "EMAIL", "DISPLAY", "EMAIL", "FAX"]));
    let maybe = |chance, value: BoxedStrategy<Value>| prop::option::weighted(chance, value);
    let validity = maybe(0.5, or_wrong(number.boxed()).boxed());
    (
        maybe(0.97, email.boxed()),
        maybe(0.3, custom.boxed()),
        validity,
        maybe(0.5, unit.boxed()),
        maybe(0.5, mode.boxed()),
        maybe(0.2, wrong_type().boxed()),
    )
        .prop_map(|(email, custom, validity, unit, mode, unknown)| {
            let members = [
                ("email", email),
                ("custom_email", custom),
                ("code_validity", validity),
                ("validity_time_duration_unit", unit),
                ("code_send_to", mode),
                ("unknown", unknown),
            ];
            let given = members.into_iter().filter_map(|(name, v)| Some((name.to_owned(), v?)));
            Value::Object(given.collect::<Map<_, _>>())
        })
}

fn text(texts: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(texts).prop_map(Value::from).boxed()
}

/// A value of a wrong type.
fn wrong_type() -> impl Strategy<Value = Value> {
    select(vec![json!(null), json!(true), json!(1.5), json!([[]]), json!({"a": []}), json!(7)])
}

/// The compact JSON text of a body.
pub(crate) fn body(users: &[Value]) -> String {
    json!(users).to_string()
}

/// One piece of damage.
#[derive(Clone, Debug)]
enum Damage {
    Flip(u8),
    Insert(u8),
    Remove,
    Truncate,
    Double,
}

fn damage() -> impl Strategy<Value = (Index, Damage)> {
    let byte = prop_oneof![any::<u8>(), select(&br#"[]{},:"\u0 null1e-"#[..])];
    let kind = prop_oneof![
        6 => (0_u8..8).prop_map(|bit| Damage::Flip(1 << bit)),
        6 => byte.prop_map(Damage::Insert),
        4 => Just(Damage::Remove),
        1 => Just(Damage::Truncate),
        1 => Just(Damage::Double),
    ];
    (any::<Index>(), kind)
}

/// A sample with one to five pieces of damage.
pub(crate) fn damaged_sample() -> impl Strategy<Value = Vec<u8>> {
    (select(&SAMPLES[..]), prop::collection::vec(damage(), 1..6)).prop_map(|(sample, damages)| {
        let mut bytes = sample.as_bytes().to_vec();
        for (place, damage) in damages {
            let place = place.index(bytes.len() + 1);
            apply(&mut bytes, place, &damage);
        }
        bytes
    })
}

fn apply(bytes: &mut Vec<u8>, place: usize, damage: &Damage) {
    match damage {
        Damage::Flip(bit) => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= bit),
        Damage::Insert(byte) => bytes.insert(place, *byte),
        Damage::Remove => drop(bytes.drain(place..bytes.len().min(place + 1))),
        Damage::Truncate => bytes.truncate(place),
        Damage::Double => bytes.extend_from_within(place..),
    }
}

/// Pieces of JSON in any order, which reach deeper into the parser than random bytes.
pub(crate) fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(vec![
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "[{",
        "}]",
        "},",
        ",]",
        "null",
        "true",
        "10",
        "-1",
        "1e9",
        " ",
        "\n",
        "\"email\":",
        "\"custom_email\":",
        "\"code_validity\":",
        "\"code_send_to\":",
        "\"validity_time_duration_unit\":",
        "\"a@b.c\"",
        "\"10\"",
        "\"MIN\"",
        "\"EMAIL\"",
        "\"\\ud800\"",
        "\"\\u0065mail\":",
        "\"",
        "\\",
        "[[[[[[[[",
        "é",
        "\u{0}",
    ]);
    prop::collection::vec(piece, 0..24)
        .prop_map(|pieces| [b"[{", pieces.concat().as_bytes()].concat())
}
