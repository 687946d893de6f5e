//! The host's findings, checked against the request.

use super::{
    Action, Elevating, Findings, Found, Listed, Needs, OnRecord, RecordAction, Request, SubjectRow,
    TrailLine,
};
use crate::words::{LiveCode, Policy, Recorded, Seed, Tick, Timestamp};
use core::fmt;

/// Findings that fit a request; only [`Facts::answering`] makes them.
pub struct Facts {
    found: Findings,
    policy: Policy,
}

/// Why findings do not fit a request. This is a bug of the host; nothing is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// There is not exactly one row for each subject.
    Rows {
        /// How many rows there are.
        rows: usize,
        /// How many subjects the request has.
        subjects: usize,
    },
    /// A live code belongs to no subject, is not live, or is out of order.
    LiveCodes,
    /// There is not exactly one answer for each given text, or an answer refers to a code of
    /// another subject.
    Matches,
    /// The account's rules are missing, or were not requested.
    Elevation,
    /// The policy is missing.
    Policy,
    /// A record, a list, a page or a trail was not requested, is not the requested record, or is
    /// too long.
    Record,
}

impl Facts {
    /// The findings as facts about `request`.
    ///
    /// # Errors
    /// [`Mismatch`] when they do not fit it.
    pub fn answering(request: &Request, mut findings: Findings) -> Result<Self, Mismatch> {
        let subjects = request.subjects();
        if findings.rows.len() != subjects {
            return Err(Mismatch::Rows { rows: findings.rows.len(), subjects });
        }
        let live = &findings.live;
        let known = |code: &LiveCode| (code.subject as usize) < subjects && code.state.is_live();
        if !live.iter().all(known) || !live.is_sorted_by_key(|code| code.subject) {
            return Err(Mismatch::LiveCodes);
        }
        if !matches_fit(request, &findings) {
            return Err(Mismatch::Matches);
        }
        if request.asks().any(|ask| ask.elevation.is_some()) != findings.elevation.is_some() {
            return Err(Mismatch::Elevation);
        }
        if !record_fits(request, &findings) || !lists_fit(request, &findings) {
            return Err(Mismatch::Record);
        }
        let policy = match (findings.policy.take(), request.purpose) {
            (Some(policy), _) => policy,
            (None, None) => Policy::nothing(),
            (None, Some(_)) => return Err(Mismatch::Policy),
        };
        Ok(Self { found: findings, policy })
    }

    /// The record that the needs name, or the one whose code was presented.
    #[must_use]
    pub const fn record(&self) -> Option<&Found> {
        self.found.record.as_ref()
    }

    /// The records that were found by a search, and whether there are more.
    #[must_use]
    pub fn page(&self) -> (&[Recorded], bool) {
        (&self.found.page, self.found.more)
    }

    /// The entries of the audit trail, and whether there are more.
    #[must_use]
    pub fn trail(&self) -> (&[TrailLine], bool) {
        (&self.found.trail, self.found.more)
    }

    /// The host's time.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.found.now
    }

    /// The position within that second.
    #[must_use]
    pub const fn tick(&self) -> Tick {
        self.found.tick
    }

    /// The randomness of this settlement.
    #[must_use]
    pub const fn seed(&self) -> &Seed {
        &self.found.seed
    }

    /// The policy in force. Where the request names no purpose, one that allows nothing.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// One row for each subject, in order.
    #[must_use]
    pub fn rows(&self) -> &[SubjectRow] {
        &self.found.rows
    }

    /// What was found about an account that requests an elevation.
    #[must_use]
    pub const fn elevating(&self) -> Option<&Elevating> {
        self.found.elevation.as_ref()
    }

    /// The subject's codes, where the request lists them.
    #[must_use]
    pub fn listed(&self) -> &[Listed] {
        &self.found.listed
    }

    /// The live code that the given text of this number is, if any.
    #[must_use]
    pub fn matched(&self, given: usize) -> Option<&LiveCode> {
        self.found.live.get(*self.found.matches.get(given)?.as_ref()? as usize)
    }

    /// The live codes of the subject at this position.
    #[must_use]
    pub fn live_codes_of(&self, subject: u32) -> &[LiveCode] {
        let from = self.found.live.partition_point(|code| code.subject < subject);
        let to = self.found.live.partition_point(|code| code.subject <= subject);
        self.found.live.get(from..to).unwrap_or_default()
    }
}

/// Whether there is one answer for each given text, and each refers to a code of its own subject.
fn matches_fit(request: &Request, findings: &Findings) -> bool {
    let asks = (0..).zip(request.asks());
    let mut given = asks.filter(|(_, ask)| ask.wish.is_some()).map(|(subject, _)| subject);
    let mut fits = findings.matches.iter().map(|found| match (given.next(), found) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(subject), Some(place)) => {
            let code = findings.live.get(*place as usize);
            code.is_some_and(|code| code.subject == subject)
        }
    });
    fits.all(|fits| fits) && given.next().is_none()
}

/// Whether the record is what the request asks for.
fn record_fits(request: &Request, findings: &Findings) -> bool {
    match (&request.action, &findings.record) {
        (Action::Record(asked), Some(found)) => found.record.id == asked.id,
        (Action::Present(_), Some(found)) => Some(found.record.purpose) == request.purpose,
        (_, found) => found.is_none(),
    }
}

/// Whether the subject's codes, the page and the trail are no more than the request asks for.
fn lists_fit(request: &Request, findings: &Findings) -> bool {
    let (page_limit, trail_limit) = match &request.action {
        Action::Search(search) => (search.limit, 0),
        Action::ReadTrail(query) => (0, query.limit),
        Action::Record(OnRecord { action: RecordAction::Inspect { .. }, .. }) => {
            (0, Needs::HISTORY)
        }
        _ => (0, 0),
    };
    (findings.listed.is_empty() || matches!(request.action, Action::List(_)))
        && findings.page.len() <= usize::from(page_limit)
        && findings.trail.len() <= usize::from(trail_limit)
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { rows, subjects } => write!(f, "{rows} rows for {subjects} subjects"),
            Self::LiveCodes => f.write_str("live codes do not fit the subjects"),
            Self::Matches => f.write_str("matches do not fit the given texts"),
            Self::Elevation => f.write_str("the elevation does not fit the request"),
            Self::Policy => f.write_str("the policy is missing"),
            Self::Record => {
                f.write_str("a record, a list, a page or a trail does not fit the request")
            }
        }
    }
}

impl core::error::Error for Mismatch {}

#[cfg(test)]
mod tests;
