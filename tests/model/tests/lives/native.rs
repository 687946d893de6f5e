//! The core as a library, without a sandbox, in the thinnest possible host: its needs are looked up
//! in a store, and its commits are written there. Codes are stored in plain text, so that no time
//! is spent on digests.

use crate::routes::Routes;
use crate::tenants::{policy, row};
use codemint::journey::{
    AuditEntry, Call, Commit, Findings, Found, Issued, Needs, Planned, Reply, Settlement, TrailLine,
};
use codemint::store::{
    AnswerKey, Applied, AuditFilter, AuditLine, AuditRow, KeptAnswer, NewRecord, Store, Write,
};
use codemint::words::{Code, Policy, Seed, Timestamp};
use codemint_core::engine;
use codemint_model::{Answer, OPERATOR, Request, System, TENANTS};
use futures_executor::block_on;

/// The core over a store.
pub(crate) struct Native<S> {
    store: S,
    routes: Routes,
    clock: Timestamp,
    draws: u64,
}

impl<S: Store> Native<S> {
    pub(crate) fn over(store: S) -> Self {
        let routes = Routes::of(engine::routes().map(|r| (r.dialect, r.method, r.template)));
        Self { store, routes, clock: Timestamp::MAX, draws: 0 }
    }

    fn now(&self) -> Timestamp {
        let latest = block_on(self.store.latest()).unwrap();
        latest.map_or(self.clock, |latest| latest.max(self.clock))
    }

    /// A new seed each time, but the same sequence in every run.
    fn seed(&mut self) -> Seed {
        self.draws += 1;
        Seed::from_words([self.draws, 0, 0, 0]).unwrap()
    }

    fn findings(&mut self, tenant: &str, needs: &Needs) -> Findings {
        let now = self.now();
        let rules = TENANTS.iter().find(|rules| rules.tenant == tenant).unwrap();
        let subjects = subjects(needs);
        let mut findings = Findings::of(now, self.seed(), needs.purpose.map(|_| policy(rules)));
        findings.rows = subjects.iter().map(|subject| row(subject)).collect();
        if let Some(purpose) = needs.purpose {
            findings.live = block_on(self.store.live_codes(tenant, purpose, &subjects)).unwrap();
        }
        findings.record = self.found(tenant, needs, &subjects);
        if let Some(search) = &needs.search {
            let limit = usize::from(search.limit);
            let mut page = block_on(self.store.search(tenant, search, now, limit + 1)).unwrap();
            findings.more = page.len() > limit;
            page.truncate(limit);
            findings.page = page.into_iter().map(|stored| stored.known).collect();
        }
        if let Some(query) = &needs.trail {
            let limit = usize::from(query.limit);
            let subject = query.subject.as_ref().map(|subject| subject.as_str().to_owned());
            let (record, after) = (query.record, query.after);
            let filter = AuditFilter { record, subject, after, limit: limit + 1 };
            let mut lines = block_on(self.store.audit_trail(tenant, &filter)).unwrap();
            findings.more |= lines.len() > limit;
            lines.truncate(limit);
            findings.trail = lines.into_iter().map(line).collect();
        }
        findings
    }

    fn found(&self, tenant: &str, needs: &Needs, subjects: &[String]) -> Option<Found> {
        if let Some(id) = needs.record {
            let stored = block_on(self.store.record(tenant, id)).unwrap()?;
            return Some(Found { record: stored.known, text: 0 });
        }
        let (Some(purpose), Some(subject), [_, ..]) =
            (needs.purpose, subjects.first(), &needs.presented[..])
        else {
            return None;
        };
        let records = block_on(self.store.records_of(tenant, purpose, subject, 16)).unwrap();
        records.into_iter().find_map(|stored| {
            let is = |code: &Code| stored.digest == code.reveal().as_bytes();
            let text = needs.presented.iter().position(is)? as u32;
            Some(Found { record: stored.known, text })
        })
    }

