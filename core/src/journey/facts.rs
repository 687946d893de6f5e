//! What the host found, by position.

use super::Request;
use crate::words::{LiveCode, Policy, Seed, Timestamp};
use alloc::vec::Vec;
use core::fmt;

/// What the host looked up, not yet held against the request.
pub struct Findings {
    /// The host's time.
    pub now: Timestamp,
    /// The randomness of this settlement; never used for another.
    pub seed: Seed,
    /// The rules in force for the tenant and the purpose.
    pub policy: Policy,
    /// One row for each subject of the needs, in their order.
    pub rows: Vec<SubjectRow>,
    /// The subjects' live codes of the purpose, in the order of their subjects.
    pub live: Vec<LiveCode>,
}

/// Findings that fit a request; only [`Facts::answering`] makes them.
pub struct Facts(Findings);

/// What the directory knows of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// Where the subject stands.
    pub standing: Standing,
    /// Whether its source allows codes of the asked purpose.
    pub purpose_allowed: bool,
    /// Whether the directory knows where it gets mail.
    pub has_mail: bool,
}

/// Where a subject stands in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such subject.
    Unknown,
    /// It is there and may be used.
    Active,
    /// It is switched off.
    Disabled,
    /// It is about to be removed.
    PendingDeletion,
    /// The directory could not tell.
    Unavailable,
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
}

impl Facts {
    /// The findings as facts about `request`.
    ///
    /// # Errors
    /// [`Mismatch`] when they do not fit it.
    pub fn answering(request: &Request, findings: Findings) -> Result<Self, Mismatch> {
        let subjects = request.asks().count();
        if findings.rows.len() != subjects {
            return Err(Mismatch::Rows { rows: findings.rows.len(), subjects });
        }
        let live = &findings.live;
        let known = |code: &LiveCode| (code.subject as usize) < subjects && code.state.is_live();
        if !live.iter().all(known) || !live.is_sorted_by_key(|code| code.subject) {
            return Err(Mismatch::LiveCodes);
        }
        Ok(Self(findings))
    }

    /// The host's time.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.0.now
    }

    /// The randomness of this settlement.
    #[must_use]
    pub const fn seed(&self) -> &Seed {
        &self.0.seed
    }

    /// The rules in force.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// One row for each subject, in order.
    #[must_use]
    pub fn rows(&self) -> &[SubjectRow] {
        &self.0.rows
    }

    /// The live codes of the subject at that position.
    #[must_use]
    pub fn live_codes_of(&self, subject: u32) -> &[LiveCode] {
        let from = self.0.live.partition_point(|code| code.subject < subject);
        let to = self.0.live.partition_point(|code| code.subject <= subject);
        self.0.live.get(from..to).unwrap_or_default()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { rows, subjects } => write!(f, "{rows} rows for {subjects} subjects"),
            Self::LiveCodes => f.write_str("live codes do not fit the subjects"),
        }
    }
}

impl core::error::Error for Mismatch {}
