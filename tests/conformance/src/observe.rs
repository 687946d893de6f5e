//! What a host answers to a vector's call, as plain data.

use crate::expected::{Audit, Commit, Issued, Mail, Needs, Superseded};
use crate::host::{Failure, Host};
use crate::vector::{Call, Facts, Fault};
use codemint_core::journey::{self, Planned, Reply, Settlement};

/// What came out of a host.
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
    /// What must be durable first, if the second call was made.
    pub commit: Option<Commit>,
}

/// Puts a call to a host: once, or twice if facts are needed.
///
/// # Errors
/// [`Failure`] when the host gave no answer, the vector has a [`Fault`], or facts are there and
/// not needed, or the other way round.
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
            Ok(Observed::new(Some(needs.into()), reply, Some(commit.into())))
        }
        (Planned::Finished(reply), Some(_)) => {
            let text = String::from_utf8_lossy(reply.body.reveal()).into_owned();
            Err(Fault(format!("there are facts, but nothing is needed: {text}")).into())
        }
        (Planned::Needs(needs), None) => {
            Err(Fault(format!("there are no facts, but needed are {:?}", needs.subjects)).into())
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
            purpose: needs.purpose.name().into(),
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
            issued: commit.issued.iter().map(Issued::from).collect(),
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
            sealed: issued.sealed,
            hidden: issued.hidden,
            max_uses: issued.max_uses,
            note: issued.note.clone(),
            terms: issued.terms.clone(),
        }
    }
}

impl From<&journey::Superseded> for Superseded {
    fn from(old: &journey::Superseded) -> Self {
        Self { id: old.id.to_string(), version: old.version }
    }
}

impl From<journey::MailOrder> for Mail {
    fn from(mail: journey::MailOrder) -> Self {
        Self { issued: mail.issued, to: mail.to }
    }
}

impl From<journey::AuditEntry> for Audit {
    fn from(entry: journey::AuditEntry) -> Self {
        Self { subject: entry.subject, event: entry.event.name().into(), detail: entry.detail }
    }
}
