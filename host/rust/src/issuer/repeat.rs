//! Idempotency: a repeated request gets the first one's answer, and nothing else is done for it.

use super::error::IssueError;
use super::parts::Issuer;
use super::request::Request;
use crate::module::Route;
use crate::store::{AnswerKey, KeptAnswer};
use codemint_core::journey::{Body, Reply};
use codemint_core::words::Timestamp;
use sha2::{Digest as _, Sha256};

/// How long an answer is kept for repetitions, in seconds: a day, as is usual for APIs.
const KEPT: u32 = 24 * 60 * 60;

/// The longest idempotency key, in bytes.
const MAX_KEY: usize = 255;

/// A request with an idempotency key.
pub(super) struct Repeat<'a> {
    tenant: &'a str,
    key: AnswerKey,
    /// The content of the request: two requests with one key must be the same.
    parts: [&'a [u8]; 4],
}

/// The idempotency key of a request with what it stands for; `None` if the request has none or its
/// route has no header for it.
///
/// # Errors
/// [`IssueError::Repeat`] unless the key is 1 to 255 visible ASCII characters.
pub(super) fn repeat_of<'a>(
    route: &'a Route,
    request: &Request<'a>,
    tenant: &'a str,
) -> Result<Option<Repeat<'a>>, IssueError> {
    let key = route.repeat_header.as_ref().and(request.repeat);
    let Some(key) = key else { return Ok(None) };
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible || !(1..=MAX_KEY).contains(&key.len()) {
        return Err(IssueError::Repeat);
    }
    let name = Sha256::digest(key).into();
    let key = AnswerKey { actor: request.caller.name().to_owned(), name };
    let (dialect, route) = (route.dialect.as_bytes(), route.name.as_bytes());
    let parts = [dialect, route, request.query.as_bytes(), request.body];
    Ok(Some(Repeat { tenant, key, parts }))
}

impl Issuer {
    /// The reply that the request got before, if it did.
    ///
    /// # Errors
    /// [`IssueError::Repeat`] when a different request had that key.
    pub(super) async fn kept_reply(
        &self,
        repeat: &Repeat<'_>,
    ) -> Result<Option<Reply>, IssueError> {
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

    /// The reply in the form in which it is stored.
    pub(super) fn answer_to_keep(
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
