//! What a flood of anonymous calls may leave in the trail.
//!
//! Anybody may call a public route, and every failure is recorded. So that nobody fills the trail:
//!
//! - the texts of such an entry are cut: the actor to 64 bytes, subject and detail to 256 each. What
//!   was cut ends with `…`;
//! - of the failures of one kind (event) that a tenant has within an interval of 60 seconds, the
//!   first 30 have entries of their own. The others are counted, durably and in the transaction of
//!   the write that they belong to. With the first write after the interval, one entry takes the
//!   count into the trail: its event is that of the failures, it is about no subject, record or
//!   purpose, and its detail is `{"count":…,"since":…,"seconds":60}`: how many, and the second in
//!   which the interval began.
//!
//! A success is never counted instead of recorded. Neither is what a wrong code does to the code that
//! was tried: that is in its record. Until a count is in the trail no chain vouches for it; it is
//! then at the end of the trail, as entries after the last checkpoint are.

use crate::store::AuditRow;
use codemint_core::journey::AuditEvent;
use codemint_core::words::Timestamp;

/// How long an interval is, in seconds.
pub(in crate::store) const INTERVAL: u32 = 60;

/// How many failures of one kind have entries of their own within an interval.
pub(in crate::store) const MOST: u64 = 30;

/// The most bytes of an actor's name in an entry of an anonymous call.
const ACTOR: usize = 64;

/// The most bytes of a subject or a detail in an entry of an anonymous call.
const TEXT: usize = 256;

/// Failures of one kind within an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Flood {
    /// When the interval began.
    pub(in crate::store) since: Timestamp,
    /// How many have entries of their own.
    pub(in crate::store) written: u64,
    /// How many have none.
    pub(in crate::store) held: u64,
    /// Who caused the first of them.
    pub(in crate::store) actor: String,
}

impl Flood {
    /// An interval in which nothing has happened yet.
    pub(in crate::store) fn begun(since: Timestamp, actor: &str) -> Self {
        Self { since, written: 0, held: 0, actor: actor.to_owned() }
    }

    /// Whether the interval is over at that time. Where the clock goes back it goes on.
    pub(in crate::store) fn is_over(&self, at: Timestamp) -> bool {
        at >= self.since.plus(INTERVAL)
    }

    /// Counts one more; whether it has an entry of its own.
    pub(in crate::store) const fn count(&mut self) -> bool {
        let is_written = self.written < MOST;
        if is_written {
            self.written += 1;
        } else {
            self.held = self.held.saturating_add(1);
        }
        is_written
    }

    /// The entry that takes the count into the trail, where there is one.
    pub(in crate::store) fn entry(&self, event: AuditEvent, at: Timestamp) -> Option<AuditRow> {
        let Self { since, held, actor, .. } = self;
        let since = since.seconds();
        let detail = format!(r#"{{"count":{held},"since":{since},"seconds":{INTERVAL}}}"#);
        (*held > 0).then(|| AuditRow {
            at,
            actor: actor.clone(),
            subject: None,
            event,
            record: None,
            detail: Some(detail),
        })
    }
}

/// Whether an entry is of something that was done, which is never counted instead.
pub(in crate::store) const fn is_success(event: AuditEvent) -> bool {
    use AuditEvent as E;
    matches!(
        event,
        E::Issued
            | E::Listed
            | E::Redeemed
            | E::Checked
            | E::Voided
            | E::Unlocked
            | E::Inspected
            | E::Searched
            | E::TrailRead
    )
}

/// The entry of an anonymous call, its texts cut.
pub(in crate::store) fn bounded(row: &AuditRow) -> AuditRow {
    let text = |text: &Option<String>| text.as_deref().map(|text| cut(text, TEXT));
    AuditRow {
        actor: cut(&row.actor, ACTOR),
        subject: text(&row.subject),
        detail: text(&row.detail),
        ..row.clone()
    }
}

fn cut(text: &str, most: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most.saturating_sub(MARK.len()));
    format!("{}{MARK}", text.get(..end).unwrap_or_default())
}
