//! A stored code whole: everything about it but its digest, and where it stands at a time.

use super::{Code, CodeFormat, Purpose, RecordId, State, Timestamp};
use alloc::string::String;

/// Everything that a store knows of a code.
pub struct Recorded {
    /// Its name.
    pub id: RecordId,
    /// What compare-and-swap compares; grows by one with every change but a counted try.
    pub version: u32,
    /// What it grants.
    pub purpose: Purpose,
    /// Whose it is (canonical key).
    pub subject: String,
    /// Where it stands in the store.
    pub state: State,
    /// When it was made.
    pub created: Timestamp,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Wrong tries so far.
    pub tries: u8,
    /// How many of them lock it.
    pub max_tries: u8,
    /// How often it has been redeemed.
    pub uses: u16,
    /// How often it may be; 0 for as often as wanted while it is valid.
    pub max_uses: u16,
    /// Whether it is never told once more, by anything.
    pub hidden: bool,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
    /// The batch it was issued in.
    pub batch: Option<RecordId>,
    /// Who asked for it.
    pub issuer: String,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON; `None` where the purpose says it all.
    pub terms: Option<String>,
    /// The code itself, where it is held sealed, is not hidden, and was asked to be opened.
    pub code: Option<Code>,
}

/// Where a code stands at a time: its state, and what the time makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It can be redeemed now.
    Pending,
    /// It can be redeemed later.
    NotYetValid,
    /// Its time is over; it was neither redeemed nor revoked before.
    Expired,
    /// All its uses are spent.
    Redeemed,
    /// Revoked by an operator.
    Voided,
    /// A newer code took its place.
    Superseded,
    /// Too many wrong tries.
    Locked,
    /// Its time is over and its value has been removed.
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

    /// The phase of a code in that state at that time. What is neither redeemed nor revoked is
    /// expired once its time is over, locked or not.
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

    /// The name by which the native API knows this phase.
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

    /// The phase of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

impl Recorded {
    /// Where it stands at that time.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        Phase::of(self.state, self.not_before, self.not_after, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_makes_phases_of_states() {
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
