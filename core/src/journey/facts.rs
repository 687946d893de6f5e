//! What the host found, by position.

use super::{Action, AuditEvent, Request};
use crate::offline::DeviceKey;
use crate::words::{Code, LiveCode, Policy, Purpose, RecordId, Recorded, Seed, Timestamp};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// What the host looked up, not yet held against the request.
pub struct Findings {
    /// The host's time.
    pub now: Timestamp,
    /// The randomness of this settlement; never used for another.
    pub seed: Seed,
    /// The rules in force for the tenant and the purpose, where the needs name a purpose.
    pub policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    pub rows: Vec<SubjectRow>,
    /// The subjects' live codes of the purpose, in the order of their subjects.
    pub live: Vec<LiveCode>,
    /// For each given text of the needs, in their order, the position in `live` of the code that
    /// it is, if it is any of its subject's.
    pub matches: Vec<Option<u32>>,
    /// What was found of the account and the computer, where the needs name an account.
    pub elevation: Option<Elevating>,
    /// The first subject's codes, where the needs ask for them, the oldest first.
    pub listed: Vec<Listed>,
    /// The record that the needs name, or the one that a presented text is the code of: a live one,
    /// or else one that was live.
    pub record: Option<Found>,
    /// The records that were searched.
    pub page: Vec<Recorded>,
    /// The entries of the audit trail that were asked for.
    pub trail: Vec<TrailLine>,
    /// Whether there are more records or entries after these.
    pub more: bool,
}

/// A record, and how it was found.
pub struct Found {
    /// The record.
    pub record: Recorded,
    /// Which of the presented texts its code is; 0 where the record was asked for by name.
    pub text: u32,
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// Its number: entries of one store count up.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub actor: String,
    /// What codes it was about, if about any.
    pub purpose: Option<Purpose>,
    /// Whom it was about, if that was understood (canonical key).
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record it was about.
    pub record: Option<RecordId>,
    /// More about it.
    pub detail: Option<String>,
}

/// What is known of an account that wants to raise privileges on a computer.
pub struct Elevating {
    /// The rules that name the account and the computer, or the account and every computer.
    pub rules: Vec<Rule>,
    /// The computer's id in its cloud directory, if it is joined to one.
    pub device: Option<String>,
    /// The computer's own key, if its codes are to be redeemed without a network.
    pub device_key: Option<DeviceKey>,
}

/// One rule of elevation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The spans it allows: bit n for span n.
    pub spans: u16,
    /// The local accounts it allows, in any case.
    pub local_accounts: Vec<String>,
    /// Whether it applies by the device's id, so that a request must give it.
    pub by_device: bool,
}

/// A stored code, told once more.
pub struct Listed {
    /// Its text; `None` where it is hidden or was not kept.
    pub code: Option<Code>,
    /// When it was made.
    pub created: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its remark.
    pub note: Option<String>,
    /// Who asked for it.
    pub issuer: String,
}

/// Findings that fit a request; only [`Facts::answering`] makes them.
pub struct Facts {
    found: Findings,
    policy: Policy,
}

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
    /// Not one answer for each given text, or one that names a code that is not its subject's.
    Matches,
    /// Nothing about the account that was asked for, or something about one that was not.
    Elevation,
    /// No policy where one was asked for.
    Policy,
    /// A record, a page or a trail that was not asked for, or another one than was.
    Record,
}

impl Findings {
    /// Findings of a host that was asked about nobody.
    #[must_use]
    pub const fn of(now: Timestamp, seed: Seed, policy: Option<Policy>) -> Self {
        Self {
            now,
            seed,
            policy,
            rows: Vec::new(),
            live: Vec::new(),
            matches: Vec::new(),
            elevation: None,
            listed: Vec::new(),
            record: None,
            page: Vec::new(),
            trail: Vec::new(),
            more: false,
        }
    }
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
