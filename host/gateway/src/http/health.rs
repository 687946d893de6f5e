//! Health: `/healthz` and `/readyz`.

use super::app::App;
use axum::extract::State;
use codemint::Store as _;
use http::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long the store may take to prove that it can be read and written. The caller gets an answer
/// within a second, even while another process locks the store.
const TIMEOUT: Duration = Duration::from_millis(800);

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the clock is trusted, and the store can be read and written.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    const CLOCK: &str = "not ready: the clock is ahead and not trusted yet\n";
    const STORE: &str = "not ready: the store cannot be read and written\n";
    if !matches!(app.clock.ahead(), Ok(None)) {
        return (StatusCode::SERVICE_UNAVAILABLE, CLOCK);
    }
    let store = app.store.clone();
    // In a task of its own: the store may block before it first yields.
    let ready = tokio::spawn(async move { store.ready().await });
    let cause = match timeout(TIMEOUT, ready).await {
        Ok(Ok(Ok(()))) => return (StatusCode::OK, "ready\n"),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the store does not answer in time".to_owned(),
    };
    tracing::warn!(cause, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, STORE)
}
