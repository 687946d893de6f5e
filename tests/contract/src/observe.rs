//! A host's answer to a vector's call, as plain data.

use crate::expected::{Audit, Changed, Commit, Issued, Mail, Needs, Search, Superseded, Trail};
use crate::host::{Failure, Host};
use crate::vector::{Call, Facts, Fault};
use codemint_core::journey::{self, Planned, Reply, Settlement};
use codemint_core::words;

/// A host's answer.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The answer of the first call, if it did not finish the request.
    pub needs: Option<Needs>,
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// What must be durable before the reply is sent, if the second call was made.
    pub commit: Option<Commit>,
}

/// Runs a call on a host: once, or twice if facts are needed.
///
/// # Errors
/// [`Failure`] when the host returned no answer, the vector has a [`Fault`], or the vector has
/// facts that are not needed, or lacks facts that are.
pub fn observe(
    host: &mut impl Host,
    call: &Call,
    facts: Option<&Facts>,
) -> Result<Observed, Failure> {
    let body = call.body()?;
    let path = call.path();
    let core_call = call.core(&path, &body)?;
    match (host.plan(&core_call)?, facts) {
        (Planned::Finished(reply), None) => Ok(Observed::new(None, reply, None)),
        (Planned::Needs(needs), Some(facts)) => {
            let Settlement { reply, commit } = host.settle(&core_call, facts.findings()?)?;
            let mut commit = Commit::from(commit);
            let usual = facts.rules()?.map(|rules| rules.format().number());
            for issued in &mut commit.issued {
                issued.format = issued.format.filter(|format| Some(*format) != usual);
            }
            Ok(Observed::new(Some((*needs).into()), reply, Some(commit)))
        }
        (Planned::Finished(reply), Some(_)) => {
            let text = String::from_utf8_lossy(reply.body.reveal()).into_owned();
            Err(Fault(format!("the vector has facts, but the host needs none: {text}")).into())
        }
        (Planned::Needs(needs), None) => {
            Err(Fault(format!("the vector has no facts, but the host needs {:?}", needs.subjects))
                .into())
        }
    }
}

impl Observed {
    fn new(needs: Option<Needs>, reply: Reply, commit: Option<Commit>) -> Self {
        Self {
            needs,
            status: reply.status,
            content_type: reply.content_type.into_owned(),
            body: reply.body.into_revealed(),
            commit,
        }
    }
}

impl From<journey::Needs> for Needs {
    fn from(needs: journey::Needs) -> Self {
        Self {
            purpose: needs.purpose.map(|purpose| purpose.name().into()),
            tenant: needs.tenant,
            presented: needs.presented.iter().map(|code| code.reveal().into()).collect(),
            record: needs.record.map(|id| id.to_string()),
            opened: needs.opened,
            search: needs.search.map(Search::from),
            trail: needs.trail.map(Trail::from),
            subjects: needs.subjects.into_iter().map(|subject| subject.into_string()).collect(),
            given: needs
                .given
                .iter()
                .map(|given| (given.subject, given.code.reveal().to_owned()))
                .collect(),
            account: needs.account.map(|account| account.into_string()),
            listed: needs.listed,
            ignored: needs.ignored,
        }
    }
}

impl From<journey::Commit> for Commit {
    fn from(commit: journey::Commit) -> Self {
        Self {
            batch: commit.batch.map(|id| id.to_string()),
            issued: commit.issued.iter().map(Issued::from).collect(),
            changed: commit.changed.iter().map(Changed::from).collect(),
            superseded: commit.superseded.iter().map(Superseded::from).collect(),
            mails: commit.mails.into_iter().map(Mail::from).collect(),
            audit: commit.audit.into_iter().map(Audit::from).collect(),
        }
    }
}

impl From<&journey::Issued> for Issued {
    fn from(issued: &journey::Issued) -> Self {
        Self {
            subject: issued.subject,
            id: issued.id.to_string(),
            not_before: issued.not_before.seconds(),
            not_after: issued.not_after.seconds(),
            max_tries: issued.max_tries,
            code: issued.code.reveal().into(),
            several: issued.several,
            revealable: issued.revealable,
            hidden: issued.hidden,
            max_uses: issued.max_uses,
            note: issued.note.clone(),
            terms: issued.terms.clone(),
            format: Some(issued.format.map_or(0, words::CodeFormat::number)),
        }
    }
}

impl From<&journey::Superseded> for Superseded {
    fn from(old: &journey::Superseded) -> Self {
        Self { id: old.id.to_string(), version: old.version }
    }
}

impl From<&journey::Change> for Changed {
    fn from(change: &journey::Change) -> Self {
        let transition = match change.transition {
            journey::Transition::Use => "use",
            journey::Transition::Try => "try",
            journey::Transition::Void => "void",
            journey::Transition::Unlock => "unlock",
        };
        let (id, transition) = (change.id.to_string(), transition.into());
        Self { id, version: change.version, transition }
    }
}

impl From<journey::Search> for Search {
    fn from(search: journey::Search) -> Self {
        Self {
            subject: search.subject.map(words::SubjectKey::into_string),
            purpose: search.purpose.map(|purpose| purpose.name().into()),
            phase: search.phase.map(|phase| phase.name().into()),
            batch: search.batch.map(|id| id.to_string()),
            before: search.before.map(|id| id.to_string()),
            limit: search.limit,
        }
    }
}

impl From<journey::TrailQuery> for Trail {
    fn from(query: journey::TrailQuery) -> Self {
        Self {
            record: query.record.map(|id| id.to_string()),
            subject: query.subject.map(words::SubjectKey::into_string),
            after: query.after,
            limit: query.limit,
        }
    }
}

impl From<journey::MailOrder> for Mail {
    fn from(mail: journey::MailOrder) -> Self {
        Self { issued: mail.issued, to: mail.to }
    }
}

impl From<journey::AuditEntry> for Audit {
    fn from(entry: journey::AuditEntry) -> Self {
        Self {
            subject: entry.subject,
            event: entry.event.name().into(),
            record: entry.record.map(|id| id.to_string()),
            detail: entry.detail,
        }
    }
}
