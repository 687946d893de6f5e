//! What becomes of codes that are there, in memory.

use super::tables::{Owner, Record, Tables};
use crate::store::StoredRecord;
use codemint_core::journey::{Change, Search, Transition};
use codemint_core::words::{RecordId, Recorded, State, Timestamp};
use std::cmp::Reverse;

impl Record {
    /// Whether the change can be made.
    pub(super) fn allows(&self, change: &Change) -> bool {
        let same = self.version == change.version;
        match change.transition {
            Transition::Use => same && self.state == State::Pending,
            Transition::Try => self.state == State::Pending,
            Transition::Void => same && self.state.is_live(),
            Transition::Unlock => same && self.state == State::Locked,
        }
    }

    /// Whether the code is over after the change.
    pub(super) fn ends_by(&self, change: &Change) -> bool {
        match change.transition {
            Transition::Use => self.uses.saturating_add(1) == self.new.max_uses,
            Transition::Void => true,
            Transition::Try | Transition::Unlock => false,
        }
    }

    fn stored(&self, id: RecordId) -> StoredRecord {
        let Self { owner, new, state, version, tries, uses, .. } = self;
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
        match change.transition {
            Transition::Use => {
                let over = record.ends_by(change);
                record.uses = record.uses.saturating_add(1);
                if over {
                    record.new.sealed_code = None;
                    self.bury(&change.id, State::Redeemed);
                } else {
                    record.version += 1;
                }
            }
            Transition::Try => {
                record.tries = record.tries.saturating_add(1);
                if record.tries >= record.new.max_tries {
                    record.state = State::Locked;
                    record.version += 1;
                }
            }
            Transition::Void => {
                record.new.sealed_code = None;
                self.bury(&change.id, State::Voided);
                if let Some(place) = self.mail_of.remove(&change.id) {
                    self.outbox.remove(&place);
                }
            }
            Transition::Unlock => {
                record.state = State::Pending;
                record.tries = 0;
                record.version += 1;
            }
        }
    }

    pub(super) fn records_of(&self, owner: &Owner, ended: usize) -> Vec<StoredRecord> {
        let live = self.live_of(owner).map(|(id, record)| record.stored(id));
        let of = self.records.iter().filter(|(_, record)| record.owner == *owner);
        let mut over: Vec<_> = of.filter(|(_, record)| !record.state.is_live()).collect();
        over.sort_unstable_by_key(|(_, record)| Reverse(record.place));
        let over = over.into_iter().take(ended).map(|(id, record)| record.stored(*id));
        live.chain(over).collect()
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
        found.retain(|(_, stored)| wanted(&stored.known, search, now));
        found.sort_unstable_by_key(|(place, _)| Reverse(*place));
        found.into_iter().take(limit).map(|(_, stored)| stored).collect()
    }

    fn place_of(&self, tenant: &str, id: RecordId) -> Option<u64> {
        let record = self.records.get(&id).filter(|record| record.owner.tenant == tenant)?;
        Some(record.place)
    }
}

fn wanted(known: &Recorded, search: &Search, now: Timestamp) -> bool {
    search.subject.as_ref().is_none_or(|subject| subject.as_str() == known.subject)
        && search.purpose.is_none_or(|purpose| purpose == known.purpose)
        && search.phase.is_none_or(|phase| phase == known.phase(now))
        && search.batch.is_none_or(|batch| Some(batch) == known.batch)
}
