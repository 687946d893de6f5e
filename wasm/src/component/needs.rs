//! Converts the needs.

use super::bindings::exports::codemint::module::journey as wit;
use super::enums::{phase, purpose, record_id};
use alloc::{string::String, vec::Vec};
use codemint_core::journey::{Needs, Search, TrailQuery};
use codemint_core::words::SubjectKey;

pub(super) fn needs(needs: Needs) -> wit::Needs {
    let given = needs.given.iter();
    let given = given
        .map(|given| wit::Given { subject: given.subject, code: given.code.reveal().into() })
        .collect();
    wit::Needs {
        purpose: needs.purpose.map(purpose),
        tenant: needs.tenant,
        subjects: strings(needs.subjects),
        given,
        presented: needs.presented.iter().map(|code| code.reveal().into()).collect(),
        account: needs.account.map(SubjectKey::into_string),
        listed: needs.listed,
        record: needs.record.map(record_id),
        opened: needs.opened,
        search: needs.search.map(search),
        trail: needs.trail.map(trail),
        ignored: needs.ignored,
    }
}

fn strings(subjects: Vec<SubjectKey>) -> Vec<String> {
    subjects.into_iter().map(SubjectKey::into_string).collect()
}

fn search(search: Search) -> wit::Search {
    wit::Search {
        subject: search.subject.map(SubjectKey::into_string),
        purpose: search.purpose.map(purpose),
        phase: search.phase.map(phase),
        batch: search.batch.map(record_id),
        before: search.before.map(record_id),
        limit: search.limit,
    }
}

fn trail(query: TrailQuery) -> wit::TrailQuery {
    wit::TrailQuery {
        record_id: query.record.map(record_id),
        subject: query.subject.map(SubjectKey::into_string),
        after: query.after,
        limit: query.limit,
    }
}
