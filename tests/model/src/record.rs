//! One code and its state.

/// The stored state of a code. `not_yet_valid` and `expired` are computed from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It can be redeemed.
    Pending,
    /// All its uses are spent.
    Redeemed,
    /// It was voided.
    Voided,
    /// A newer code replaced it.
    Superseded,
    /// It had too many failed attempts.
    Locked,
}

/// The API's names of a code's phases, without `removed`.
pub const PHASES: [&str; 7] =
    ["pending", "not_yet_valid", "expired", "redeemed", "voided", "superseded", "locked"];

/// A code that was issued.
#[derive(Clone, Debug)]
pub struct Record {
    /// The index of its tenant in [`crate::TENANTS`].
    pub tenant: usize,
    /// The index of its purpose in [`crate::rules::PURPOSES`].
    pub purpose: usize,
    /// Its subject.
    pub subject: String,
    /// Its ID, once the system has returned it.
    pub id: String,
    /// Its batch, once the system has returned it.
    pub batch: String,
    /// Its text, once the system has returned it.
    pub code: String,
    /// Its stored state.
    pub state: State,
    /// When it was issued.
    pub created: u64,
    /// The first second in which it is valid.
    pub not_before: u64,
    /// The last second in which it is valid.
    pub not_after: u64,
    /// Failed attempts so far.
    pub tries: u8,
    /// Uses so far.
    pub uses: u16,
    /// How often it may be redeemed; 0 for no limit.
    pub max_uses: u16,
}

impl Record {
    /// Whether it still counts as live: pending or locked.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Pending | State::Locked)
    }

    /// Its phase at that time, by the API's name.
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

    /// How often it may still be redeemed; `None` if there is no limit.
    #[must_use]
    pub fn uses_left(&self) -> Option<u16> {
        (self.max_uses != 0).then(|| self.max_uses - self.uses)
    }

    /// Spends a use; the last one makes it redeemed.
    pub const fn spend(&mut self) {
        self.uses = self.uses.saturating_add(1);
        if self.uses == self.max_uses {
            self.state = State::Redeemed;
        }
    }

    /// Counts a failed attempt; the last one locks it.
    pub const fn count_try(&mut self, max: u8) {
        self.tries += 1;
        if self.tries >= max {
            self.state = State::Locked;
        }
    }
}
