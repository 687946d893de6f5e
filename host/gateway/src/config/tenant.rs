//! `[[tenants]]`: who is served, by which rules, and who may ask.

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
    /// Its name in the store.
    pub(crate) id: String,
    /// Where it is reached from outside, without a trailing slash.
    pub(crate) base_url: String,
    /// The host names it is served under, in lower case; empty = any, for a single tenant.
    pub(crate) hosts: Vec<String>,
    /// The rules, by purpose.
    pub(crate) policies: Vec<PolicyConfig>,
    /// How its mails are written, and by whom they are sent.
    pub(crate) mail: TenantMail,
    /// Who may ask, and how they prove it.
    pub(crate) credentials: Credentials,
    /// The key from which its computers get theirs, where it has codes for use without a network.
    pub(crate) offline: Option<SecretSource>,
    /// Whether routes that ask for TLS answer without it. Only where nobody else can listen.
    pub(crate) plain_http: bool,
}

/// What a tenant's faults depend on beside its own section.
#[derive(Clone, Copy)]
pub(super) struct Surroundings {
    /// Whether there is a mail server for tenants without their own.
    pub(super) mail: bool,
    /// Whether policies must keep the standards' floors.
    pub(super) floors: bool,
    /// Whether only this machine can reach the gateway.
    pub(super) loopback: bool,
}

impl TenantConfig {
    pub(super) fn from(
        mut section: Section<'_>,
        folder: &Path,
        around: Surroundings,
    ) -> Option<Self> {
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

/// Lower-case letters, digits, dashes and underscores: it becomes part of digests and labels.
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
            Err(_) => section.fault(at, "a host is a name or an address, without port"),
        }
    }
    hosts
}

/// Codes for use without a network are elevation's, and have a format of their own: with check
/// symbols in the policy none of them could be typed back.
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
            "`offline` codes have no check symbols; take `check` out of `policies.elevation`",
        );
    }
    let key = offline.required::<Section<'_>>("key").map(|found| found.value);
    offline.finish();
    SecretSource::from(key?, folder)
}

/// What goes over the network unprotected can be read and changed on its way.
fn plain_http(section: &mut Section<'_>, loopback: bool) -> bool {
    let Some(Found { at, value }) = section.optional::<bool>("plain_http") else { return false };
    if value && !loopback {
        section.fault(at, "`plain_http` is only for a `listen` address of this machine alone");
    }
    value
}
