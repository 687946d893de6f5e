//! What operators do with stored codes: void, unlock, inspect.

use super::verdict::Verdict;
use crate::journey::{AuditEntry, AuditEvent, Change, Commit, Error, Facts, RecordAction, Refusal};
use crate::journey::{OnRecord, Standing, Transition};
use crate::words::{LiveCode, Phase, Recorded, SubjectKey};
use alloc::vec::Vec;

/// Decides on an action on one record.
pub(super) fn record(asked: OnRecord, facts: &Facts, commit: &mut Commit) -> Verdict {
    let OnRecord { id, action, reason: detail } = asked;
    let found = facts.record().map(|found| &found.record);
    let decided = found.ok_or(Refusal::NoSuchRecord).and_then(|record| one(record, action, facts));
    let (event, verdict) = match decided {
        Ok((event, transition)) => {
            let version = found.map_or(0, |record| record.version);
            let change = |transition| Change { id, version, transition };
            commit.changed.extend(transition.map(change));
            (event, Verdict::Record)
        }
        Err(refusal) => (Some(refusal).into(), Verdict::Refused(refusal)),
    };
    commit.audit.push(AuditEntry { record: Some(id), detail, ..AuditEntry::of(None, event) });
    verdict
}

fn one(
    record: &Recorded,
    action: RecordAction,
    facts: &Facts,
) -> Result<(AuditEvent, Option<Transition>), Refusal> {
    let phase = record.phase(facts.now());
    match action {
        RecordAction::Inspect { .. } => Ok((AuditEvent::Inspected, None)),
        RecordAction::Void if record.state.is_live() => {
            Ok((AuditEvent::Voided, Some(Transition::Void)))
        }
        RecordAction::Void => Err(Refusal::NotLive { phase }),
        RecordAction::Unlock if phase == Phase::Locked => {
            Ok((AuditEvent::Unlocked, Some(Transition::Unlock)))
        }
        RecordAction::Unlock => Err(Refusal::NotLocked { phase }),
    }
}

/// Voids all live codes of each subject. A subject that is no longer in the directory can still
/// have some.
pub(super) fn void_all(
    items: Vec<Result<SubjectKey, Error>>,
    facts: &Facts,
    commit: &mut Commit,
) -> Vec<Verdict> {
    let mut rows = (0_u32..).zip(facts.rows());
    let mut decide_one = |item| match item {
        Err(error) => {
            commit.audit.push(AuditEntry::of(None, AuditEvent::NotUnderstood));
            Verdict::NotUnderstood(error)
        }
        Ok(_) => match rows.next() {
            Some((subject, row)) => void_subject(subject, row.standing, facts, commit),
            None => Verdict::Refused(Refusal::Undetermined),
        },
    };
    items.into_iter().map(&mut decide_one).collect()
}

fn void_subject(subject: u32, standing: Standing, facts: &Facts, commit: &mut Commit) -> Verdict {
    let live = facts.live_codes_of(subject);
    if live.is_empty() {
        let refusal = match standing {
            Standing::Active => Refusal::NothingLive,
            Standing::Unavailable => Refusal::Undetermined,
            _ => Refusal::Subject { standing },
        };
        commit.audit.push(AuditEntry::of(Some(subject), Some(refusal).into()));
        return Verdict::Refused(refusal);
    }
    for LiveCode { id, version, .. } in live {
        let (id, version) = (*id, *version);
        commit.changed.push(Change { id, version, transition: Transition::Void });
        let entry = AuditEntry::of(Some(subject), AuditEvent::Voided);
        commit.audit.push(AuditEntry { record: Some(id), ..entry });
    }
    Verdict::Voided(live.len())
}
