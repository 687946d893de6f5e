//! The configuration of the gateway, checked as a whole before anything starts.

mod audit;
mod clock;
mod connections;
mod credentials;
mod fault;
mod file;
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
pub(crate) use fault::Fault;
pub(crate) use file::ConfigError;
pub(crate) use limits::{LimitsConfig, Rate};
pub(crate) use mail::{MailConfig, ServerConfig, TenantMail};
pub(crate) use network::{TlsFiles, is_loopback};
pub(crate) use operators::OperatorConfig;
pub(crate) use policy::PolicyConfig;
pub(crate) use secret::SecretSource;
pub(crate) use tenant::TenantConfig;

use fault::Faults;
use ipnet::IpNet;
use reader::Section;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tenant::Surroundings;

/// A configuration without faults.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The address and port to listen on.
    pub(crate) listen: String,
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The key that codes are hashed and encrypted under.
    pub(crate) key: SecretSource,
    /// The certificate for callers; `None` for plain HTTP.
    pub(crate) tls: Option<TlsFiles>,
    /// The networks of proxies that are trusted to report how a call reached them.
    pub(crate) proxies: Vec<IpNet>,
    /// The rate limits.
    pub(crate) limits: LimitsConfig,
    /// The limits on connections.
    pub(crate) connections: ConnectionsConfig,
    /// The address and port for metrics; `None` where the main listener serves them.
    pub(crate) metrics_listen: Option<String>,
    /// How mail is sent; `None` where it is not.
    pub(crate) mail: Option<MailConfig>,
    /// How many days the audit trail is kept; `None` for ever.
    pub(crate) audit_keep_days: Option<u32>,
    /// How long a clock that jumped ahead must stay there before it is accepted; zero: at once.
    pub(crate) clock_confirmation: Duration,
    /// The tenants, at least one.
    pub(crate) tenants: Vec<TenantConfig>,
    /// The operators of the API for all tenants.
    pub(crate) operators: Vec<OperatorConfig>,
    /// What works in this version and should be changed.
    pub(crate) warnings: Vec<Fault>,
}

impl Config {
    /// The address that a gateway listens on by default.
    pub(crate) const DEFAULT_LISTEN: &'static str = "127.0.0.1:8080";

    /// Reads a text.
    ///
    /// # Errors
    /// Every fault that was found, in the order of the text.
    pub(crate) fn parse(
        text: &str,
        folder: &Path,
        accept_below_floor: bool,
    ) -> Result<Self, Vec<Fault>> {
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
        let tenants = tenant::all(&mut whole, folder, surroundings);
        let operators = operators::all(&mut whole, &tenants);
        whole.finish();
        let data = folder.join(data.map_or_else(|| "data".to_owned(), |found| found.value));
        let (found, warnings) = faults.into_found();
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
                    warnings,
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

#[cfg(test)]
mod tests;
