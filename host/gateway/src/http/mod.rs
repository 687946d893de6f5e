//! HTTP: the module's routes, and a few of the host's own.

mod activity;
mod answer;
mod authority;
mod automatic;
mod body;
mod connection;
mod head;
mod health;
mod leased;
mod media_type;
mod metrics;
mod problem;
mod protection;
mod proxy;
mod refused;
mod request_id;
mod serve;
mod table;
mod tenants;
mod tls;
mod transport;
mod upkeep;

pub(crate) use metrics::Metrics;
pub(crate) use serve::{Listener, serve};
pub(crate) use tls::Certificate;

use crate::auth::KeyFault;
use crate::clock::Jumps;
use crate::config::Config;
use crate::limits::Limits;
use crate::post::PostCounters;
use crate::site::Site;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use codemint::Issuer;
use codemint::clock::{Clock, SteadyClock};
use codemint::keys::AuditKeys;
use codemint::store::SqliteStore;
use proxy::Proxies;
use std::sync::Arc;
use std::time::Duration;
use table::Table;
use tenants::Tenants;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

/// The longest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(20);

/// How long an answer may take once the body is there.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// How the audit trail is kept.
#[derive(Clone)]
struct Audit {
    store: SqliteStore,
    keys: Arc<AuditKeys>,
    /// Seconds; `None` for ever.
    keep: Option<u64>,
}

/// What every request needs.
pub(crate) struct App {
    issuer: Issuer,
    store: SqliteStore,
    audit: Audit,
    clock: Arc<SteadyClock>,
    jumps: Arc<Jumps>,
    table: Table,
    tenants: Tenants,
    proxies: Proxies,
    limits: Arc<Limits>,
    metrics: Metrics,
    post: Arc<PostCounters>,
}

impl App {
    /// A site as HTTP sees it. Who takes it holds the site's key itself.
    ///
    /// # Errors
    /// [`KeyFault`] when a tenant's keys cannot be used.
    pub(crate) fn new(site: Site, config: &Config, metrics: Metrics) -> Result<Self, KeyFault> {
        let Site { issuer, store, audit, post, limits, clock, jumps, .. } = site;
        let table = Table::of(issuer.module().routes());
        let ticking: Arc<dyn Clock> = Arc::<SteadyClock>::clone(&clock);
        let tenants = Tenants::new(config, issuer.module(), &ticking)?;
        let proxies = Proxies::new(config.proxies.clone());
        let keep = config.audit_keep_days.map(|days| u64::from(days) * 24 * 60 * 60);
        let audit = Audit { store: store.clone(), keys: audit, keep };
        Ok(Self {
            issuer,
            store,
            audit,
            clock,
            jumps,
            table,
            tenants,
            proxies,
            limits,
            metrics,
            post,
        })
    }
}

/// All routes. Those of dialects are what the module says; nothing here knows a vendor.
fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::render))
        .fallback(any(answer::answer))
        .layer(from_fn(authority::check))
        .layer(from_fn(head::without_body))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(request_id::RequestIds::new()))
        .layer(CatchPanicLayer::custom(health::panicked))
        .layer(from_fn_with_state(Arc::clone(&app), protection::add))
        .with_state(app)
}
