//! Runs a sequence of operations on a system and on the model in parallel.

use crate::ask::{Answer, Ask, Request};
use crate::normalize::{learn, normalized};
use crate::plan::Op;
use crate::resolve::Resolver;
use crate::world::{Expected, World};
use std::collections::BTreeSet;
use std::fmt;

/// A system that is compared with the model.
pub trait System {
    /// Sets the clock, in seconds since 1970.
    fn set_clock(&mut self, now: u64);

    /// Sends a request, as the operator [`crate::OPERATOR`] unless it is public.
    fn ask(&mut self, request: &Request) -> Answer;
}

/// The scope of a sequence that shares a system with others.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Prefix of every subject and every idempotency key.
    pub prefix: String,
    /// The time at which it begins, later than any time the system has seen.
    pub start: u64,
}

/// Successive sequences that share a system.
#[derive(Clone, Debug)]
pub struct Scopes {
    count: usize,
    latest: u64,
}

impl Scopes {
    /// Begins the first sequence at `start`.
    #[must_use]
    pub const fn from(start: u64) -> Self {
        Self { count: 0, latest: start }
    }

    /// The number of sequences so far.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Plays the next sequence.
    ///
    /// # Errors
    /// The difference between system and model.
    pub fn play(&mut self, ops: &[Op], system: &mut impl System) -> Result<(), String> {
        self.count += 1;
        let scope = Scope { prefix: format!("p{}-", self.count), start: self.latest + 1 };
        // A sequence that differs may have stopped early: this is the latest time it can have
        // reached.
        let forward = |op: &Op| if let Op::Clock(by @ 1..) = op { by.unsigned_abs() } else { 0 };
        self.latest = scope.start + ops.iter().map(forward).sum::<u64>();
        play(ops, system, &scope).map(drop).map_err(|differs| differs.to_string())
    }
}

/// The first answer in which system and model differ.
#[derive(Debug)]
pub struct Divergence {
    /// The operation's index in the sequence; the sequence's length for the final checks.
    pub step: usize,
    /// The request.
    pub ask: Ask,
    /// The model's answer.
    pub expected: String,
    /// The system's answer.
    pub got: String,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, ask, expected, got } = self;
        write!(f, "step {step}: {ask:?}\n  expected: {expected}\n  got:      {got}")
    }
}

/// Plays a sequence to its end, then compares every subject's records and trail. Returns what
/// happened: the events of the trail and the final phases of codes ([`World::happened`]).
///
/// # Errors
/// The first [`Divergence`].
pub fn play(
    ops: &[Op],
    system: &mut impl System,
    scope: &Scope,
) -> Result<BTreeSet<&'static str>, Box<Divergence>> {
    let mut run = Run {
        world: World::at(scope.start),
        resolver: Resolver::new(&scope.prefix),
        touched: BTreeSet::new(),
        system,
    };
    run.system.set_clock(scope.start);
    // A read writes to the trail, so that the system has seen this time.
    let subject = run.resolver.subject(0);
    run.send(0, Ask::List { tenant: 0, subject, phase: None, after: None })?;
    for (step, op) in ops.iter().enumerate() {
        if let Op::Clock(by) = op {
            run.move_clock(*by);
        }
        if let Some(ask) = run.resolver.ask(op, &run.world) {
            run.touch(&ask);
            let times = if let Op::Present(attempt) = op { attempt.times } else { 1 };
            for _ in 0..times {
                run.send(step, ask.clone())?;
            }
        }
    }
    for (tenant, subject) in std::mem::take(&mut run.touched) {
        let list = Ask::List { tenant, subject: subject.clone(), phase: None, after: None };
        run.send(ops.len(), list)?;
        run.send(ops.len(), Ask::Trail { tenant, subject })?;
    }
    Ok(run.world.happened())
}

struct Run<'a, S> {
    world: World,
    resolver: Resolver,
    /// Tenants and subjects that occurred in a request.
    touched: BTreeSet<(usize, String)>,
    system: &'a mut S,
}

impl<S: System> Run<'_, S> {
    fn move_clock(&mut self, by: i64) {
        self.world.clock = self.world.clock.saturating_add_signed(by);
        self.system.set_clock(self.world.clock);
    }

    fn touch(&mut self, ask: &Ask) {
        let touched = match ask {
            Ask::Issue(issue) => {
                let all = issue.subjects.iter().map(|subject| (issue.tenant, subject.clone()));
                all.collect()
            }
            Ask::Present { tenant: tenant @ 0..3, subject, .. } => vec![(*tenant, subject.clone())],
            _ => Vec::new(),
        };
        self.touched.extend(touched);
    }

    /// Sends one request; for a list, one for each page.
    fn send(&mut self, step: usize, ask: Ask) -> Result<(), Box<Divergence>> {
        let mut next = Some(ask);
        while let Some(ask) = next.take() {
            let expected = self.world.expect(&ask);
            let answer = self.system.ask(&ask.request());
            if let Err((expected, got)) = self.compare(&ask, expected, &answer) {
                return Err(Box::new(Divergence { step, ask, expected, got }));
            }
            next = following(ask, &answer);
        }
        Ok(())
    }

    fn compare(
        &mut self,
        ask: &Ask,
        expected: Expected,
        answer: &Answer,
    ) -> Result<(), (String, String)> {
        let got = || format!("{} {}", answer.status, answer.body);
        let (status, body, first) = match expected {
            Expected::Same(same) if same == *answer => return Ok(()),
            Expected::Same(same) => return Err((format!("the same: {same:?}"), got())),
            Expected::Reply(status, body) => (status, body, None),
            Expected::Issued(body, first) => (200, body, Some(first)),
        };
        let expected_reply = || format!("{status} {body}");
        match normalized(ask, answer) {
            Err(fault) => return Err((expected_reply(), format!("{}: {fault}", got()))),
            Ok(reply) if (status, &body) != (answer.status, &reply) => {
                return Err((expected_reply(), format!("{} {reply}", answer.status)));
            }
            Ok(_) => {}
        }
        if let (Some(first), Ask::Issue(issue)) = (first, ask) {
            learn(answer, &mut self.world.records[first..]);
            self.world.keep(issue, answer);
        }
        Ok(())
    }
}

/// The request for the next page of a list, if there is one.
fn following(ask: Ask, answer: &Answer) -> Option<Ask> {
    let Ask::List { tenant, subject, phase, .. } = ask else { return None };
    let page: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
    let after = Some(page.get("next")?.as_str()?.to_owned());
    Some(Ask::List { tenant, subject, phase, after })
}
