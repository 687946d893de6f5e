//! The configuration: what a host is told, checked as a whole before anything starts.

mod audit;
mod clock;
mod connections;
mod credentials;
mod format;
mod limits;
mod mail;
mod metrics;
mod network;
mod operators;
mod policy;
mod reader;
mod secret;
mod spans;
mod tenant;

pub(crate) use connections::ConnectionsConfig;
pub(crate) use credentials::{AccessKey, Credentials, NamedSecret, TokenDigest};
pub(crate) use limits::{LimitsConfig, Rate};
pub(crate) use mail::{MailConfig, ServerConfig, TenantMail};
pub(crate) use network::{TlsFiles, is_loopback};
pub(crate) use operators::OperatorConfig;
pub(crate) use policy::PolicyConfig;
pub(crate) use reader::Fault;
pub(crate) use secret::SecretSource;
pub(crate) use tenant::TenantConfig;

use codemint::files::{self, Refused};
use ipnet::IpNet;
use reader::{Faults, Found, Section};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tenant::Surroundings;
use zeroize::Zeroizing;

/// A configuration without faults.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where to listen: an address and a port.
    pub(crate) listen: String,
    /// The folder of everything that is kept.
    pub(crate) data: PathBuf,
    /// The key that codes are hashed and sealed under.
    pub(crate) key: SecretSource,
    /// The certificate that callers are shown; `None` for plain HTTP.
    pub(crate) tls: Option<TlsFiles>,
    /// The networks of proxies that are believed when they say how a call came to them.
    pub(crate) proxies: Vec<IpNet>,
    /// How much may be asked, and how fast.
    pub(crate) limits: LimitsConfig,
    /// How many connections there may be.
    pub(crate) connections: ConnectionsConfig,
    /// Where metrics are served; `None` where the main listener serves them.
    pub(crate) metrics_listen: Option<String>,
    /// How mail is sent, if it is.
    pub(crate) mail: Option<MailConfig>,
    /// How many days the audit trail is kept; `None` for ever.
    pub(crate) audit_keep_days: Option<u32>,
    /// How long the clock must have been ahead to be believed; not at all: every reading is.
    pub(crate) clock_confirmation: Duration,
    /// The tenants, at least one.
    pub(crate) tenants: Vec<TenantConfig>,
    /// Who may use the API that is for all tenants.
    pub(crate) operators: Vec<OperatorConfig>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{0}`: {1}")]
    File(PathBuf, std::io::Error),
    /// It has faults.
    #[error("`{}` has {} fault(s):{}", .0.display(), .1.len(), list(.1))]
    Faults(PathBuf, Vec<Fault>),
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

impl Config {
    /// Where a gateway listens if nothing else is said.
    pub(crate) const DEFAULT_LISTEN: &'static str = "127.0.0.1:8080";

    /// Reads a file. Relative paths in it begin at its folder.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault that was found. `accept_below_floor` lets policies pass
    /// that stay below a standard's floor.
    pub(crate) fn load(path: &Path, accept_below_floor: bool) -> Result<Self, ConfigError> {
        let unreadable = |error| ConfigError::File(path.to_path_buf(), error);
        let text = match files::read_text(path) {
            // No secret is in it, and it is often mounted from a place of another user's.
            Err(error) if Refused::is_in(&error) => {
                tracing::warn!(cause = %error, "another user may have changed the configuration");
                fs::read_to_string(path).map(Zeroizing::new)
            }
            text => text,
        };
        let text = text.map_err(unreadable)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder, accept_below_floor)
            .map_err(|faults| ConfigError::Faults(path.to_path_buf(), faults))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Every fault that was found, in the order of the text.
    fn parse(text: &str, folder: &Path, accept_below_floor: bool) -> Result<Self, Vec<Fault>> {
        let faults = Faults::of(text);
        let mut whole = Section::whole(text, &faults);
        let listen = whole.optional::<String>("listen");
        let data = whole.optional::<String>("data");
        let key = codes_key(&mut whole, folder);
        let mail = whole.optional::<Section<'_>>("mail").map(|found| found.value);
        let mail = mail.map(|section| MailConfig::from(section, folder));
        let tls = whole.optional::<Section<'_>>("tls").map(|found| found.value);
        let tls = tls.and_then(|section| TlsFiles::from(section, folder));
        let proxies = network::trusted_proxies(&mut whole);
        let limits = LimitsConfig::from(&mut whole);
        let connections = ConnectionsConfig::from(&mut whole);
        let metrics_listen = metrics::listen(&mut whole);
        let audit_keep_days = audit::keep_days(&mut whole);
        let clock_confirmation = clock::confirmation(&mut whole);
        let listen = listen.map_or_else(|| Self::DEFAULT_LISTEN.to_owned(), |found| found.value);
        let surroundings = Surroundings {
            mail: mail.is_some(),
            floors: !accept_below_floor,
            loopback: is_loopback(&listen),
        };
        let tenants = tenants(&mut whole, folder, surroundings);
        let operators = operators::all(&mut whole, &tenants);
        whole.finish();
        let data = folder.join(data.map_or_else(|| "data".to_owned(), |found| found.value));
        let found = faults.into_found();
        match key {
            // Sections that could not be read have left their faults behind.
            Some(key) if found.is_empty() => {
                let mail = mail.flatten();
                Ok(Self {
                    listen,
                    data,
                    key,
                    tls,
                    proxies,
                    limits,
                    connections,
                    metrics_listen,
                    mail,
                    audit_keep_days,
                    clock_confirmation,
                    tenants,
                    operators,
                })
            }
            _ => Err(found),
        }
    }
}

fn codes_key(whole: &mut Section<'_>, folder: &Path) -> Option<SecretSource> {
    let mut keys = whole.required::<Section<'_>>("keys")?.value;
    let codes = keys.required::<Section<'_>>("codes").map(|found| found.value);
    keys.finish();
    SecretSource::from(codes?, folder)
}

fn tenants(whole: &mut Section<'_>, folder: &Path, around: Surroundings) -> Vec<TenantConfig> {
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
            whole.fault(at, format!("tenant `{}` is there twice", tenant.id));
        }
        let shared = |host: &&String| tenants.iter().any(|known| known.hosts.contains(host));
        if let Some(host) = tenant.hosts.iter().find(shared) {
            whole.fault(at, format!("host `{host}` belongs to another tenant already"));
        }
        if several && tenant.hosts.is_empty() {
            whole.fault(at, "with several tenants each needs `hosts`");
        }
        tenants.push(tenant);
    }
    tenants
}

#[cfg(test)]
mod tests;
