//! A stored code: everything about it except its digest, and its phase at a time.

use super::{Code, CodeFormat, Purpose, RecordId, State, Timestamp};
use alloc::string::String;

/// Everything about a stored code except its digest.
pub struct Recorded {
    /// The ID.
    pub id: RecordId,
    /// The version that compare-and-swap compares. Grows by one with every change except a failed
    /// attempt that does not lock the code.
    pub version: u32,
    /// What it grants.
    pub purpose: Purpose,
    /// The canonical key of its subject.
    pub subject: String,
    /// The state in the store.
    pub state: State,
    /// When it was issued.
    pub created: Timestamp,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// The number of failed attempts so far.
    pub tries: u8,
    /// The number of failed attempts that lock it.
    pub max_tries: u8,
    /// How often it has been redeemed.
    pub uses: u16,
    /// How often it may be redeemed; 0 for no limit while it is valid.
    pub max_uses: u16,
    /// Whether it is shown only in the answer that issues it, and never again.
    pub hidden: bool,
    /// The format in which it was drawn; `None` if it was not drawn in a policy's format.
    pub format: Option<CodeFormat>,
    /// The batch in which it was issued.
    pub batch: Option<RecordId>,
    /// The operator who requested it.
    pub issuer: String,
    /// A note that is shown with it.
    pub note: Option<String>,
    /// The exact terms that it grants, as JSON; `None` if the purpose says everything.
    pub terms: Option<String>,
    /// The code itself, if it was requested, is revealable and is not hidden.
    pub code: Option<Code>,
}

/// The phase of a code at a time: its state, combined with its validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It can be redeemed now.
    Pending,
    /// It can be redeemed later.
    NotYetValid,
    /// Its validity has ended; it was pending or locked until then.
    Expired,
    /// Redeemed as often as allowed.
    Redeemed,
    /// Voided by an operator.
    Voided,
    /// Replaced by a newer code.
    Superseded,
    /// Locked after too many failed attempts.
    Locked,
    /// Expired, and its value was removed.
    Removed,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::NotYetValid,
        Self::Expired,
        Self::Redeemed,
        Self::Voided,
        Self::Superseded,
        Self::Locked,
        Self::Removed,
    ];

    /// The phase at `now` of a code in that state. A pending or locked code is expired after
    /// `not_after`.
    #[must_use]
    pub fn of(state: State, not_before: Timestamp, not_after: Timestamp, now: Timestamp) -> Self {
        match state {
            State::Redeemed => Self::Redeemed,
            State::Voided => Self::Voided,
            State::Superseded => Self::Superseded,
            State::Removed => Self::Removed,
            State::Pending | State::Locked if now > not_after => Self::Expired,
            State::Locked => Self::Locked,
            State::Pending if now < not_before => Self::NotYetValid,
            State::Pending => Self::Pending,
        }
    }

    /// The name of this phase in the native API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
            Self::Redeemed => "redeemed",
            Self::Voided => "voided",
            Self::Superseded => "superseded",
            Self::Locked => "locked",
            Self::Removed => "removed",
        }
    }

    /// The phase with that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

impl Recorded {
    /// Its phase at that time.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        Phase::of(self.state, self.not_before, self.not_after, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_depends_on_state_and_time() {
        let at = |seconds| Timestamp::from_seconds(seconds).unwrap();
        let phase = |state, now| Phase::of(state, at(10), at(20), at(now));
        for (state, before, in_time, after) in [
            (State::Pending, Phase::NotYetValid, Phase::Pending, Phase::Expired),
            (State::Locked, Phase::Locked, Phase::Locked, Phase::Expired),
            (State::Redeemed, Phase::Redeemed, Phase::Redeemed, Phase::Redeemed),
            (State::Voided, Phase::Voided, Phase::Voided, Phase::Voided),
        ] {
            let found = [9, 10, 20, 21].map(|now| phase(state, now));
            assert_eq!(found, [before, in_time, in_time, after]);
        }
        for phase in Phase::ALL {
            assert_eq!(Phase::named(phase.name()), Some(phase));
        }
        assert_eq!(Phase::named("live"), None);
    }
}
