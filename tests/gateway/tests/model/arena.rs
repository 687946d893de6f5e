//! Where races are run: a service, a subject, and the history of calls and answers.

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer as Response, Client};
use codemint_model::ask::rfc3339;
use codemint_model::history::check::{NoOrder, linearize};
use codemint_model::history::life::{Answer, Life, Op, State};
use codemint_model::history::{Call, Recorder};
use codemint_model::record::PHASES;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Barrier, Mutex};
use std::{env, thread};

/// The validity of the codes in races, in seconds.
pub(crate) const VALIDITY: u64 = 600;

/// The policy of the races.
pub(crate) const LIFE: Life = Life { max_tries: 5, max_uses: 1, validity: VALIDITY };

/// A text that is never a code: codes have nine digits.
const NO_CODE: &str = "31415926535";

/// The number of times that each race is run.
pub(crate) fn rounds() -> u64 {
    let text = env::var("CODEMINT_RACE_ROUNDS").unwrap_or_else(|_| "3".into());
    text.parse().unwrap_or_else(|error| panic!("CODEMINT_RACE_ROUNDS: {error}"))
}

/// A history that is being recorded.
pub(crate) struct Arena<'a> {
    tenant: &'a str,
    subject: &'a str,
    /// Sets the clock.
    turn: &'a (dyn Fn(u64) + Sync),
    recorder: Recorder<Op, Answer>,
    /// The ID and the text of each code, by its number.
    codes: Mutex<BTreeMap<u32, (String, String)>>,
}

impl<'a> Arena<'a> {
    pub(crate) fn new(tenant: &'a str, subject: &'a str, turn: &'a (dyn Fn(u64) + Sync)) -> Self {
        Self { tenant, subject, turn, recorder: Recorder::new(), codes: Mutex::default() }
    }

    /// Makes a call, and records it with its answer; `None` when there was no answer.
    pub(crate) fn act(&self, client: &Client, op: Op) -> Option<Answer> {
        self.recorder.record(op, || match op {
            Op::Issue(number) => self.issue(client, number),
            Op::Present { redeem, code } => {
                let text = self.code(code).1;
                self.present(client, redeem, &text)
            }
            Op::Guess => self.present(client, true, NO_CODE),
            Op::Void(number) => {
                let path = format!("/v1/codes/{}/void", self.code(number).0);
                let response = send(client, "POST", &path, &json!({ "tenant": self.tenant }))?;
                Some(match response.status {
                    200 => Answer::Done,
                    409 => Answer::Stands(phase(&member(&response, "state"))),
                    _ => panic!("{response:?}"),
                })
            }
            Op::Look(number) => {
                let path = format!("/v1/codes/{}?tenant={}", self.code(number).0, self.tenant);
                let response = send(client, "GET", &path, &Value::Null)?;
                let count = |name| member(&response, name).as_u64().unwrap();
                let (tries, uses) = (count("tries") as u8, count("uses") as u16);
                Some(Answer::Seen(phase(&member(&response, "state")), tries, uses))
            }
            Op::Turn(to) => {
                (self.turn)(to);
                Some(Answer::Done)
            }
        })
    }

    fn code(&self, number: u32) -> (String, String) {
        self.codes.lock().unwrap()[&number].clone()
    }

    fn issue(&self, client: &Client, number: u32) -> Option<Answer> {
        let body = json!({
            "tenant": self.tenant,
            "subjects": [{ "id": self.subject }],
            "validity": { "seconds": VALIDITY },
        });
        let response = send(client, "POST", "/v1/codes", &body)?;
        let item = member(&response, "results")[0].clone();
        let text =
            |name: &str| item[name].as_str().unwrap_or_else(|| panic!("{response:?}")).into();
        self.codes.lock().unwrap().insert(number, (text("id"), text("code")));
        Some(Answer::Issued)
    }

    fn present(&self, client: &Client, redeem: bool, text: &str) -> Option<Answer> {
        let path = if redeem { "/v1/redeem" } else { "/v1/check" };
        let body = json!({ "tenant": self.tenant, "subject": self.subject, "code": text });
        let response = send(client, "POST", path, &body)?;
        Some(match response.status {
            200 => Answer::Accepted(member(&response, "uses_left").as_u64().unwrap() as u16),
            403 => Answer::Refused,
            _ => panic!("{response:?}"),
        })
    }

    /// Makes these calls at the same time, each with its own client.
    pub(crate) fn race(&self, crowd: &[Client], ops: &[Op]) {
        assert!(crowd.len() >= ops.len());
        let start = Barrier::new(ops.len());
        thread::scope(|scope| {
            for (client, op) in crowd.iter().zip(ops) {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    self.act(client, *op);
                });
            }
        });
    }

    /// The number of calls that have been answered so far.
    pub(crate) fn answered(&self) -> usize {
        self.recorder.answered()
    }

    /// The history, which began at `now` (seconds since 1970).
    pub(crate) fn finish(self, now: u64) -> Story {
        Story { calls: self.recorder.history(), now }
    }
}

/// A history, and when it began (seconds since 1970).
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) calls: Vec<Call<Op, Answer>>,
    pub(crate) now: u64,
}

impl Story {
    /// Finds an order of the calls in which they could have been answered one after another.
    pub(crate) fn order(&self) -> Result<Vec<usize>, NoOrder> {
        linearize(&LIFE, State::at(self.now), &self.calls)
    }

    /// Asserts that there is an order.
    pub(crate) fn has_order(&self, what: &str) {
        if let Err(NoOrder { longest }) = self.order() {
            let left = (0..self.calls.len()).filter(|index| !longest.contains(index));
            let left: Vec<_> = left.map(|index| &self.calls[index]).collect();
            let begun: Vec<_> = longest.iter().map(|index| &self.calls[*index]).collect();
            let at = rfc3339(self.now);
            panic!("{what}, at {at}: no order\nthe longest beginning: {begun:#?}\nleft: {left:#?}");
        }
    }

    /// The number of calls without an answer.
    pub(crate) fn lost(&self) -> usize {
        self.calls.iter().filter(|call| call.answer.is_none()).count()
    }

    /// The number of calls with that answer.
    pub(crate) fn count(&self, answer: Answer) -> usize {
        self.calls.iter().filter(|call| call.answer == Some(answer)).count()
    }
}

/// Sends a request, again where the service was overloaded and did nothing (503).
fn send(client: &Client, method: &str, path: &str, body: &Value) -> Option<Response> {
    let bearer = client.bearer();
    let headers = [("authorization", bearer.as_str())];
    let headers = if matches!(path, "/v1/check" | "/v1/redeem") { &[][..] } else { &headers };
    let body = if body.is_null() { String::new() } else { body.to_string() };
    until("an answer, or none", || {
        let response = client.send(method, path, headers, body.as_str()).ok();
        (response.as_ref().is_none_or(|response| response.status != 503)).then_some(response)
    })
}

fn member(response: &Response, name: &str) -> Value {
    let body: Value = serde_json::from_str(&response.body).unwrap();
    body.get(name).unwrap_or_else(|| panic!("no `{name}`: {response:?}")).clone()
}

fn phase(name: &Value) -> &'static str {
    PHASES.into_iter().find(|phase| name == phase).unwrap()
}
