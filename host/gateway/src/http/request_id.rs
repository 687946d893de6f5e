//! Request IDs, for the log and the caller: `x-request-id`.

use http::{HeaderValue, Request};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower_http::request_id::{MakeRequestId, RequestId};

/// Makes IDs of a run's random prefix and a counter, so that requests in one log have different
/// IDs. An ID that the caller sends is kept instead. IDs are not secret.
#[derive(Clone)]
pub(super) struct RequestIds {
    run: u64,
    count: Arc<AtomicU64>,
}

impl RequestIds {
    pub(super) fn new() -> Self {
        Self { run: RandomState::new().hash_one(std::process::id()), count: Arc::default() }
    }
}

impl MakeRequestId for RequestIds {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        HeaderValue::from_str(&format!("{:016x}-{count}", self.run)).ok().map(RequestId::new)
    }
}
