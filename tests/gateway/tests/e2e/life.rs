//! The life of a code with the native API, over HTTP and by commands: issued, checked, redeemed,
//! voided, locked and unlocked; roles; and concurrent requests.

mod by_command;
mod canaries;
mod config;
mod copied;
mod guesses;
mod newest;
mod reissue;
mod resets;
mod roles;
mod same_answer;
mod stages;
mod winners;

pub(super) use canaries::send_everything;

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Client, Gateway, Home};
use serde_json::{Value, json};

const CODES: &str = "/v1/codes";
const CHECK: &str = "/v1/check";
const REDEEM: &str = "/v1/redeem";
const ALICE: &str = "alice@example.com";

/// An operator of a gateway, or a public caller.
#[derive(Clone)]
struct Operator {
    client: Client,
    /// Empty for a public caller.
    key: String,
}

/// A code that was issued.
struct Minted {
    id: String,
    code: String,
}

impl Operator {
    /// The demo's operator, with all roles.
    fn demo(gateway: &Gateway, home: &Home) -> Self {
        Self { client: gateway.client(), key: home.variable("NATIVE_TOKEN") }
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.key);
        let headers = [("authorization", bearer.as_str())];
        let headers = if self.key.is_empty() { &[][..] } else { &headers };
        unless_busy(|| self.client.send(method, path, headers, body).ok()).expect("no answer")
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string())
    }

    /// Requests codes, with more members than the tenant and the subjects.
    fn ask(&self, tenant: &str, subjects: &[&str], more: &Value) -> Answer {
        let subjects: Vec<Value> = subjects.iter().map(|id| json!({ "id": id })).collect();
        let mut body = json!({ "tenant": tenant, "subjects": subjects });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(CODES, &body)
    }

    /// Issues a code, and asserts that there is one.
    fn mint(&self, tenant: &str, subject: &str, more: &Value) -> Minted {
        let answer = self.ask(tenant, &[subject], more);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        let item = &json.at("results").items()[0];
        let text = |name: &str| item.at(name).text().to_owned();
        assert_eq!(text("status"), "issued", "{answer:?}");
        Minted { id: text("id"), code: text("code") }
    }

    /// Changes a record: `void` or `unlock`.
    fn change(&self, id: &str, what: &str) -> Answer {
        self.post(&format!("{CODES}/{id}/{what}"), &json!({}))
    }

    /// The state of a record.
    fn state(&self, id: &str) -> String {
        let answer = self.get(&format!("{CODES}/{id}"));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json().at("state").text().to_owned()
    }

    /// The audit events about a subject, the oldest first.
    fn events(&self, subject: &str) -> Vec<String> {
        events(&self.get(&format!("/v1/audit?limit=1000&subject={subject}")), "entries")
    }

    /// The audit events of a record, the oldest first.
    fn history(&self, id: &str) -> Vec<String> {
        events(&self.get(&format!("{CODES}/{id}/history?limit=1000")), "entries")
    }
}

/// The answer to a request, which is sent again where the gateway was overloaded and did nothing (503).
fn unless_busy(mut ask: impl FnMut() -> Option<Answer>) -> Option<Answer> {
    until("an answer, or none", || {
        let answer = ask();
        let busy = answer.as_ref().filter(|answer| answer.status == 503);
        assert!(busy.is_none_or(|answer| answer.headers.contains_key("retry-after")), "{busy:?}");
        busy.is_none().then_some(answer)
    })
}

/// Presents a code as a public caller.
fn present(client: &Client, path: &str, subject: &str, code: &str) -> Answer {
    let body = json!({ "tenant": "demo", "subject": subject, "code": code }).to_string();
    unless_busy(|| client.send("POST", path, &[], body.as_str()).ok()).expect("no answer")
}

/// The events in a page of the trail, or in a record's history.
fn events(answer: &Answer, member: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let entries = json.at(member).items().iter();
    entries.map(|entry| entry.at("event").text().to_owned()).collect()
}

/// How often an event is among these.
fn count(events: &[String], event: &str) -> usize {
    events.iter().filter(|found| *found == event).count()
}

/// Another code of the same form.
fn other_than(code: &str) -> String {
    let mut other = code.to_owned();
    let last = if other.pop() == Some('0') { '1' } else { '0' };
    other.push(last);
    other
}

/// The statuses, each with the number of its answers, in order.
fn tally(answers: &[Answer]) -> Vec<(u16, usize)> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    let groups = statuses.chunk_by(|a, b| a == b);
    groups.map(|group| (group[0], group.len())).collect()
}
