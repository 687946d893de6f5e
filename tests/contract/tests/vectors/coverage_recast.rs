//! What the vectors of dialect `recast` must cover: every reply that it can give to a request.

use codemint_contract::{Entry, load};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every property, and whether it is required.
const PROPERTIES: [(&str, bool); 8] = [
    ("ComputerName", true),
    ("ComputerDomain", true),
    ("AADDeviceId", false),
    ("UserName", true),
    ("UserDomain", true),
    ("ValidityTimeIndex", true),
    ("Reason", false),
    ("TemporaryAccountName", true),
];

/// How the rule of each property begins.
const RULES: [&str; 9] = [
    "ComputerName must be a NETBIOS name: ",
    "ComputerDomain must be a DNS domain name, ",
    "AADDeviceId must be a GUID, ",
    "UserName must be an account name: 1 to 256 ",
    "UserDomain must be a DNS or NETBIOS name ",
    "ValidityTimeIndex must be a whole number from 0 to 15, ",
    "ValidityTimeIndex must be one of the configured indices.",
    "Reason must be a text of at most 1024 characters, ",
    "TemporaryAccountName must be an account name: 1 to 20 ",
];

/// The messages for a malformed body.
const MALFORMED: [&str; 14] = [
    "no JSON object.",
    "no UTF-8 at line 2 column ",
    "nested deeper than 64 levels.",
    "EOF while parsing",
    "trailing characters",
    "trailing comma",
    "key must be a string",
    "expected `:`",
    "expected value",
    "control character",
    "invalid escape",
    "hex escape",
    "invalid number",
    "number out of range",
];

/// The messages of refusals and of statuses other than 400, and of a missing device ID.
const REFUSALS: [(u64, &str); 12] = [
    (400, "AADDeviceId is missing. It is required for this computer and account."),
    (403, "Activation codes are switched off."),
    (403, "Activation codes are not allowed for this computer."),
    (403, "The account is not allowed to create activation codes for this computer."),
    (403, "The account is not allowed this ValidityTimeIndex for this computer."),
    (403, "The account is not allowed this TemporaryAccountName for this computer."),
    (403, "The computer has as many activation codes as it may have."),
    (404, "The computer is not found or not enabled."),
    (404, "There is no such computer: AADDeviceId is not that of the named one."),
    (500, "It could not be determined whether "),
    (500, "An unexpected internal error occurred. No activation code was generated."),
    (200, ""),
];

/// The events of the audit trail that this dialect reaches.
const EVENTS: [&str; 8] = [
    "issued",
    "not-understood",
    "subject-refused",
    "undetermined",
    "purpose-forbidden",
    "validity-refused",
    "code-refused",
    "elevation-refused",
];

#[test]
fn every_reply_of_an_elevation_has_a_vector() {
    let mut entries = load().unwrap();
    entries.retain(|entry| entry.vector.call.dialect == "recast");
    assert_eq!(uncovered(&entries), Vec::<String>::new());

    let without = |lost: &str| {
        let entries = entries.iter().filter(|entry| !message(entry).contains(lost)).cloned();
        uncovered(&entries.collect::<Vec<_>>())
    };
    assert_eq!(
        without("ValidityTimeIndex for this computer"),
        ["403 `The account is not allowed this ValidityTimeIndex for this computer.`"]
    );
    assert_eq!(without("number out of range"), ["400 malformed: `number out of range`"]);
    assert_eq!(without("AADDeviceId must be given only once").len(), PROPERTIES.len() - 1);
}

/// What no vector covers.
fn uncovered(entries: &[Entry]) -> Vec<String> {
    let seen: Vec<(u64, String)> = entries
        .iter()
        .map(|entry| (entry.vector.expected.reply.status.into(), message(entry)))
        .collect();
    let sentence = |status: u64, text: &str| {
        let shown = seen.iter().any(|(got, message)| *got == status && message.contains(text));
        (!shown).then(|| format!("{status} `{text}`"))
    };
    let missing = PROPERTIES
        .iter()
        .filter(|(name, required)| *required || *name == "Reason")
        .filter_map(|(name, _)| sentence(400, &format!("{name} is missing.")));
    let twice = PROPERTIES
        .iter()
        .filter_map(|(name, _)| sentence(400, &format!("{name} must be given only once.")));
    let strings = PROPERTIES
        .iter()
        .filter(|(name, _)| *name != "ValidityTimeIndex")
        .filter_map(|(name, _)| sentence(400, &format!("{name} must be a string.")));
    let rules = RULES.iter().filter_map(|rule| sentence(400, rule));
    let refusals = REFUSALS.iter().filter_map(|(status, text)| sentence(*status, text));
    let malformed = MALFORMED.iter().filter(|text| {
        let start = "The request body is not valid: ";
        !seen.iter().any(|(_, message)| message.starts_with(start) && message.contains(**text))
    });
    let events: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.vector.expected.commit.as_ref())
        .flat_map(|commit| commit.audit.iter().map(|entry| entry.event.as_str()))
        .collect();
    let events = EVENTS.iter().filter(|event| !events.contains(*event));
    missing
        .chain(twice)
        .chain(strings)
        .chain(rules)
        .chain(refusals)
        .chain(malformed.map(|text| format!("400 malformed: `{text}`")))
        .chain(events.map(|event| format!("event `{event}`")))
        .collect()
}

/// The message of an expected answer; empty where it is a code.
fn message(entry: &Entry) -> String {
    let body = &entry.vector.expected.reply.body_json;
    body.get("Message").and_then(Value::as_str).unwrap_or_default().into()
}
