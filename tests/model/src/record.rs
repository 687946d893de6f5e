//! One code, and where it stands.

/// What is stored of where a code stands. `not yet valid` and `expired` are computed from time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Can be redeemed.
    Pending,
    /// Its uses are spent.
    Redeemed,
    /// Revoked.
    Voided,
    /// A newer one took its place.
    Superseded,
    /// Its tries are spent.
    Locked,
}

/// The names by which the API knows where a code stands; those that need no removal.
pub const PHASES: [&str; 7] =
    ["pending", "not_yet_valid", "expired", "redeemed", "voided", "superseded", "locked"];

/// A code that was issued.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its tenant's place among [`crate::TENANTS`].
    pub tenant: usize,
    /// What it grants: the place among [`crate::rules::PURPOSES`].
    pub purpose: usize,
    /// Whose it is.
    pub subject: String,
    /// Its name, once the system has said it.
    pub id: String,
    /// Its batch, once the system has said it.
    pub batch: String,
    /// Its text, once the system has said it.
    pub code: String,
    /// Where it stands.
    pub state: State,
    /// When it was issued.
    pub created: u64,
    /// The first second in which it is valid.
    pub not_before: u64,
    /// The last second in which it is valid.
    pub not_after: u64,
    /// Wrong tries so far.
    pub tries: u8,
    /// Uses so far.
    pub uses: u16,
    /// How often it may be redeemed; 0 for as often as wanted.
    pub max_uses: u16,
}

impl Record {
    /// Whether it is still in somebody's way.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Pending | State::Locked)
    }

    /// Where it stands at that time, as the API says it.
    #[must_use]
    pub const fn phase(&self, now: u64) -> &'static str {
        match self.state {
            State::Redeemed => "redeemed",
            State::Voided => "voided",
            State::Superseded => "superseded",
            State::Pending | State::Locked if now > self.not_after => "expired",
            State::Locked => "locked",
            State::Pending if now < self.not_before => "not_yet_valid",
            State::Pending => "pending",
        }
    }

    /// How often it may be redeemed still; `None` where that is not counted.
    #[must_use]
    pub fn uses_left(&self) -> Option<u16> {
        (self.max_uses != 0).then(|| self.max_uses - self.uses)
    }

    /// Spends a use; with the last one it is over.
    pub const fn spend(&mut self) {
        self.uses = self.uses.saturating_add(1);
        if self.uses == self.max_uses {
            self.state = State::Redeemed;
        }
    }

    /// Counts a wrong try; the last one locks it.
    pub const fn count_try(&mut self, max: u8) {
        self.tries += 1;
        if self.tries >= max {
            self.state = State::Locked;
        }
    }
}
