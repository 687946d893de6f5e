//! Looking up stored records, by ID, by a presented code or by a search, and the audit trail.

use super::error::IssueError;
use super::parts::{Asked, Issuer};
use crate::keys::{Binding, Digests, Keys};
use crate::store::{AuditFilter, AuditLine, AuditRow, StoredRecord};
use codemint_core::journey::{Found, TrailLine};
use codemint_core::words::{Code, Recorded, Timestamp};
use std::hint::black_box;

/// With how many expired or used codes a presented code is compared, so that the audit trail can
/// say what it was.
const ENDED: usize = 16;

/// The least number of stored digests that a presented code is compared with: room for all ended
/// codes and a few live ones. If the subject has fewer, or does not exist, the rest are digests
/// that no code has.
const COMPARED: usize = ENDED + 4;

impl Issuer {
    /// The record that the needs name, or whose code was presented.
    pub(super) async fn record_of(&self, asked: Asked<'_>) -> Result<Option<Found>, IssueError> {
        let Asked { tenant, needs, .. } = asked;
        if let Some(id) = needs.record {
            let Some(stored) = self.store.record(tenant, id).await? else { return Ok(None) };
            let record = if needs.opened { self.opened(tenant, stored)? } else { stored.known };
            return Ok(Some(Found { record, text: 0 }));
        }
        self.presented(asked).await
    }

    /// Compares each presented code with each stored one, even after a match, and with at least
    /// [`COMPARED`] digests: timing must not reveal which one matched or whether any exist.
    async fn presented(&self, asked: Asked<'_>) -> Result<Option<Found>, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let (Some(purpose), Some(subject)) = (needs.purpose, subjects.first()) else {
            return Ok(None);
        };
        if needs.presented.is_empty() {
            return Ok(None);
        }
        let records = self.store.records_of(tenant, purpose, subject, ENDED).await?;
        let binding = Binding { tenant, purpose, subject };
        let digests: Vec<Digests> =
            needs.presented.iter().map(|code| self.keys.digests(binding, code)).collect();
        let compare = |stored: &[u8], digests: &[Digests]| match Keys::carries_name(stored) {
            true => self.text_by_name(stored, binding, &needs.presented),
            false => text_of(stored, digests),
        };
        let texts: Vec<Option<u32>> =
            records.iter().map(|stored| compare(&stored.digest, &digests)).collect();
        for _ in records.len()..COMPARED {
            black_box(text_of(&Digests::NONE, &digests));
        }
        let mut found = records
            .into_iter()
            .zip(texts)
            .filter_map(|(stored, text)| Some(Found { record: stored.known, text: text? }));
        // Live records come first: the code of an ended one may have been drawn again.
        Ok(found.next())
    }

    /// Which of the presented codes matches a digest that carries the subject's name. All are
    /// compared.
    fn text_by_name(&self, stored: &[u8], binding: Binding<'_>, texts: &[Code]) -> Option<u32> {
        let same =
            |(place, text): (u32, &Code)| self.keys.matches(stored, binding, text).then_some(place);
        (0..).zip(texts).map(same).fold(None, |found, text| found.or(text))
    }

    /// A record with its code, if that is stored and may be shown.
    pub(super) fn opened(
        &self,
        tenant: &str,
        stored: StoredRecord,
    ) -> Result<Recorded, IssueError> {
        let StoredRecord { known, sealed_code, .. } = stored;
        let sealed = sealed_code.filter(|_| !known.hidden);
        let code = sealed.map(|sealed| self.keys.unseal(tenant, known.id, &sealed)).transpose()?;
        Ok(Recorded { code, ..known })
    }

    /// A page of the records that a search finds, and whether there are more.
    pub(super) async fn page(
        &self,
        asked: Asked<'_>,
        now: Timestamp,
    ) -> Result<(Vec<Recorded>, bool), IssueError> {
        let Some(search) = &asked.needs.search else { return Ok((Vec::new(), false)) };
        let limit = usize::from(search.limit);
        let found = self.store.search(asked.tenant, search, now, limit + 1).await?;
        let more = found.len() > limit;
        Ok((found.into_iter().take(limit).map(|stored| stored.known).collect(), more))
    }

    /// The requested entries of the audit trail; sets `more` if there are more.
    pub(super) async fn trail(
        &self,
        asked: Asked<'_>,
        more: &mut bool,
    ) -> Result<Vec<TrailLine>, IssueError> {
        let Some(query) = &asked.needs.trail else { return Ok(Vec::new()) };
        let limit = usize::from(query.limit);
        let filter = AuditFilter {
            record: query.record,
            subject: query.subject.as_ref().map(|subject| subject.as_str().to_owned()),
            after: query.after,
            limit: limit + 1,
        };
        let lines = self.store.audit_trail(asked.tenant, &filter).await?;
        *more = lines.len() > limit;
        Ok(lines.into_iter().take(limit).map(line).collect())
    }
}

/// Which of the presented codes a stored digest is of. All are compared.
fn text_of(stored: &[u8], digests: &[Digests]) -> Option<u32> {
    let same = |(place, text): (u32, &Digests)| black_box(text.contain(stored)).then_some(place);
    (0..).zip(digests).map(same).fold(None, |found, text| found.or(text))
}

fn line(AuditLine { seq, purpose, row }: AuditLine) -> TrailLine {
    let AuditRow { at, actor, subject, event, record, detail } = row;
    TrailLine { number: seq, at, actor, purpose, subject, event, record, detail }
}
