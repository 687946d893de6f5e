//! The tenant that a call is for.

use crate::auth::{Gate, KeyFault, unequal_accounts};
use crate::config::{Config, TenantConfig};
use codemint::clock::{Clock, SteadyClock};
use codemint::module::{Module, Route, TenantFrom};
use http::HeaderMap;
use http::header;
use http::uri::Uri;
use percent_encoding::percent_decode_str;
use std::net::IpAddr;
use std::sync::Arc;
use tracing::warn;

/// The tenants that are served, and the gates of routes whose requests name the tenant in the body.
pub(crate) struct Tenants {
    all: Vec<Tenant>,
    /// In the order of the module's routes.
    shared: Vec<Gate>,
}

/// A tenant, as HTTP needs it.
pub(super) struct Tenant {
    pub(super) id: String,
    /// The host names that it is served under; empty for any.
    hosts: Vec<String>,
    /// Whether routes that require TLS answer over plain HTTP.
    pub(super) plain_http: bool,
    /// In the order of the module's routes.
    gates: Vec<Gate>,
}

impl Tenants {
    /// The tenants of a configuration. Nothing is started or written.
    ///
    /// # Errors
    /// [`KeyFault`] when a tenant's credentials cannot be used.
    pub(crate) fn new(
        config: &Config,
        module: &Module,
        clock: &Arc<SteadyClock>,
    ) -> Result<Self, KeyFault> {
        let clock: Arc<dyn Clock> = Arc::<SteadyClock>::clone(clock);
        let gates = |tenant: Option<&TenantConfig>| -> Result<Vec<Gate>, KeyFault> {
            let routes = module.routes().iter();
            let gate =
                |route: &Route| Gate::new(&route.authentication, tenant, &config.operators, &clock);
            routes.map(gate).collect()
        };
        let tenant = |config: &TenantConfig| {
            if let Some(warning) = unequal_accounts(config) {
                warn!(tenant = config.id, "{warning}");
            }
            Ok(Tenant {
                id: config.id.clone(),
                hosts: config.hosts.clone(),
                plain_http: config.plain_http,
                gates: gates(Some(config))?,
            })
        };
        let all = config.tenants.iter().map(tenant).collect::<Result<_, KeyFault>>()?;
        Ok(Self { all, shared: gates(None)? })
    }

    /// The gate of a route whose requests name the tenant in the body.
    pub(super) fn shared_gate(&self, route: u32) -> Option<&Gate> {
        self.shared.get(route as usize)
    }

    /// The tenant of a call: by its route, the values in its path, and the host that it was sent
    /// to.
    pub(super) fn find(&self, route: &Route, values: &[&str], host: &str) -> Option<&Tenant> {
        match &route.tenant {
            TenantFrom::Host => self.at(host),
            TenantFrom::HostLabel => self.labelled(host).or_else(|| self.at(host)),
            TenantFrom::Path(name) => {
                let place = route.names().position(|known| known == name)?;
                let value = percent_decode_str(values.get(place)?).decode_utf8().ok()?;
                self.all.iter().find(|tenant| tenant.id == value)
            }
            TenantFrom::Request => None,
        }
    }

    /// The tenant that is served under a host name.
    fn at(&self, host: &str) -> Option<&Tenant> {
        let known = |tenant: &&Tenant| {
            tenant.hosts.is_empty() || tenant.hosts.iter().any(|known| known == host)
        };
        self.all.iter().find(known)
    }

    /// The tenant whose ID is the first label of a host name. An address has no labels.
    fn labelled(&self, host: &str) -> Option<&Tenant> {
        if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
            return None;
        }
        let label = host.split('.').next()?;
        self.all.iter().find(|tenant| tenant.id.eq_ignore_ascii_case(label))
    }
}

impl Tenant {
    pub(super) fn gate(&self, route: u32) -> Option<&Gate> {
        self.gates.get(route as usize)
    }
}

