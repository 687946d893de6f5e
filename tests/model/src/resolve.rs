//! Turns an operation, which refers to codes by their order, into a request.

use crate::ask::{Ask, Deed, Issue, Until};
use crate::damm::check_digit;
use crate::plan::{Attempt, Ending, Op, Order, Text};
use crate::record::Record;
use crate::rules::{SUBJECTS, TENANTS};
use crate::world::World;

/// The ID of a record that does not exist.
const NO_ID: &str = "01900000-0000-7000-8000-000000000000";

/// The requests sent so far, and their prefix.
pub(crate) struct Resolver {
    prefix: String,
    sent: Vec<Issue>,
}

impl Resolver {
    pub(crate) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), sent: Vec::new() }
    }

    pub(crate) fn subject(&self, place: usize) -> String {
        format!("{}{}", self.prefix, SUBJECTS[place])
    }

    /// The request of an operation; `None` where it sends none.
    pub(crate) fn ask(&mut self, op: &Op, world: &World) -> Option<Ask> {
        let on = |deed, code: usize, foreign: Option<usize>| {
            let record = newest(world, code);
            let tenant = foreign.or(record.map(|record| record.tenant)).unwrap_or(0);
            let id = record.map_or(NO_ID, |record| &record.id).to_owned();
            Some(Ask::On { deed, tenant, id })
        };
        match op {
            Op::Issue(order) => {
                let issue = self.issue(order, world.clock);
                self.sent.push(issue.clone());
                Some(Ask::Issue(issue))
            }
            Op::Again(place) => {
                let count = self.sent.len();
                (count > 0).then(|| Ask::Issue(self.sent[count - 1 - place % count].clone()))
            }
            Op::Present(attempt) => Some(self.present(attempt, world)),
            Op::Void(code, foreign) => on(Deed::Void, *code, *foreign),
            Op::Unlock(code, foreign) => on(Deed::Unlock, *code, *foreign),
            Op::Inspect(code, foreign) => on(Deed::Inspect, *code, *foreign),
            Op::List { tenant, subject, phase } => Some(Ask::List {
                tenant: *tenant,
                subject: self.subject(*subject),
                phase: *phase,
                after: None,
            }),
            Op::Clock(_) => None,
        }
    }

    fn issue(&self, order: &Order, clock: u64) -> Issue {
        let at = |step: i64| clock.saturating_add_signed(step);
        Issue {
            tenant: order.tenant,
            purpose: order.purpose,
            subjects: order.subjects.iter().map(|place| self.subject(*place)).collect(),
            uses: order.uses,
            from: order.from.map(at),
            until: match order.until {
                Ending::Usual => Until::Usual,
                Ending::Seconds(seconds) => Until::Seconds(seconds),
                Ending::At(step) => Until::At(at(step)),
            },
            dry_run: order.dry_run,
            key: order.key.map(|number| format!("{}{number}", self.prefix)),
        }
    }

    fn present(&self, attempt: &Attempt, world: &World) -> Ask {
        let record = newest(world, attempt.code);
        let tenant = record.map_or(0, |record| record.tenant);
        let purpose = record.map_or(0, |record| record.purpose);
        let subject = record.map_or_else(|| self.subject(0), |record| record.subject.clone());
        let code = record.map_or("314159265", |record| &record.code);
        Ask::Present {
            redeem: attempt.redeem,
            tenant: attempt.tenant.unwrap_or(tenant),
            purpose: attempt.purpose.unwrap_or(purpose),
            subject: attempt.subject.map_or(subject, |place| self.subject(place)),
            text: attempt.text.of(code, TENANTS[tenant].check),
        }
    }
}

/// The code with that index, counted from the newest.
fn newest(world: &World, place: usize) -> Option<&Record> {
    let count = world.records.len();
    (count > 0).then(|| &world.records[count - 1 - place % count])
}

impl Text {
    fn of(self, code: &str, check: bool) -> String {
        match self {
            Self::Right => code.to_owned(),
            Self::Grouped => format!(" {}-{} {} ", &code[..3], &code[3..6], &code[6..]),
            Self::Wrong(step) => {
                let body = if check { &code[..code.len() - 1] } else { code };
                let wrong = format!("{}{}", shifted(&body[..1], step), &body[1..]);
                if check { format!("{wrong}{}", check_digit(&wrong)) } else { wrong }
            }
            Self::Mistyped => {
                let last = code.len() - 1;
                format!("{}{}", &code[..last], shifted(&code[last..], 1))
            }
            Self::Nonsense => "\u{1F511} is it".to_owned(),
            Self::Endless => code.repeat(15),
        }
    }
}

/// Another digit.
fn shifted(digit: &str, step: u8) -> u8 {
    (digit.parse::<u8>().unwrap() + step) % 10
}
