//! Where races are run: a service, a subject, and everything that is asked and answered.

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer as Heard, Client};
use codemint_model::ask::rfc3339;
use codemint_model::history::check::{NoOrder, linearize};
use codemint_model::history::life::{Answer, Life, Op, State};
use codemint_model::history::{Call, Recorder};
use codemint_model::record::PHASES;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Barrier, Mutex};
use std::{env, thread};

/// For how long the codes of races are valid, in seconds.
pub(crate) const VALIDITY: u64 = 600;

/// The rules of the subject that is raced about.
pub(crate) const LIFE: Life = Life { max_tries: 5, max_uses: 1, validity: VALIDITY };

/// A code whose text no code has: nine digits, and a draw of ten would be needed.
const NO_CODE: &str = "31415926535";

/// How often each race is run.
pub(crate) fn rounds() -> u64 {
    let text = env::var("CODEMINT_RACE_ROUNDS").unwrap_or_else(|_| "3".into());
    text.parse().unwrap_or_else(|error| panic!("CODEMINT_RACE_ROUNDS: {error}"))
}

/// One history in the making.
pub(crate) struct Arena<'a> {
    tenant: &'a str,
    subject: &'a str,
    /// Sets the clock.
    turn: &'a (dyn Fn(u64) + Sync),
    recorder: Recorder<Op, Answer>,
    /// Name and text of each code, by its number.
    codes: Mutex<BTreeMap<u32, (String, String)>>,
}

impl<'a> Arena<'a> {
    pub(crate) fn new(tenant: &'a str, subject: &'a str, turn: &'a (dyn Fn(u64) + Sync)) -> Self {
        Self { tenant, subject, turn, recorder: Recorder::new(), codes: Mutex::default() }
    }

    /// Does something and takes down what was asked and answered; `None` when no answer came.
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
                let heard = send(client, "POST", &path, &json!({ "tenant": self.tenant }))?;
                Some(match heard.status {
                    200 => Answer::Done,
                    409 => Answer::Stands(phase(&member(&heard, "state"))),
                    _ => panic!("{heard:?}"),
                })
            }
            Op::Look(number) => {
                let path = format!("/v1/codes/{}?tenant={}", self.code(number).0, self.tenant);
                let heard = send(client, "GET", &path, &Value::Null)?;
                let count = |name| member(&heard, name).as_u64().unwrap();
                let (tries, uses) = (count("tries") as u8, count("uses") as u16);
                Some(Answer::Seen(phase(&member(&heard, "state")), tries, uses))
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
        let heard = send(client, "POST", "/v1/codes", &body)?;
        let item = member(&heard, "results")[0].clone();
        let text = |name: &str| item[name].as_str().unwrap_or_else(|| panic!("{heard:?}")).into();
        self.codes.lock().unwrap().insert(number, (text("id"), text("code")));
        Some(Answer::Issued)
    }

    fn present(&self, client: &Client, redeem: bool, text: &str) -> Option<Answer> {
        let path = if redeem { "/v1/redeem" } else { "/v1/check" };
        let body = json!({ "tenant": self.tenant, "subject": self.subject, "code": text });
        let heard = send(client, "POST", path, &body)?;
        Some(match heard.status {
            200 => Answer::Accepted(member(&heard, "uses_left").as_u64().unwrap() as u16),
            403 => Answer::Refused,
            _ => panic!("{heard:?}"),
        })
    }

    /// Does these things at once, a caller each.
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

    /// How many calls were answered so far.
    pub(crate) fn answered(&self) -> usize {
        self.recorder.answered()
    }

    /// The history; the clock stood at `now` before it.
    pub(crate) fn over(self, now: u64) -> Story {
        Story { calls: self.recorder.history(), now }
    }
}

/// A history, and when it began.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) calls: Vec<Call<Op, Answer>>,
    pub(crate) now: u64,
}

impl Story {
    /// An order of its calls.
    pub(crate) fn order(&self) -> Result<Vec<usize>, NoOrder> {
        linearize(&LIFE, State::at(self.now), &self.calls)
    }

    /// Insists on an order.
    pub(crate) fn has_order(&self, what: &str) {
        if let Err(NoOrder { longest }) = self.order() {
            let left = (0..self.calls.len()).filter(|place| !longest.contains(place));
            let left: Vec<_> = left.map(|place| &self.calls[place]).collect();
            let begun: Vec<_> = longest.iter().map(|place| &self.calls[*place]).collect();
            let at = rfc3339(self.now);
            panic!("{what}, at {at}: no order\nthe longest beginning: {begun:#?}\nleft: {left:#?}");
        }
    }

    /// How many calls got no answer.
    pub(crate) fn lost(&self) -> usize {
        self.calls.iter().filter(|call| call.answer.is_none()).count()
    }

    /// How many calls were answered so.
    pub(crate) fn count(&self, answer: Answer) -> usize {
        self.calls.iter().filter(|call| call.answer == Some(answer)).count()
    }
}

/// The answer, asked for again where the service had too much to do and did nothing (503).
fn send(client: &Client, method: &str, path: &str, body: &Value) -> Option<Heard> {
    let bearer = client.bearer();
    let headers = [("authorization", bearer.as_str())];
    let headers = if matches!(path, "/v1/check" | "/v1/redeem") { &[][..] } else { &headers };
    let body = if body.is_null() { String::new() } else { body.to_string() };
    until("an answer, or none", || {
        let heard = client.send(method, path, headers, body.as_str()).ok();
        (heard.as_ref().is_none_or(|heard| heard.status != 503)).then_some(heard)
    })
}

fn member(heard: &Heard, name: &str) -> Value {
    let body: Value = serde_json::from_str(&heard.body).unwrap();
    body.get(name).unwrap_or_else(|| panic!("no `{name}`: {heard:?}")).clone()
}

fn phase(name: &Value) -> &'static str {
    PHASES.into_iter().find(|phase| name == phase).unwrap()
}
