//! What the vectors of dialect `digitanium` must cover: every error code with each of its statuses,
//! and every route granted and refused.

use codemint_contract::{Entry, Vector, load};
use serde_json::Value;
use std::collections::BTreeSet;

/// The vendor's error codes, and the HTTP statuses with which the core answers them.
const ERROR_CODES: &[(&str, u16)] = &[
    ("PERMISSION_DENIED", 403),
    ("ACTIVATION_CODE_INVALID", 400),
    ("USERID_INVALID", 400),
    ("ACTIVATION_INFO_INVALID", 400),
    ("USER_NOT_FOUND", 404),
    ("DATE_FORMAT_ERROR", 400),
    ("ACTIVATION_TIME_INVALID", 400),
    ("ACTIVATION_TIME_HAS_EXPIRED", 400),
    ("ACTIVATION_CODE_ALREADY_EXIST", 409),
    ("ACTIVATION_TIME_EXCEED_MAX_DURATION", 400),
    ("ACTIVATION_CODE_LENGTH_INVALID", 400),
    ("GENERAL_ERROR", 500),
    ("INVALID_CHARACTERS", 400),
];

const ROUTES: [&str; 4] = ["ssms-create", "ssms-list", "shift-create", "shift-list"];

fn of_digitanium(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| entry.vector.call.dialect == "digitanium");
    entries
}

#[test]
fn every_error_code_and_every_route_has_vectors() {
    let entries = of_digitanium(load().unwrap());
    assert_eq!(uncovered(&entries), Vec::<String>::new());
    assert_eq!(unlisted(&entries), Vec::<String>::new());

    for (planted, _) in ERROR_CODES {
        let mut holed = entries.clone();
        holed.retain(|entry| error_code(&entry.vector) != Some(planted));
        let holes = uncovered(&holed);
        assert!(holes.iter().any(|hole| hole.starts_with(planted)), "{planted}: {holes:?}");
    }
    let mut without_a_route = entries;
    without_a_route.retain(|entry| entry.vector.call.route != "shift-list");
    assert_eq!(uncovered(&without_a_route), ["shift-list, 200", "shift-list, refused"]);
}

#[test]
fn an_error_code_with_an_unlisted_status_is_detected() {
    let mut entries = of_digitanium(load().unwrap());
    entries.retain(|entry| error_code(&entry.vector) == Some("USER_NOT_FOUND"));
    entries.truncate(1);
    let reply = &mut entries[0].vector.expected.reply;
    reply.status = 400;
    assert_eq!(unlisted(&entries), ["USER_NOT_FOUND, 400"]);
}

/// What no vector covers.
fn uncovered(entries: &[Entry]) -> Vec<String> {
    let seen: BTreeSet<(&str, u16)> = entries
        .iter()
        .filter_map(|entry| Some((error_code(&entry.vector)?, entry.vector.expected.reply.status)))
        .collect();
    let codes = ERROR_CODES.iter().filter(|code| !seen.contains(code));
    let codes = codes.map(|(code, status)| format!("{code}, {status}"));
    let answered = |route: &str, granted| {
        entries.iter().any(|entry| {
            let Vector { call, expected, .. } = &entry.vector;
            call.route == route && (expected.reply.status == 200) == granted
        })
    };
    let granted = ROUTES.iter().filter(|route| !answered(route, true));
    let refused = ROUTES.iter().filter(|route| !answered(route, false));
    let granted = granted.map(|route| format!("{route}, 200"));
    codes.chain(granted).chain(refused.map(|route| format!("{route}, refused"))).collect()
}

/// The error codes in vectors that are not in the table with that status.
fn unlisted(entries: &[Entry]) -> Vec<String> {
    let unlisted = entries.iter().filter_map(|entry| {
        let (code, status) = (error_code(&entry.vector)?, entry.vector.expected.reply.status);
        (!ERROR_CODES.contains(&(code, status))).then(|| format!("{code}, {status}"))
    });
    unlisted.collect()
}

/// The error code of an expected answer.
fn error_code(vector: &Vector) -> Option<&str> {
    vector.expected.reply.body_json.get("errorCode").and_then(Value::as_str)
}
