//! The life of a code by the API for all tenants, over HTTP and by the commands: issued, checked,
//! redeemed, voided, locked and unlocked; who may do what; and what many at once make of it.

mod alike;
mod by_command;
mod canaries;
mod config;
mod guesses;
mod newest;
mod reissue;
mod resets;
mod roles;
mod whole;
mod winners;

pub(super) use canaries::ask_everything;

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Client, Gateway, Home};
use serde_json::{Value, json};

const CODES: &str = "/v1/codes";
const CHECK: &str = "/v1/check";
const REDEEM: &str = "/v1/redeem";
const ALICE: &str = "alice@example.com";

/// An operator of one gateway, or nobody in particular.
#[derive(Clone)]
struct Operator {
    client: Client,
    /// Empty where there is none.
    key: String,
}

/// A code that was issued.
struct Minted {
    id: String,
    code: String,
}

impl Operator {
    /// The demo's, who may do everything.
    fn demo(gateway: &Gateway, home: &Home) -> Self {
        Self { client: gateway.client(), key: home.variable("NATIVE_TOKEN") }
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.key);
        let headers = [("authorization", bearer.as_str())];
        let headers = if self.key.is_empty() { &[][..] } else { &headers };
        heard(|| self.client.send(method, path, headers, body).ok()).expect("no answer")
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string())
    }

    /// Asks for codes, with more members than tenant and subjects.
    fn ask(&self, tenant: &str, subjects: &[&str], more: &Value) -> Answer {
        let subjects: Vec<Value> = subjects.iter().map(|id| json!({ "id": id })).collect();
        let mut body = json!({ "tenant": tenant, "subjects": subjects });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(CODES, &body)
    }

    /// Has one code issued, and insists on it.
    fn mint(&self, tenant: &str, subject: &str, more: &Value) -> Minted {
        let answer = self.ask(tenant, &[subject], more);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        let item = &json.at("results").items()[0];
        let text = |name: &str| item.at(name).text().to_owned();
        assert_eq!(text("status"), "issued", "{answer:?}");
        Minted { id: text("id"), code: text("code") }
    }

    /// Does something with a record.
    fn change(&self, id: &str, what: &str) -> Answer {
        self.post(&format!("{CODES}/{id}/{what}"), &json!({}))
    }

    /// The member of a record that is told.
    fn state(&self, id: &str) -> String {
        let answer = self.get(&format!("{CODES}/{id}"));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json().at("state").text().to_owned()
    }

    /// The events of the trail about a subject, oldest first.
    fn events(&self, subject: &str) -> Vec<String> {
        events(&self.get(&format!("/v1/audit?limit=1000&subject={subject}")), "entries")
    }

    /// The events of one record, oldest first.
    fn history(&self, id: &str) -> Vec<String> {
        events(&self.get(&format!("{CODES}/{id}/history?limit=1000")), "entries")
    }
}

/// The answer, asked for again where the gateway had too much to do and did nothing (503).
fn heard(mut ask: impl FnMut() -> Option<Answer>) -> Option<Answer> {
    until("an answer, or none", || {
        let answer = ask();
        let busy = answer.as_ref().filter(|answer| answer.status == 503);
        assert!(busy.is_none_or(|answer| answer.headers.contains_key("retry-after")), "{busy:?}");
        busy.is_none().then_some(answer)
    })
}

/// Presents a code as anybody may, without a key.
fn present(client: &Client, path: &str, subject: &str, code: &str) -> Answer {
    let body = json!({ "tenant": "demo", "subject": subject, "code": code }).to_string();
    heard(|| client.send("POST", path, &[], body.as_str()).ok()).expect("no answer")
}

/// The events that a page of the trail, or a record's history, tells of.
fn events(answer: &Answer, member: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let entries = json.at(member).items().iter();
    entries.map(|entry| entry.at("event").text().to_owned()).collect()
}

/// How often one event is among them.
fn count(events: &[String], event: &str) -> usize {
    events.iter().filter(|found| *found == event).count()
}

/// A code of the same form that is not this one.
fn other_than(code: &str) -> String {
    let mut other = code.to_owned();
    let last = if other.pop() == Some('0') { '1' } else { '0' };
    other.push(last);
    other
}

/// The statuses, each with how often it came, in order.
fn tally(answers: &[Answer]) -> Vec<(u16, usize)> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    let groups = statuses.chunk_by(|a, b| a == b);
    groups.map(|group| (group[0], group.len())).collect()
}
