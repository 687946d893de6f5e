//! What the set of vectors must cover: names, statuses, faults, and bodies for every language.

use codemint_contract::{Entry, Vector, load};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The reasons for a 400 of dialect `rsa`: how its description begins, and what else it contains.
const FAULTS: &[(&str, &str)] = &[
    ("Number of user details (178) in request exceeds maximum allowed (100)", ""),
    ("Request contains no user details", ""),
    ("Request body is not valid: ", "expected an array of user details at line 1 column"),
    ("Request body is not valid: ", "EOF while parsing a value"),
    ("Request body is not valid: ", "EOF while parsing a list"),
    ("Request body is not valid: ", "expected value"),
    ("Request body is not valid: ", "expected `,` or `]`"),
    ("Request body is not valid: ", "trailing characters"),
    ("Request body is not valid at [0]", "EOF while parsing an object"),
    ("Request body is not valid at [0]", "EOF while parsing a string"),
    ("Request body is not valid at [0]", "key must be a string"),
    ("Request body is not valid at [0]", "expected `:`"),
    ("Request body is not valid at [0]", "expected `,` or `}`"),
    ("Request body is not valid at [0]", "trailing comma"),
    ("Request body is not valid at [0]: ", "expected an object with user details at line 1 column"),
    ("Request body is not valid at [0]: ", "member `email` is given twice"),
    ("Request body is not valid: ", "no UTF-8 at line"),
    ("Request body is not valid at [0].email: ", "control character"),
    ("Request body is not valid at [0].email: ", "invalid escape"),
    ("Request body is not valid at [0].email: ", "hex escape"),
    ("Request body is not valid at [1].email: ", "expected a string at line 3 column 14"),
    ("Request body is not valid at [0].custom_email: ", "expected ident"),
    ("Request body is not valid at [0].code_validity: ", "invalid number"),
    ("Request body is not valid at [0].code_validity: ", "number out of range"),
    ("Request body is not valid at [0].code_validity: ", "expected a string or a whole number"),
];

#[test]
fn file_names_are_unique_numbers_and_slugs() {
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Entry { path, name, vector } in load().unwrap() {
        let folder = path.parent().and_then(|folder| folder.file_name()).unwrap();
        assert_eq!(folder, &*vector.call.dialect, "{name} is in another dialect's folder");
        folders.entry(vector.call.dialect).or_default().push(name);
    }
    for names in folders.values() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(misnamed(&names), Vec::<&str>::new());
    }

    let planted = ["001-a", "001-b", "2-c", "0003-d", "004-E", "005", "006-", "007-f_g", "008-h-9"];
    let caught = ["001-b", "2-c", "0003-d", "004-E", "005", "006-", "007-f_g"];
    assert_eq!(misnamed(&planted), caught);
}

#[test]
fn every_status_and_every_fault_has_a_vector() {
    let mut entries = load().unwrap();
    entries.retain(|entry| entry.vector.call.dialect == "rsa");
    assert_eq!(uncovered(&entries), Vec::<String>::new());

    let without_1005: Vec<Entry> =
        entries.iter().filter(|entry| !statuses(&entry.vector).contains(&1005)).cloned().collect();
    assert_eq!(uncovered(&without_1005), ["status 1005"]);
    let without_empty: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| description(&entry.vector) != Some("Request contains no user details"))
        .collect();
    assert_eq!(uncovered(&without_empty), ["400 `Request contains no user details` ``"]);
}

#[test]
fn bodies_are_the_same_bytes_in_every_language() {
    for entry in load().unwrap() {
        let expected = &entry.vector.expected.reply.body_json;
        let bodies = entry.vector.call.body_json.iter().chain([expected]);
        for body in bodies {
            assert!(is_portable(body), "{}", entry.name);
        }
    }
    for planted in ["[1.5]", "[9007199254740992]", r#"{"a":{"7":1}}"#, r#"{"__proto__":1}"#] {
        assert!(!is_portable(&serde_json::from_str(planted).unwrap()), "{planted}");
    }
}

/// The names that are not a unique number of three digits, a dash, and a slug.
fn misnamed<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut numbers = BTreeSet::new();
    let slug = |text: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !text.is_empty() && text.chars().all(plain)
    };
    let mut well_named = |name: &str| {
        name.split_once('-').is_some_and(|(number, rest)| {
            number.len() == 3
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && slug(rest)
                && numbers.insert(number.to_owned())
        })
    };
    names.iter().copied().filter(|name| !well_named(name)).collect()
}

/// What no vector covers.
fn uncovered(entries: &[Entry]) -> Vec<String> {
    let seen: BTreeSet<u64> = entries.iter().flat_map(|entry| statuses(&entry.vector)).collect();
    let statuses = (1000..=1006).filter(|status| !seen.contains(status));
    let descriptions: Vec<&str> =
        entries.iter().filter_map(|entry| description(&entry.vector)).collect();
    let shown = |(start, rest): &(&str, &str)| {
        descriptions.iter().any(|text| text.starts_with(start) && text.contains(rest))
    };
    let faults = FAULTS.iter().filter(|fault| !shown(fault));
    statuses
        .map(|status| format!("status {status}"))
        .chain(faults.map(|(start, rest)| format!("400 `{start}` `{rest}`")))
        .collect()
}

/// The statuses of the users of an expected answer.
fn statuses(vector: &Vector) -> Vec<u64> {
    let users = vector.expected.reply.body_json.as_array();
    let users = users.into_iter().flatten();
    users.filter_map(|user| user.get("status").and_then(Value::as_u64)).collect()
}

/// The description of an expected answer that refuses the whole request.
fn description(vector: &Vector) -> Option<&str> {
    let reply = &vector.expected.reply;
    reply.body_json.get("description").and_then(Value::as_str).filter(|_| reply.status == 400)
}

/// Whether every language writes this value as the same bytes: no fraction, no integer that a
/// double cannot represent, no member whose place or meaning JavaScript changes.
fn is_portable(value: &Value) -> bool {
    const EXACT: u64 = 1 << 53;
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|n| n.unsigned_abs() < EXACT),
        Value::Array(items) => items.iter().all(is_portable),
        Value::Object(members) => members.iter().all(|(name, member)| {
            name.parse::<u32>().is_err() && name != "__proto__" && is_portable(member)
        }),
        _ => true,
    }
}
