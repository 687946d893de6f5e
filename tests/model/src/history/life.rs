//! The sequential life of one subject's codes, where a new code supersedes the old one.

use super::check::Specification;
use crate::record::State as Stored;
use std::collections::BTreeMap;

/// The rules.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// The number of failed attempts that lock a code.
    pub max_tries: u8,
    /// How often a code may be redeemed.
    pub max_uses: u16,
    /// The validity of a code, in seconds.
    pub validity: u64,
}

/// The state of the subject's codes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// The time. It never goes back.
    pub now: u64,
    codes: BTreeMap<u32, Code>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Code {
    state: Stored,
    tries: u8,
    uses: u16,
    not_after: u64,
}

/// An operation. Codes have numbers, chosen by the caller that asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Issue a code with that number.
    Issue(u32),
    /// Present the code.
    Present {
        /// Whether to redeem it, or only to check it.
        redeem: bool,
        /// Its number.
        code: u32,
    },
    /// Present a text that is not a code.
    Guess,
    /// Void the code.
    Void(u32),
    /// Inspect the code.
    Look(u32),
    /// Set the clock.
    Turn(u64),
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The code is issued.
    Issued,
    /// The code is accepted; the number of uses that are left.
    Accepted(u16),
    /// The code is not accepted.
    Refused,
    /// The operation is done.
    Done,
    /// The operation is impossible in this state of the code.
    Stands(&'static str),
    /// The code's state, failed attempts and uses.
    Seen(&'static str, u8, u16),
}

impl State {
    /// No codes, at that time.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        Self { now, codes: BTreeMap::new() }
    }
}

impl Code {
    const fn is_live(&self) -> bool {
        matches!(self.state, Stored::Pending | Stored::Locked)
    }

    const fn phase(&self, now: u64) -> &'static str {
        match self.state {
            Stored::Redeemed => "redeemed",
            Stored::Voided => "voided",
            Stored::Superseded => "superseded",
            Stored::Pending | Stored::Locked if now > self.not_after => "expired",
            Stored::Locked => "locked",
            Stored::Pending => "pending",
        }
    }
}

impl Specification for Life {
    type State = State;
    type Op = Op;
    type Answer = Answer;

    fn step(&self, state: &State, op: &Op) -> (State, Answer) {
        let mut next = state.clone();
        let answer = match op {
            Op::Issue(number) => self.issue(&mut next, *number),
            Op::Present { redeem, code } => self.present(&mut next, *redeem, *code),
            Op::Guess => self.guess(&mut next),
            Op::Void(number) => void(&mut next, *number),
            Op::Look(number) => inspect(&next, *number),
            Op::Turn(to) => {
                next.now = next.now.max(*to);
                Answer::Done
            }
        };
        (next, answer)
    }

    fn is_idle(
        &self,
        state: &State,
        op: &Op,
        answer: &Answer,
        mut open: &mut dyn Iterator<Item = &Op>,
    ) -> bool {
        match (op, answer) {
            // Wrong texts count as soon as there is a pending code.
            (Op::Present { .. } | Op::Guess, Answer::Refused) => {
                let pending = state.codes.values().any(|code| code.phase(state.now) == "pending");
                !pending && !Iterator::any(&mut open, |op| matches!(op, Op::Issue(_)))
            }
            (Op::Turn(to), _) => *to <= state.now,
            // With another effect they would have another answer.
            (Op::Look(_) | Op::Void(_) | Op::Present { .. }, _) => true,
            _ => false,
        }
    }
}

impl Life {
    fn issue(&self, state: &mut State, number: u32) -> Answer {
        for code in state.codes.values_mut().filter(|code| code.is_live()) {
            code.state = Stored::Superseded;
        }
        let not_after = state.now + self.validity;
        let code = Code { state: Stored::Pending, tries: 0, uses: 0, not_after };
        state.codes.insert(number, code);
        Answer::Issued
    }

    fn present(&self, state: &mut State, redeem: bool, number: u32) -> Answer {
        let now = state.now;
        // A code that is not issued yet is like any other text.
        let Some(code) = state.codes.get_mut(&number) else { return self.guess(state) };
        match code.phase(now) {
            "pending" => {
                code.uses += u16::from(redeem);
                if code.uses == self.max_uses {
                    code.state = Stored::Redeemed;
                }
                Answer::Accepted(self.max_uses - code.uses)
            }
            "expired" | "locked" => Answer::Refused,
            _ => self.guess(state),
        }
    }

    fn guess(&self, state: &mut State) -> Answer {
        let now = state.now;
        for code in state.codes.values_mut().filter(|code| code.phase(now) == "pending") {
            code.tries += 1;
            if code.tries >= self.max_tries {
                code.state = Stored::Locked;
            }
        }
        Answer::Refused
    }
}

fn void(state: &mut State, number: u32) -> Answer {
    let now = state.now;
    match state.codes.get_mut(&number) {
        None => Answer::Refused,
        Some(code) if code.is_live() => {
            code.state = Stored::Voided;
            Answer::Done
        }
        Some(code) => Answer::Stands(code.phase(now)),
    }
}

fn inspect(state: &State, number: u32) -> Answer {
    state
        .codes
        .get(&number)
        .map_or(Answer::Refused, |code| Answer::Seen(code.phase(state.now), code.tries, code.uses))
}
