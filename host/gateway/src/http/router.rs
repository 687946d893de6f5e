//! The routers of the listeners.

use super::app::App;
use super::request_id::RequestIds;
use super::{answer, authority, head, health, pages, protection};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

/// The main listener's router: the gateway's own pages, and the routes that the module declares.
pub(super) fn main(app: Arc<App>, with_metrics: bool) -> Router {
    let mut pages =
        Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    if with_metrics {
        pages = pages.route("/metrics", get(pages::metrics));
    }
    let limited = from_fn_with_state(Arc::clone(&app), pages::limit);
    layered(pages.route_layer(limited).fallback(any(answer::answer)), app)
}

/// The router of the listener for metrics.
pub(super) fn metrics(app: Arc<App>) -> Router {
    let pages = Router::new().route("/metrics", get(pages::metrics));
    layered(pages.fallback(any(pages::not_found)), app)
}

/// Adds the layers of every answer.
fn layered(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    routes
        .layer(from_fn(authority::check))
        .layer(from_fn(head::without_body))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(RequestIds::new()))
        .layer(CatchPanicLayer::custom(pages::panicked))
        .layer(from_fn_with_state(Arc::clone(&app), protection::add))
        .with_state(app)
}
