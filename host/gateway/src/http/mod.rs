//! HTTP: the module's routes, and a few of the host's own.

mod activity;
mod answer;
mod authority;
mod automatic;
mod body;
mod connection;
mod descriptors;
mod head;
mod health;
mod leased;
mod media_type;
mod metrics;
mod pages;
mod problem;
mod protection;
mod proxy;
mod refused;
mod request_id;
mod serve;
mod served;
mod slots;
mod table;
mod tenants;
mod tls;
mod transport;
mod upkeep;

pub(crate) use metrics::Metrics;
pub(crate) use serve::{Listener, Pages, serve};
pub(crate) use tls::Certificate;

use crate::auth::KeyFault;
use crate::clock::Jumps;
use crate::config::{Config, ConnectionsConfig};
use crate::limits::Limits;
use crate::outbox::MailCounters;
use crate::site::Site;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use codemint::Issuer;
use codemint::clock::{Clock, SteadyClock};
use codemint::keys::{AuditKeys, Hold};
use codemint::store::SqliteStore;
use proxy::Proxies;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use table::Table;
use tenants::Tenants;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

/// The longest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// The longest body of a caller that has proved nothing, in bytes: several times what checking and
/// redeeming need.
pub(crate) const MAX_PUBLIC_BODY: usize = 8 * 1024;

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
    issuer: Arc<Issuer>,
    store: SqliteStore,
    audit: Audit,
    clock: Arc<SteadyClock>,
    jumps: Arc<Jumps>,
    table: Table,
    tenants: Tenants,
    proxies: Proxies,
    limits: Arc<Limits>,
    connections: ConnectionsConfig,
    metrics: Arc<Metrics>,
    mails: Arc<MailCounters>,
    /// Dropped last: tells the [`Keeper`] that no request needs the issuer any more.
    _needed: mpsc::Sender<()>,
}

/// Ends an issuer on a thread of its own, since it waits for the mail in hand, and lets go of its
/// key then.
pub(crate) struct Keeper(Option<JoinHandle<()>>);

impl Keeper {
    /// The keeper of an issuer, which ends it when every sender for the receiver is gone. Where no
    /// thread can be had, whoever needs the issuer last ends it.
    fn of(issuer: Arc<Issuer>, held: Option<Hold>, needed: mpsc::Receiver<()>) -> Self {
        let end = move || {
            let _ = needed.recv();
            drop(issuer);
            drop(held);
        };
        Self(thread::Builder::new().name("issuer".to_owned()).spawn(end).ok())
    }

    /// Waits until the issuer has ended, which it does once its app is gone.
    pub(crate) fn finish(self) {
        if let Some(thread) = self.0 {
            let _ = thread.join();
        }
    }
}

impl App {
    /// A site as HTTP sees it, and the keeper of its issuer.
    ///
    /// # Errors
    /// [`KeyFault`] when a tenant's keys cannot be used.
    pub(crate) fn new(
        site: Site,
        config: &Config,
        metrics: Arc<Metrics>,
    ) -> Result<(Arc<Self>, Keeper), KeyFault> {
        let Site { issuer, store, audit, mails, limits, held, clock, jumps } = site;
        let issuer = Arc::new(issuer);
        let table = Table::of(issuer.module().routes());
        let ticking: Arc<dyn Clock> = Arc::<SteadyClock>::clone(&clock);
        let tenants = Tenants::new(config, issuer.module(), &ticking)?;
        let proxies = Proxies::new(config.proxies.clone());
        let keep = config.audit_keep_days.map(|days| u64::from(days) * 24 * 60 * 60);
        let audit = Audit { store: store.clone(), keys: audit, keep };
        let connections = config.connections;
        let (needed, is_needed) = mpsc::channel();
        let keeper = Keeper::of(Arc::clone(&issuer), held, is_needed);
        let app = Self {
            issuer,
            store,
            audit,
            clock,
            jumps,
            table,
            tenants,
            proxies,
            limits,
            connections,
            metrics,
            mails,
            _needed: needed,
        };
        Ok((Arc::new(app), keeper))
    }
}

/// All routes. Those of dialects are what the module says; nothing here knows a vendor.
fn router(app: Arc<App>, with_metrics: bool) -> Router {
    let mut pages =
        Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    if with_metrics {
        pages = pages.route("/metrics", get(metrics::render));
    }
    let limited = from_fn_with_state(Arc::clone(&app), pages::limit);
    layered(pages.route_layer(limited).fallback(any(answer::answer)), app)
}

/// The routes of the metrics' own listener.
fn metrics_router(app: Arc<App>) -> Router {
    let pages = Router::new().route("/metrics", get(metrics::render));
    layered(pages.fallback(any(pages::not_found)), app)
}

/// What every answer passes through.
fn layered(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    routes
        .layer(from_fn(authority::check))
        .layer(from_fn(head::without_body))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(request_id::RequestIds::new()))
        .layer(CatchPanicLayer::custom(health::panicked))
        .layer(from_fn_with_state(Arc::clone(&app), protection::add))
        .with_state(app)
}
