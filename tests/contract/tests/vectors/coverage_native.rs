//! What the vectors of dialect `native` must cover: every route, reason, problem and cause; and the
//! same answer to every presented code that is not accepted.

use codemint_contract::{Entry, Reply, Vector, load};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The tenth, `openapi`, returns a fixed text, which tests/openapi checks against these vectors.
const ROUTES: [&str; 9] =
    ["issue", "list", "inspect", "void", "unlock", "check", "redeem", "history", "audit"];

/// The dialect's own description. tests/openapi checks its replies against the vectors.
const DOCUMENT: &str = include_str!("../../../../core/src/dialects/native/openapi.json");

/// Why a subject gets no code.
fn reasons() -> Vec<String> {
    const PLACE: &str = "/components/schemas/Refusal/properties/reason/enum";
    let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let reasons = document.pointer(PLACE).and_then(Value::as_array).into_iter().flatten();
    reasons.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The problems of requests, with their statuses.
const PROBLEMS: [(&str, u16); 5] = [
    ("not-understood", 400),
    ("not-accepted", 403),
    ("no-such-code", 404),
    ("wrong-state", 409),
    ("mistyped", 422),
];

/// Why a presented code is not accepted: only the audit trail has this.
const CAUSES: [&str; 9] = [
    "code-wrong",
    "code-absent",
    "code-early",
    "code-expired",
    "code-locked",
    "code-mistyped",
    "code-spent",
    "subject-refused",
    "undetermined",
];

fn of_native(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| entry.vector.call.dialect == "native");
    entries
}

#[test]
fn every_route_reason_problem_and_cause_has_a_vector() {
    assert_eq!(reasons().len(), 23);
    let entries = of_native(load().unwrap());
    assert_eq!(uncovered(&entries), Vec::<String>::new());
    for planted in wanted() {
        let mut holed = entries.clone();
        holed.retain(|entry| !shown(&entry.vector).contains(&planted));
        assert!(uncovered(&holed).contains(&planted), "{planted}");
    }
}

#[test]
fn codes_that_are_not_accepted_get_the_same_answer() {
    let entries = of_native(load().unwrap());
    assert_eq!(distinguishable(&entries), Vec::<String>::new());

    for (name, status) in [("redeem-locked", 403), ("redeem-mistyped-and-early", 422)] {
        let planted = entries.iter().position(|entry| entry.name.ends_with(name)).unwrap();
        let plant = |change: &dyn Fn(&mut Reply)| {
            let mut entries = entries.clone();
            let reply = &mut entries[planted].vector.expected.reply;
            assert_eq!(reply.status, status, "{name}");
            change(reply);
            distinguishable(&entries)
        };
        let caught = [entries[planted].name.clone()];
        assert_eq!(plant(&|reply| reply.body_json["title"] = "The code is locked.".into()), caught);
        assert_eq!(plant(&|reply| reply.content_type.push_str("; charset=utf-8")), caught);
        assert_eq!(plant(&|reply| reply.status = 401), caught);
    }
}

/// Everything that the vectors must cover.
fn wanted() -> Vec<String> {
    let routes = ROUTES.into_iter().map(|route| format!("route {route}"));
    let reasons = reasons().into_iter().map(|reason| format!("reason {reason}"));
    let problems = PROBLEMS.into_iter().map(|(problem, status)| problem_shown(problem, status));
    let causes = CAUSES.into_iter().map(|cause| format!("cause {cause}"));
    routes.chain(reasons).chain(problems).chain(causes).collect()
}

fn problem_shown(problem: &str, status: u16) -> String {
    format!("problem urn:codemint:problem:{problem} {status}")
}

/// What no vector covers.
fn uncovered(entries: &[Entry]) -> Vec<String> {
    let seen: BTreeSet<String> = entries.iter().flat_map(|entry| shown(&entry.vector)).collect();
    wanted().into_iter().filter(|wanted| !seen.contains(wanted)).collect()
}

/// What a vector covers.
fn shown(vector: &Vector) -> Vec<String> {
    let reply = &vector.expected.reply;
    let results = reply.body_json.get("results").and_then(Value::as_array).into_iter().flatten();
    let reasons = results.filter_map(|result| result.pointer("/refusal/reason")?.as_str());
    let mut shown: Vec<String> = reasons.map(|reason| format!("reason {reason}")).collect();
    if let Some(problem) = reply.body_json.get("type").and_then(Value::as_str) {
        shown.push(format!("problem {problem} {}", reply.status));
    }
    if reply.status < 300 {
        shown.push(format!("route {}", vector.call.route));
    }
    if is_presented(vector) && reply.status == 403 {
        let audit = vector.expected.commit.iter().flat_map(|commit| &commit.audit);
        shown.extend(audit.map(|entry| format!("cause {}", entry.event)));
    }
    shown
}

/// Whether a code was presented and processed.
fn is_presented(vector: &Vector) -> bool {
    matches!(&*vector.call.route, "check" | "redeem") && vector.facts.is_some()
}

/// The vectors whose refusal of a presented code differs, even by a byte, from that of most others
/// of its kind. One text under one policy has one answer, whether it is a live code that is not
/// accepted now or not a code at all; and all texts that are not mistyped, or whose policy does not
/// reveal it, have one answer.
fn distinguishable(entries: &[Entry]) -> Vec<String> {
    let mut kinds: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    let presented = entries.iter().filter(|entry| is_presented(&entry.vector));
    for Entry { name, vector, .. } in presented {
        let Vector { call, facts, expected, .. } = vector;
        let reply = &expected.reply;
        if reply.status == 200 {
            continue;
        }
        let policy = facts.as_ref().and_then(|facts| facts.policy.as_ref());
        // Where the tenant does not reveal what its codes look like, a mistyped code is one like
        // any other that is not accepted.
        let revealing = policy.filter(|policy| policy.reveal_format == Some(true));
        let check = revealing.and_then(|policy| policy.check.as_ref());
        let code = call.body_json.as_ref().and_then(|body| body.get("code"));
        let kind = check.map(|check| format!("{check} {code:?}"));
        let answer = format!("{} {} {}", reply.status, reply.content_type, reply.body_json);
        if kind.is_none() || reply.status == 403 {
            kinds.entry(String::new()).or_default().push((name, answer.clone()));
        }
        if let Some(kind) = kind {
            kinds.entry(kind).or_default().push((name, answer));
        }
    }
    kinds.into_values().flat_map(odd_ones).collect()
}

/// The names of the vectors whose answer is not the most frequent one.
fn odd_ones(answers: Vec<(&str, String)>) -> Vec<String> {
    let count = |wanted: &str| answers.iter().filter(|(_, answer)| answer == wanted).count();
    let usual = answers.iter().map(|(_, answer)| answer).max_by_key(|answer| count(answer));
    let odd = answers.iter().filter(|(_, answer)| Some(answer) != usual);
    odd.map(|(name, _)| (*name).to_owned()).collect()
}
