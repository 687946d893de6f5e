//! What the host found, held against what it was asked.

use super::{Action, Elevating, Findings, Found, Listed, Request, SubjectRow, TrailLine};
use crate::words::{LiveCode, Policy, Recorded, Seed, Tick, Timestamp};
use core::fmt;

/// Findings that fit a request; only [`Facts::answering`] makes them.
pub struct Facts {
    found: Findings,
    policy: Policy,
}

/// Why facts do not fit a request: the host is broken, and nothing may be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Not one row for each subject.
    Rows {
        /// How many rows came.
        rows: usize,
        /// How many subjects were asked about.
        subjects: usize,
    },
    /// A live code belongs to no subject, is not live, or stands out of order.
    LiveCodes,
    /// Not one answer for each given text, or one that names a code that is not its subject's.
    Matches,
    /// Nothing about the account that was asked for, or something about one that was not.
    Elevation,
    /// No policy where one was asked for.
    Policy,
    /// A record, a page or a trail that was not asked for, or another one than was.
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
        if !record_fits(request, &findings) {
            return Err(Mismatch::Record);
        }
        let policy = match (findings.policy.take(), request.purpose) {
            (Some(policy), _) => policy,
            (None, None) => Policy::nothing(),
            (None, Some(_)) => return Err(Mismatch::Policy),
        };
        Ok(Self { found: findings, policy })
    }

    /// The record that was asked for, or that a presented text is the code of.
    #[must_use]
    pub const fn record(&self) -> Option<&Found> {
        self.found.record.as_ref()
    }

    /// The records that were searched, and whether there are more.
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

    /// Where within that second.
    #[must_use]
    pub const fn tick(&self) -> Tick {
        self.found.tick
    }

    /// The randomness of this settlement.
    #[must_use]
    pub const fn seed(&self) -> &Seed {
        &self.found.seed
    }

    /// The rules in force; where no purpose was named, some that allow nothing.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// One row for each subject, in order.
    #[must_use]
    pub fn rows(&self) -> &[SubjectRow] {
        &self.found.rows
    }

    /// What is known of the account that wants to raise privileges.
    #[must_use]
    pub const fn elevating(&self) -> Option<&Elevating> {
        self.found.elevation.as_ref()
    }

    /// The codes that are to be told.
    #[must_use]
    pub fn listed(&self) -> &[Listed] {
        &self.found.listed
    }

    /// The live code that the n-th given text is, if it is any.
    #[must_use]
    pub fn matched(&self, given: usize) -> Option<&LiveCode> {
        self.found.live.get(*self.found.matches.get(given)?.as_ref()? as usize)
    }

    /// The live codes of the subject at that position.
    #[must_use]
    pub fn live_codes_of(&self, subject: u32) -> &[LiveCode] {
        let from = self.found.live.partition_point(|code| code.subject < subject);
        let to = self.found.live.partition_point(|code| code.subject <= subject);
        self.found.live.get(from..to).unwrap_or_default()
    }
}

/// Whether there is one answer for each given text, and each names a code of its own subject.
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

/// Whether what was found beside the subjects is what was asked for.
fn record_fits(request: &Request, findings: &Findings) -> bool {
    let named = match (&request.action, &findings.record) {
        (Action::Record(asked), Some(found)) => found.record.id == asked.id,
        (Action::Present(_), Some(found)) => Some(found.record.purpose) == request.purpose,
        (_, found) => found.is_none(),
    };
    let page_limit = match &request.action {
        Action::Search(search) => usize::from(search.limit),
        _ => 0,
    };
    named && findings.page.len() <= page_limit
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { rows, subjects } => write!(f, "{rows} rows for {subjects} subjects"),
            Self::LiveCodes => f.write_str("live codes do not fit the subjects"),
            Self::Matches => f.write_str("matches do not fit the given texts"),
            Self::Elevation => f.write_str("what is known of the account does not fit"),
            Self::Policy => f.write_str("there is no policy"),
            Self::Record => f.write_str("a record was found that was not asked for"),
        }
    }
}

impl core::error::Error for Mismatch {}
