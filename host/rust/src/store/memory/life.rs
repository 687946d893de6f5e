//! Changes to codes, and reading them, in memory.

use super::tables::{Owner, Progress, Record, Tables};
use crate::store::{NewRecord, StoredRecord};
use codemint_core::journey::{Change, Search, Transition};
use codemint_core::words::{RecordId, Recorded, State, Timestamp};
use std::cmp::Reverse;

impl Progress {
    /// The progress after a change of this code; `None` if the change cannot be made. A wrong
    /// attempt ignores the version, and raises it only when it locks.
    pub(super) fn after(self, change: &Change, code: &NewRecord) -> Option<Self> {
        let Self { state, version, .. } = self;
        let is_same = version == change.version;
        match change.transition {
            Transition::Use if is_same && state == State::Pending => {
                let used = Self { uses: self.uses.saturating_add(1), ..self };
                let is_last = code.max_uses > 0 && used.uses >= code.max_uses;
                Some(used.in_state(if is_last { State::Redeemed } else { state }))
            }
            Transition::Try if state == State::Pending => {
                let tried = Self { tries: self.tries.saturating_add(1), ..self };
                let locks = tried.tries >= code.max_tries;
                Some(if locks { tried.in_state(State::Locked) } else { tried })
            }
            Transition::Void if is_same && state.is_live() => Some(self.in_state(State::Voided)),
            Transition::Unlock if is_same && state == State::Locked => {
                Some(Self { tries: 0, ..self }.in_state(State::Pending))
            }
            _ => None,
        }
    }

    /// The next version, in this state.
    pub(super) const fn in_state(self, state: State) -> Self {
        Self { state, version: self.version + 1, ..self }
    }
}

impl Record {
    fn stored(&self, id: RecordId) -> StoredRecord {
        let Self { owner, new, progress, .. } = self;
        let Progress { state, version, tries, uses } = progress;
        StoredRecord {
            known: Recorded {
                id,
                version: *version,
                purpose: owner.purpose,
                subject: owner.subject.clone(),
                state: *state,
                created: id.created(),
                not_before: new.not_before,
                not_after: new.not_after,
                tries: *tries,
                max_tries: new.max_tries,
                uses: *uses,
                max_uses: new.max_uses,
                hidden: new.hidden,
                format: new.format,
                batch: new.batch,
                issuer: new.issuer.clone(),
                note: new.note.clone(),
                terms: new.terms.clone(),
                code: None,
            },
            digest: new.digest.clone(),
            sealed_code: new.sealed_code.clone(),
        }
    }
}

impl Tables {
    /// Makes a change that is allowed.
    pub(super) fn change(&mut self, change: &Change) {
        let Some(record) = self.records.get_mut(&change.id) else { return };
        let Some(progress) = record.progress.after(change, &record.new) else { return };
        record.progress = progress;
        if progress.state.is_live() {
            return;
        }
        record.new.sealed_code = None;
        self.free(&change.id);
        if change.transition == Transition::Void
            && let Some(place) = self.mail_of.remove(&change.id)
        {
            self.outbox.remove(&place);
        }
    }

    pub(super) fn records_of(&self, owner: &Owner, ended: usize) -> Vec<StoredRecord> {
        let live = self.live_of(owner).map(|(id, record)| record.stored(id));
        let of = self.records.iter().filter(|(_, record)| record.owner == *owner);
        let mut others: Vec<_> =
            of.filter(|(_, record)| !record.progress.state.is_live()).collect();
        others.sort_unstable_by_key(|(_, record)| Reverse(record.place));
        let others = others.into_iter().take(ended).map(|(id, record)| record.stored(*id));
        live.chain(others).collect()
    }

    pub(super) fn record(&self, tenant: &str, id: RecordId) -> Option<StoredRecord> {
        let record = self.records.get(&id).filter(|record| record.owner.tenant == tenant)?;
        Some(record.stored(id))
    }

    pub(super) fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Vec<StoredRecord> {
        let of = self.records.iter().filter(|(_, record)| record.owner.tenant == tenant);
        let before = match search.before.map(|id| self.place_of(tenant, id)) {
            None => u64::MAX,
            Some(Some(place)) => place,
            Some(None) => return Vec::new(),
        };
        let of = of.filter(|(_, record)| record.place < before);
        let mut found: Vec<_> = of.map(|(id, record)| (record.place, record.stored(*id))).collect();
        found.retain(|(_, stored)| matches(&stored.known, search, now));
        found.sort_unstable_by_key(|(place, _)| Reverse(*place));
        found.into_iter().take(limit).map(|(_, stored)| stored).collect()
    }

    fn place_of(&self, tenant: &str, id: RecordId) -> Option<u64> {
        let record = self.records.get(&id).filter(|record| record.owner.tenant == tenant)?;
        Some(record.place)
    }
}

fn matches(known: &Recorded, search: &Search, now: Timestamp) -> bool {
    search.subject.as_ref().is_none_or(|subject| subject.as_str() == known.subject)
        && search.purpose.is_none_or(|purpose| purpose == known.purpose)
        && search.phase.is_none_or(|phase| phase == known.phase(now))
        && search.batch.is_none_or(|batch| Some(batch) == known.batch)
}
