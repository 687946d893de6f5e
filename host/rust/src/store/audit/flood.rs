//! Limits on what anonymous calls add to the trail.
//!
//! A public route can be called by anyone, and every failure is recorded. So that such calls cannot
//! fill the trail:
//!
//! - the texts of such an entry are truncated: the actor to 64 bytes, subject and detail to 256
//!   each. A truncated text ends with `…`;
//! - of the failures of one kind (event) that a tenant has within an interval of 60 seconds, the
//!   first 30 have entries of their own. The others are counted, durably and in the transaction of
//!   the write that they belong to. With the first write after the interval, one entry adds the
//!   count to the trail: its event is that of the failures, it has no subject, record or purpose,
//!   and its detail is `{"count":…,"since":…,"seconds":60}`: the number of failures, and the second
//!   in which the interval began.
//!
//! A success always has an entry of its own. The effect of a wrong code on the code that was tried
//! is never lost either: it is in that code's record. Until a count is in the trail the chain does
//! not cover it; then it is at the end of the trail, like every entry after the last checkpoint.

use crate::store::AuditRow;
use codemint_core::journey::AuditEvent;
use codemint_core::words::Timestamp;

/// The length of an interval, in seconds.
pub(in crate::store) const INTERVAL: u32 = 60;

/// How many failures of one kind have entries of their own within an interval.
const MAX_WRITTEN: u64 = 30;

/// The maximum length of the actor in an entry of an anonymous call, in bytes.
const MAX_ACTOR: usize = 64;

/// The maximum length of subject and detail in an entry of an anonymous call, in bytes.
const MAX_TEXT: usize = 256;

/// Failures of one kind within an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Flood {
    /// When the interval began.
    pub(in crate::store) since: Timestamp,
    /// How many have entries of their own.
    pub(in crate::store) written: u64,
    /// How many have none: they are counted.
    pub(in crate::store) held: u64,
    /// Who caused the first of them.
    pub(in crate::store) actor: String,
}

impl Flood {
    /// Begins an interval.
    pub(in crate::store) fn begin(since: Timestamp, actor: &str) -> Self {
        Self { since, written: 0, held: 0, actor: actor.to_owned() }
    }

    /// Whether the interval has ended at that time. While the clock is behind it continues.
    pub(in crate::store) fn has_ended(&self, at: Timestamp) -> bool {
        at >= self.since.plus(INTERVAL)
    }

    /// Counts one more failure; whether it has an entry of its own.
    pub(in crate::store) const fn count(&mut self) -> bool {
        let is_written = self.written < MAX_WRITTEN;
        if is_written {
            self.written += 1;
        } else {
            self.held = self.held.saturating_add(1);
        }
        is_written
    }

    /// The entry that adds the count to the trail; `None` for a count of 0.
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

/// Whether an event is a success, which is never counted instead of recorded.
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

/// The entry of an anonymous call, with its texts truncated.
pub(in crate::store) fn truncated(row: &AuditRow) -> AuditRow {
    let text = |text: &Option<String>| text.as_deref().map(|text| cut(text, MAX_TEXT));
    AuditRow {
        actor: cut(&row.actor, MAX_ACTOR),
        subject: text(&row.subject),
        detail: text(&row.detail),
        ..row.clone()
    }
}

fn cut(text: &str, max: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= max {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(max.saturating_sub(MARK.len()));
    format!("{}{MARK}", text.get(..end).unwrap_or_default())
}
