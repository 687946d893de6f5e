//! HTTP: the module's routes, and a few of the host's own.

mod answer;
mod body;
mod health;
mod metrics;
mod request_id;
mod serve;

pub(crate) use metrics::Metrics;
pub(crate) use serve::serve;

use crate::auth::{Authenticator, KeyFault};
use crate::config::TenantConfig;
use axum::Router;
use axum::routing::{MethodFilter, MethodRouter, any, get, on};
use codemint::Issuer;
use codemint::clock::Clock;
use codemint::module::Module;
use codemint::store::SqliteStore;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

/// The longest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(20);

/// How long an answer may take once the body is there.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// What every request needs.
pub(crate) struct App {
    issuer: Issuer,
    store: SqliteStore,
    tenants: Vec<Tenant>,
    metrics: Metrics,
}

/// A tenant as HTTP sees it.
struct Tenant {
    id: String,
    /// The host names it is served under; empty = any.
    hosts: Vec<String>,
    /// One for each route of the module.
    authenticators: Vec<Authenticator>,
}

impl App {
    /// # Errors
    /// [`KeyFault`] when a tenant's keys cannot be used.
    pub(crate) fn new(
        issuer: Issuer,
        store: SqliteStore,
        tenants: &[TenantConfig],
        metrics: Metrics,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        let tenants = tenants.iter().map(|config| Tenant::new(config, issuer.module(), clock));
        let tenants = tenants.collect::<Result<_, _>>()?;
        Ok(Self { issuer, store, tenants, metrics })
    }

    /// The tenant that is served under this host name, which may have a port.
    fn tenant_at(&self, host: &str) -> Option<&Tenant> {
        let name = without_port(host).trim_end_matches('.').to_ascii_lowercase();
        self.tenants.iter().find(|tenant| tenant.hosts.is_empty() || tenant.hosts.contains(&name))
    }
}

impl Tenant {
    fn new(
        config: &TenantConfig,
        module: &Module,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        let check = |route: &codemint::module::Route| {
            Authenticator::new(&route.authentication, config, Arc::clone(clock))
        };
        Ok(Self {
            id: config.id.clone(),
            hosts: config.hosts.clone(),
            authenticators: module.routes().iter().map(check).collect::<Result<_, _>>()?,
        })
    }
}

/// The name in a `Host` header: `name`, `name:port`, `[v6]`, `[v6]:port`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// All routes. Those of dialects are what the module says; nothing here knows a vendor.
pub(crate) fn router(app: Arc<App>) -> Router {
    let mut by_path: BTreeMap<String, (u32, MethodRouter<Arc<App>>)> = BTreeMap::new();
    for (number, route) in (0_u32..).zip(app.issuer.module().routes()) {
        let handler = move |state, request| answer::answer(number, state, request);
        let filter = route.method.parse().ok().and_then(|m: http::Method| m.try_into().ok());
        let filter: MethodFilter = filter.unwrap_or(MethodFilter::POST);
        by_path
            .entry(route.template.clone())
            .and_modify(|(_, methods)| *methods = methods.clone().on(filter, handler))
            .or_insert_with(|| (number, on(filter, handler)));
    }
    let mut router = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::render))
        .fallback(any(health::not_found));
    for (path, (number, methods)) in by_path {
        let refuse = move |state, request| answer::wrong_method(number, state, request);
        router = router.route(&path, methods.fallback(refuse));
    }
    router
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(request_id::RequestIds::new()))
        .layer(CatchPanicLayer::custom(health::panicked))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn a_port_is_no_part_of_a_name() {
        for (host, name) in [
            ("a.example", "a.example"),
            ("a.example:8080", "a.example"),
            ("[::1]", "[::1]"),
            ("[::1]:80", "[::1]"),
            ("a:b", "a:b"),
        ] {
            assert_eq!(without_port(host), name);
        }
    }
}
