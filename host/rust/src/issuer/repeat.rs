//! Repeated requests: the second is answered as the first was, and nothing is done for it.

use super::{IssueError, Issuer, Request};
use crate::module::Route;
use crate::store::{AnswerKey, KeptAnswer};
use codemint_core::journey::{Body, Reply};
use codemint_core::words::Timestamp;
use sha2::{Digest as _, Sha256};

/// How long an answer is given again, in seconds: a day, as callers of other APIs are used to.
const KEPT: u32 = 24 * 60 * 60;

/// The longest name of a request, in bytes.
const MAX_NAME: usize = 255;

/// A request that has a name.
pub(super) struct Repeat<'a> {
    tenant: &'a str,
    key: AnswerKey,
    /// What is asked: two requests of one name must be the same.
    parts: [&'a [u8]; 4],
}

/// The request by its name, if it has one and its route knows of names.
///
/// # Errors
/// [`IssueError::Repeat`] for a name of no or more than 255 bytes, or of others than visible ASCII
/// characters.
pub(super) fn repeat_of<'a>(
    route: &'a Route,
    request: &Request<'a>,
    tenant: &'a str,
) -> Result<Option<Repeat<'a>>, IssueError> {
    let named = route.repeat_header.as_ref().and(request.repeat);
    let Some(name) = named else { return Ok(None) };
    let visible = name.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible || !(1..=MAX_NAME).contains(&name.len()) {
        return Err(IssueError::Repeat);
    }
    let name = Sha256::digest(name).into();
    let key = AnswerKey { actor: request.caller.name().to_owned(), name };
    let (dialect, route) = (route.dialect.as_bytes(), route.name.as_bytes());
    let parts = [dialect, route, request.query.as_bytes(), request.body];
    Ok(Some(Repeat { tenant, key, parts }))
}

impl Issuer {
    /// How it was answered before, if it was.
    ///
    /// # Errors
    /// [`IssueError::Repeat`] when another request had that name.
    pub(super) async fn answered(&self, repeat: &Repeat<'_>) -> Result<Option<Reply>, IssueError> {
        let now = self.now().await?;
        let kept = self.store.kept_answer(repeat.tenant, &repeat.key, now).await?;
        let Some(kept) = kept else { return Ok(None) };
        if !self.keys.is_same_request(&kept.request, &repeat.parts) {
            return Err(IssueError::Repeat);
        }
        let mut body =
            self.keys.unseal_answer(repeat.tenant, &repeat.key.name, &kept.sealed_body)?;
        let body = Body::new(std::mem::take(&mut *body));
        Ok(Some(Reply { status: kept.status, content_type: kept.content_type.into(), body }))
    }

    /// The reply, as it is kept.
    pub(super) fn to_be_kept(
        &self,
        repeat: &Repeat<'_>,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<KeptAnswer, IssueError> {
        let (name, body) = (&repeat.key.name, reply.body.reveal());
        Ok(KeptAnswer {
            key: repeat.key.clone(),
            request: self.keys.request_digest(&repeat.parts),
            status: reply.status,
            content_type: reply.content_type.clone().into_owned(),
            sealed_body: self.keys.seal_answer(repeat.tenant, name, body, self.seeds.nonce()?)?,
            until: now.plus(KEPT),
        })
    }
}
