//! Needs.

use super::enums::{core_id, core_phase, core_purpose};
use super::http::reply;
use crate::module::bindings::exports::codemint::module::journey as wit;
use crate::module::error::{ModuleError, Nonsense};
use codemint_core::journey::{Given, Needs, Planned, Search, TrailQuery};
use codemint_core::words::{Code, SubjectKey};
use zeroize::Zeroizing;

pub(in crate::module) fn planned(planned: wit::Planned) -> Result<Planned, ModuleError> {
    Ok(match planned {
        wit::Planned::Finished(finished) => Planned::Finished(reply(finished)?),
        wit::Planned::Needs(found) => Planned::Needs(Box::new(needs(found)?)),
    })
}

fn needs(needs: wit::Needs) -> Result<Needs, Nonsense> {
    Ok(Needs {
        purpose: needs.purpose.map(core_purpose),
        tenant: needs.tenant,
        subjects: needs.subjects.into_iter().map(SubjectKey::from_canonical).collect(),
        given: needs.given.into_iter().map(given).collect::<Result<_, _>>()?,
        presented: needs.presented.into_iter().map(code).collect::<Result<_, _>>()?,
        account: needs.account.map(SubjectKey::from_canonical),
        listed: needs.listed,
        record: needs.record.map(core_id),
        opened: needs.opened,
        search: needs.search.map(search),
        trail: needs.trail.map(trail),
        ignored: needs.ignored,
    })
}

fn given(given: wit::Given) -> Result<Given, Nonsense> {
    Ok(Given { subject: given.subject, code: code(given.code)? })
}

fn code(text: String) -> Result<Code, Nonsense> {
    Code::parse(&Zeroizing::new(text)).ok_or(Nonsense::Code)
}

fn search(search: wit::Search) -> Search {
    Search {
        subject: search.subject.map(SubjectKey::from_canonical),
        purpose: search.purpose.map(core_purpose),
        phase: search.phase.map(core_phase),
        batch: search.batch.map(core_id),
        before: search.before.map(core_id),
        limit: search.limit,
    }
}

fn trail(query: wit::TrailQuery) -> TrailQuery {
    TrailQuery {
        record: query.record_id.map(core_id),
        subject: query.subject.map(SubjectKey::from_canonical),
        after: query.after,
        limit: query.limit,
    }
}
