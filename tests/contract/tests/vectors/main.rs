//! Every vector holds natively and in the component, the set covers what it claims to cover, and a
//! flipped vector is detected.
//!
//! `CODEMINT_BLESS=1` replaces what the vectors expect with the core's answers. Afterwards, compare
//! every changed line with the dialect's specification.

mod component;
mod coverage;
mod coverage_digitanium;
mod coverage_native;
mod coverage_recast;

use codemint_contract::{
    Difference, Entry, Native, Vector, bless, load, report_control, report_dialects, run,
};
use codemint_core::engine;

#[test]
fn every_vector_holds_natively() {
    if std::env::var_os("CODEMINT_BLESS").is_some_and(|value| value == "1") {
        bless().unwrap();
    }
    let entries = load().unwrap();
    assert!(entries.len() >= 40, "only {} vectors", entries.len());
    let found = entries
        .iter()
        .filter_map(|it| Some((it, format!("{}: {}", it.name, difference(&it.vector)?))));
    let (different, differences): (Vec<&Entry>, Vec<String>) = found.unzip();
    report_dialects("native", &entries, &different).unwrap();
    let count = differences.len();
    assert!(count == 0, "{count} vectors differ from the core:\n{}", differences.join("\n"));
}

#[test]
fn a_flipped_vector_is_detected() {
    let entries = load().unwrap();
    let entry =
        entries.iter().find(|entry| entry.name == "001-vendor-sample-without-mail").unwrap();
    assert_eq!(difference(&entry.vector), None);

    let mut reply = entry.vector.clone();
    let text = reply.expected.reply.body_json.to_string();
    reply.expected.reply.body_json =
        serde_json::from_str(&text.replacen("generated. ", "generated._", 1)).unwrap();
    assert!(difference(&reply).unwrap().at.starts_with("reply.body_json, byte "));

    let mut order = entry.vector.clone();
    let first = order.expected.reply.body_json[0].as_object_mut().unwrap();
    let status = first.shift_remove("status").unwrap();
    first.insert("status".into(), status);
    assert_eq!(difference(&order).unwrap().at, "reply.body_json, byte 3");

    let mut code = entry.vector.clone();
    let issued = &mut code.expected.commit.as_mut().unwrap().issued[2];
    issued.code = issued.code.replacen(|_: char| true, "x", 1);
    assert_eq!(difference(&code).unwrap().at, "commit.issued[2].code");

    let mut subject = entry.vector.clone();
    subject.expected.needs.as_mut().unwrap().subjects[1].replace_range(..1, "A");
    assert_eq!(difference(&subject).unwrap().at, "needs.subjects[1]");

    let mut planned = entry.vector.clone();
    planned.expected.commit = None;
    assert_eq!(difference(&planned).unwrap().at, "commit");

    let mut facts = entry.vector.clone();
    facts.facts = None;
    assert_eq!(difference(&facts).unwrap().at, "call");
    report_control("native", "rsa").unwrap();
}

#[test]
fn a_request_that_planning_finishes_settles_to_the_same_reply_and_commits_nothing() {
    let entries = load().unwrap();
    let facts = entries.iter().find_map(|entry| entry.vector.facts.clone()).unwrap();
    let finished = entries.iter().filter(|entry| entry.vector.facts.is_none());
    let mut count = 0;
    for entry in finished {
        let call = &entry.vector.call;
        let body = call.body().unwrap();
        let path = call.path();
        let call = call.core(&path, &body).unwrap();
        let settlement = engine::settle(&call, facts.findings().unwrap()).unwrap();
        let expected = entry.vector.expected.reply.body_json.to_string();
        assert_eq!(settlement.reply.body.reveal(), expected.as_bytes(), "{}", entry.name);
        assert!(settlement.commit.issued.is_empty(), "{}", entry.name);
        assert!(settlement.commit.audit.is_empty(), "{}", entry.name);
        count += 1;
    }
    assert!(count >= 20, "only {count}");
}

/// Where a vector and the core differ, if they do.
fn difference(vector: &Vector) -> Option<Difference> {
    run(&mut Native, vector).err()
}
