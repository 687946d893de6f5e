//! `[[tenants]]`: the tenants, their policies and their callers.

use super::credentials::Credentials;
use super::mail::TenantMail;
use super::policy::{self, PolicyConfig};
use super::reader::{Found, Section};
use super::secret::SecretSource;
use codemint::words::{CheckScheme, Purpose};
use std::path::Path;
use url::Url;

/// A tenant.
#[derive(Clone, Debug)]
pub(crate) struct TenantConfig {
    /// The ID.
    pub(crate) id: String,
    /// The URL at which callers reach it, without a trailing slash.
    pub(crate) base_url: String,
    /// The host names that it is served under, in lower case; empty for any, with a single tenant.
    pub(crate) hosts: Vec<String>,
    /// The policies, by purpose.
    pub(crate) policies: Vec<PolicyConfig>,
    /// How its mails are written and sent.
    pub(crate) mail: TenantMail,
    /// The credentials of its callers.
    pub(crate) credentials: Credentials,
    /// The key that its computers' keys are derived from, where it has codes for use without a
    /// network.
    pub(crate) offline: Option<SecretSource>,
    /// Whether routes that require TLS answer over plain HTTP. Only on a loopback address.
    pub(crate) plain_http: bool,
}

/// What the checks of a tenant depend on besides its own section.
#[derive(Clone, Copy)]
pub(super) struct Surroundings {
    /// Whether there is a mail server for tenants without their own.
    pub(super) mail: bool,
    /// Whether policies must not be below the standards' floors.
    pub(super) floors: bool,
    /// Whether the gateway listens on a loopback address.
    pub(super) loopback: bool,
}

/// Every tenant of a configuration.
pub(super) fn all(
    whole: &mut Section<'_>,
    folder: &Path,
    around: Surroundings,
) -> Vec<TenantConfig> {
    let Some(sections) = whole.required::<Vec<Found<Section<'_>>>>("tenants") else {
        return Vec::new();
    };
    if sections.value.is_empty() {
        whole.fault(sections.at, "at least one tenant is needed");
    }
    let mut tenants: Vec<TenantConfig> = Vec::new();
    let several = sections.value.len() > 1;
    for Found { at, value: section } in sections.value {
        let Some(tenant) = TenantConfig::from(section, folder, around) else { continue };
        if tenants.iter().any(|known| known.id == tenant.id) {
            whole.fault(at, format!("tenant `{}` occurs twice", tenant.id));
        }
        let shared = |host: &&String| tenants.iter().any(|known| known.hosts.contains(host));
        if let Some(host) = tenant.hosts.iter().find(shared) {
            whole.fault(at, format!("host `{host}` belongs to another tenant"));
        }
        if several && tenant.hosts.is_empty() {
            whole.fault(at, "with several tenants each needs `hosts`");
        }
        tenants.push(tenant);
    }
    tenants
}

impl TenantConfig {
    fn from(mut section: Section<'_>, folder: &Path, around: Surroundings) -> Option<Self> {
        let id = id(&mut section);
        let base_url = base_url(&mut section);
        let hosts = hosts(&mut section);
        let mail = TenantMail::from(&mut section, folder);
        let sends = around.mail || mail.server.is_some();
        let policies = policy::all(&mut section, sends, around.floors);
        let credentials = Credentials::from(&mut section, folder);
        let offline = offline(&mut section, &policies, folder);
        let plain_http = plain_http(&mut section, around.loopback);
        section.finish();
        let base_url = base_url?;
        let policies = policies.into_iter().map(|mut config| {
            config.policy.link_base.clone_from(&base_url);
            config
        });
        let policies = policies.collect();
        Some(Self { id: id?, base_url, hosts, policies, mail, credentials, offline, plain_http })
    }
}

/// An ID of lower-case letters, digits, dashes and underscores: it is part of digests and labels.
fn id(section: &mut Section<'_>) -> Option<String> {
    let Found { at, value } = section.required::<String>("id")?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if value.is_empty() || value.len() > 64 || !value.chars().all(fits) {
        section.fault(at, "`id` must be 1 to 64 of a-z, 0-9, `-` and `_`");
        return None;
    }
    Some(value)
}

fn base_url(section: &mut Section<'_>) -> Option<String> {
    let Found { at, value } = section.required::<String>("base_url")?;
    let parsed = Url::parse(&value).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if parsed.is_none() {
        section.fault(at, "`base_url` must be an http or https URL without query and fragment");
    }
    parsed.map(|_| value.trim_end_matches('/').to_owned())
}

fn hosts(section: &mut Section<'_>) -> Vec<String> {
    let Some(found) = section.optional::<Vec<Found<String>>>("hosts") else { return Vec::new() };
    let mut hosts = Vec::new();
    for Found { at, value } in found.value {
        match url::Host::parse(&value) {
            Ok(host) => hosts.push(host.to_string()),
            Err(_) => section.fault(at, "a host must be a name or an address, without a port"),
        }
    }
    hosts
}

/// The key of codes for use without a network. They are elevation codes with a format of their own:
/// with check symbols in the policy they could not be entered.
fn offline(
    section: &mut Section<'_>,
    policies: &[PolicyConfig],
    folder: &Path,
) -> Option<SecretSource> {
    let Found { at, value: mut offline } = section.optional::<Section<'_>>("offline")?;
    let checked = |config: &PolicyConfig| {
        config.purpose == Purpose::Elevation && config.policy.format().check() != CheckScheme::None
    };
    if policies.iter().any(checked) {
        section.fault(
            at,
            "`offline` codes have no check symbols: remove `check` from `policies.elevation`",
        );
    }
    let key = offline.required::<Section<'_>>("key").map(|found| found.value);
    offline.finish();
    SecretSource::from(key?, folder)
}

/// Plain HTTP can be read and changed on its way, so it is for a loopback address only.
fn plain_http(section: &mut Section<'_>, loopback: bool) -> bool {
    let Some(Found { at, value }) = section.optional::<bool>("plain_http") else { return false };
    if value && !loopback {
        section.fault(
            at,
            "`plain_http` is for a loopback address only: change `listen`, or remove it",
        );
    }
    value
}