    /// The reply to a request that was understood.
    fn settle(&mut self, call: Call<'_>, needs: &Needs, key: Option<&str>) -> Reply {
        let tenant = needs.tenant.clone().unwrap();
        if !TENANTS.iter().any(|rules| rules.tenant == tenant) {
            let mut findings = Findings::of(self.clock, self.seed(), Some(Policy::nothing()));
            findings.rows = vec![row("nobody")];
            return engine::settle(&call, findings).unwrap().reply;
        }
        let call = Call { tenant: &tenant, ..call };
        // Idempotency keys are usually hashed; here they are stored as they are.
        let key = key.map(|key| AnswerKey { actor: OPERATOR.to_owned(), name: padded(key) });
        let kept = key
            .as_ref()
            .and_then(|key| block_on(self.store.kept_answer(&tenant, key, self.now())).unwrap());
        if let Some(kept) = kept {
            return repeated(call, kept);
        }
        let findings = self.findings(&tenant, needs);
        let (now, subject_of_record) =
            (findings.now, findings.record.as_ref().map(|found| found.record.subject.clone()));
        let purpose = needs.purpose.or(findings.record.as_ref().map(|found| found.record.purpose));
        let Settlement { reply, commit } = engine::settle(&call, findings).unwrap();
        let subjects = subjects(needs);
        let answer = key.map(|key| kept_of(key, call, &reply, now));
        let write = Write {
            tenant: tenant.clone(),
            purpose,
            at: now,
            records: commit.issued.iter().map(|new| record(new, &subjects, &commit)).collect(),
            superseded: commit.superseded.iter().map(|old| (old.id, old.version)).collect(),
            changed: commit.changed.clone(),
            mails: Vec::new(),
            audit: commit
                .audit
                .iter()
                .map(|entry| {
                    audit_row(call.actor, now, entry, &commit, &subjects, &subject_of_record)
                })
                .collect(),
            anonymous: false,
            answer,
        };
        assert_eq!(block_on(self.store.apply(write)).unwrap(), Applied::Done, "no write conflicts");
        reply
    }
}

impl<S: Store> System for Native<S> {
    fn set_clock(&mut self, now: u64) {
        self.clock = Timestamp::from_seconds(now).unwrap();
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let (route, values) = self.routes.find(request.method, path);
        let actor = if request.is_public() { "public" } else { OPERATOR };
        let call = Call { actor, path: &values, query, ..Call::of(route, request.body.as_bytes()) };
        let reply = match engine::plan(&call).unwrap() {
            Planned::Finished(reply) => reply,
            Planned::Needs(needs) => self.settle(call, &needs, request.key.as_deref()),
        };
        let body = String::from_utf8(reply.body.into_revealed()).unwrap();
        Answer { status: reply.status, body }
    }
}

fn subjects(needs: &Needs) -> Vec<String> {
    needs.subjects.iter().map(|key| key.as_str().to_owned()).collect()
}

fn padded(key: &str) -> [u8; 32] {
    let mut name = [0; 32];
    name[..key.len()].copy_from_slice(key.as_bytes());
    name
}

fn kept_of(key: AnswerKey, call: Call<'_>, reply: &Reply, now: Timestamp) -> KeptAnswer {
    KeptAnswer {
        key,
        request: call.body.to_vec(),
        status: reply.status,
        content_type: reply.content_type.clone().into_owned(),
        sealed_body: reply.body.reveal().to_vec(),
        until: now.plus(24 * 60 * 60),
    }
}

fn repeated(call: Call<'_>, kept: KeptAnswer) -> Reply {
    if kept.request != call.body {
        return engine::reject(call.route, codemint::journey::Problem::RepeatDiffers).unwrap();
    }
    let body = codemint::journey::Body::new(kept.sealed_body);
    Reply { status: kept.status, content_type: kept.content_type.into(), body }
}

fn record(new: &Issued, subjects: &[String], commit: &Commit) -> NewRecord {
    NewRecord {
        id: new.id,
        subject: subjects[new.subject as usize].clone(),
        digest: new.code.reveal().as_bytes().to_vec(),
        not_before: new.not_before,
        not_after: new.not_after,
        max_tries: new.max_tries,
        several: new.several,
        sealed_code: None,
        hidden: new.hidden,
        max_uses: new.max_uses,
        note: new.note.clone(),
        terms: new.terms.clone(),
        issuer: OPERATOR.to_owned(),
        format: new.format,
        batch: commit.batch,
        remove_at: None,
    }
}

fn audit_row(
    actor: &str,
    at: Timestamp,
    entry: &AuditEntry,
    commit: &Commit,
    subjects: &[String],
    of_record: &Option<String>,
) -> AuditRow {
    let made = |subject| commit.issued.iter().find(|new| new.subject == subject).map(|new| new.id);
    let subject = entry.subject.map(|place| subjects[place as usize].clone());
    AuditRow {
        at,
        actor: actor.to_owned(),
        subject: subject.or_else(|| of_record.clone().filter(|_| entry.record.is_some())),
        event: entry.event,
        record: entry.record.or_else(|| entry.subject.and_then(made)),
        detail: entry.detail.clone(),
    }
}

fn line(AuditLine { seq, purpose, row }: AuditLine) -> TrailLine {
    let AuditRow { at, actor, subject, event, record, detail } = row;
    TrailLine { number: seq, at, actor, purpose, subject, event, record, detail }
}