/// The host name that a request was sent to, in lower case, without a port; empty if it names none,
/// or two.
pub(super) fn host(uri: &Uri, headers: &HeaderMap) -> String {
    let mut all = headers.get_all(header::HOST).iter();
    let only = all.next().filter(|_| all.next().is_none()).and_then(|host| host.to_str().ok());
    let host = uri.host().or(only).unwrap_or_default();
    without_port(host).trim_end_matches('.').to_ascii_lowercase()
}

/// The name in a `Host` field: `name`, `name:port`, `[v6]`, `[v6]:port`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tenant, Tenants, without_port};
    use codemint::module::{Limit, Route, TenantFrom, Transport};

    #[test]
    fn a_port_is_not_part_of_a_host_name() {
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

    fn tenants(all: &[(&str, &[&str])]) -> Tenants {
        let tenant = |(id, hosts): &(&str, &[&str])| Tenant {
            id: (*id).to_owned(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            plain_http: false,
            gates: Vec::new(),
        };
        Tenants { all: all.iter().map(tenant).collect(), shared: Vec::new() }
    }

    fn found(tenants: &Tenants, from: TenantFrom, value: &str, host: &str) -> Option<String> {
        let route = Route {
            dialect: "fabricated".to_owned(),
            name: "route".to_owned(),
            method: "POST".to_owned(),
            template: "/{user}/{tenant}".to_owned(),
            tenant: from,
            transport: Transport::Any,
            media_type: None,
            authentication: Vec::new(),
            repeat_header: None,
            limit: Limit::None,
            effects: Vec::new(),
        };
        tenants.find(&route, &["ann", value], host).map(|tenant| tenant.id.clone())
    }

    #[test]
    fn several_tenants_are_distinguished_by_host_label_and_path() {
        let three = tenants(&[
            ("one", &["one.example"]),
            ("two", &["codes.example", "10.0.0.1"]),
            ("127", &["three.example"]),
        ]);
        let path = || TenantFrom::Path("tenant".to_owned());
        for (from, value, host, tenant) in [
            (TenantFrom::Host, "", "one.example", Some("one")),
            (TenantFrom::Host, "", "codes.example", Some("two")),
            (TenantFrom::Host, "", "two.example", None),
            (TenantFrom::Host, "two", "", None),
            (TenantFrom::HostLabel, "", "two.elsewhere.example", Some("two")),
            (TenantFrom::HostLabel, "", "TWO.elsewhere.example", Some("two")),
            (TenantFrom::HostLabel, "", "two", Some("two")),
            (TenantFrom::HostLabel, "", "codes.example", Some("two")),
            (TenantFrom::HostLabel, "", "twofold.example", None),
            (TenantFrom::HostLabel, "", "a.two.example", None),
            // An address has no labels.
            (TenantFrom::HostLabel, "", "127.0.0.1", None),
            (TenantFrom::HostLabel, "", "10.0.0.1", Some("two")),
            (TenantFrom::HostLabel, "", "[::1]", None),
            (path(), "one", "codes.example", Some("one")),
            (path(), "%6Fne", "nowhere.example", Some("one")),
            (path(), "One", "one.example", None),
            (path(), "", "one.example", None),
            (path(), "%256Fne", "one.example", None),
            (path(), "one%2F", "one.example", None),
            (path(), "%ff", "one.example", None),
            (TenantFrom::Path("stranger".to_owned()), "one", "one.example", None),
        ] {
            let what = format!("{from:?} {value} {host}");
            assert_eq!(found(&three, from, value, host).as_deref(), tenant, "{what}");
        }
    }

    #[test]
    fn a_single_tenant_is_served_under_any_host_but_not_under_any_path() {
        let alone = tenants(&[("demo", &[])]);
        let path = || TenantFrom::Path("tenant".to_owned());
        for (from, value, tenant) in [
            (TenantFrom::Host, "", Some("demo")),
            (TenantFrom::HostLabel, "", Some("demo")),
            (path(), "demo", Some("demo")),
            (path(), "acme", None),
        ] {
            assert_eq!(found(&alone, from, value, "127.0.0.1").as_deref(), tenant);
        }
    }
}
