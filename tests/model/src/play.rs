//! A sequence of operations, put to a system and to the model side by side.

use crate::ask::{Answer, Ask, Request};
use crate::plan::Op;
use crate::resolve::Resolver;
use crate::tell::{learn, told};
use crate::world::{Expected, World};
use std::collections::BTreeSet;
use std::fmt;

/// What is held against the model.
pub trait System {
    /// Sets the clock, in seconds since 1970.
    fn set_clock(&mut self, now: u64);

    /// Puts a request, as the operator [`crate::OPERATOR`] unless it is public.
    fn ask(&mut self, request: &Request) -> Answer;
}

/// Where a sequence stands that shares a system with others.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Before every subject's name and every name of a request.
    pub prefix: String,
    /// When it begins. Later than anything that was ever told the system.
    pub start: u64,
}

/// Sequences that share a system, one after another.
#[derive(Clone, Debug)]
pub struct Scopes {
    count: usize,
    latest: u64,
}

impl Scopes {
    /// The first one begins then.
    #[must_use]
    pub const fn from(start: u64) -> Self {
        Self { count: 0, latest: start }
    }

    /// How many there were.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Plays the next one.
    ///
    /// # Errors
    /// In what system and model differ.
    pub fn play(&mut self, ops: &[Op], system: &mut impl System) -> Result<(), String> {
        self.count += 1;
        let scope = Scope { prefix: format!("p{}-", self.count), start: self.latest + 1 };
        // Of one that differs it is not known how far it came: so far at the most.
        let turned = |op: &Op| if let Op::Clock(by @ 1..) = op { by.unsigned_abs() } else { 0 };
        self.latest = scope.start + ops.iter().map(turned).sum::<u64>();
        play(ops, system, &scope).map(drop).map_err(|differs| differs.to_string())
    }
}

/// The first answer in which system and model differ.
#[derive(Debug)]
pub struct Divergence {
    /// The operation's place in the sequence; its length for what is looked at when it is over.
    pub step: usize,
    /// What was asked.
    pub ask: Ask,
    /// What the model says.
    pub expected: String,
    /// What the system said.
    pub heard: String,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, ask, expected, heard } = self;
        write!(f, "step {step}: {ask:?}\n  expected: {expected}\n  heard:    {heard}")
    }
}

/// Plays a sequence to its end, and then looks at every subject's records and trail. What happened
/// is returned: the events of the trail, and where codes ended ([`World::happened`]).
///
/// # Errors
/// The first [`Divergence`].
pub fn play(
    ops: &[Op],
    system: &mut impl System,
    scope: &Scope,
) -> Result<BTreeSet<&'static str>, Box<Divergence>> {
    let mut game = Game {
        world: World::at(scope.start),
        resolver: Resolver::new(&scope.prefix),
        touched: BTreeSet::new(),
        system,
    };
    game.system.set_clock(scope.start);
    // Something is written, so that the system has seen this time.
    let subject = game.resolver.subject(0);
    game.put(0, Ask::List { tenant: 0, subject, phase: None, after: None })?;
    for (step, op) in ops.iter().enumerate() {
        if let Op::Clock(by) = op {
            game.turn_clock(*by);
        }
        if let Some(ask) = game.resolver.ask(op, &game.world) {
            game.touch(&ask);
            let times = if let Op::Present(attempt) = op { attempt.times } else { 1 };
            for _ in 0..times {
                game.put(step, ask.clone())?;
            }
        }
    }
    for (tenant, subject) in std::mem::take(&mut game.touched) {
        let list = Ask::List { tenant, subject: subject.clone(), phase: None, after: None };
        game.put(ops.len(), list)?;
        game.put(ops.len(), Ask::Trail { tenant, subject })?;
    }
    Ok(game.world.happened())
}

struct Game<'a, S> {
    world: World,
    resolver: Resolver,
    /// Tenants and subjects that something was asked about.
    touched: BTreeSet<(usize, String)>,
    system: &'a mut S,
}

impl<S: System> Game<'_, S> {
    fn turn_clock(&mut self, by: i64) {
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

    /// Puts one request; of a list all its pages.
    fn put(&mut self, step: usize, ask: Ask) -> Result<(), Box<Divergence>> {
        let mut next = Some(ask);
        while let Some(ask) = next.take() {
            let expected = self.world.expect(&ask);
            let answer = self.system.ask(&ask.request());
            if let Err((expected, heard)) = self.compare(&ask, expected, &answer) {
                return Err(Box::new(Divergence { step, ask, expected, heard }));
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
        let heard = || format!("{} {}", answer.status, answer.body);
        let (status, body, first) = match expected {
            Expected::Same(same) if same == *answer => return Ok(()),
            Expected::Same(same) => return Err((format!("the same: {same:?}"), heard())),
            Expected::Told(status, body) => (status, body, None),
            Expected::Issued(body, first) => (200, body, Some(first)),
        };
        let wanted = || format!("{status} {body}");
        match told(ask, answer) {
            Err(fault) => return Err((wanted(), format!("{}: {fault}", heard()))),
            Ok(told) if (status, &body) != (answer.status, &told) => {
                return Err((wanted(), format!("{} {told}", answer.status)));
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

/// The next page of a list that has one.
fn following(ask: Ask, answer: &Answer) -> Option<Ask> {
    let Ask::List { tenant, subject, phase, .. } = ask else { return None };
    let page: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
    let after = Some(page.get("next")?.as_str()?.to_owned());
    Some(Ask::List { tenant, subject, phase, after })
}
