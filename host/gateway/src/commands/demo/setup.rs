//! The demo's configuration, keys and subjects.

use super::names::{CODES_KEY, OFFLINE_KEY, OPERATOR_KEY, OPERATOR_TOKEN, PUBLIC_KEY};
use super::{directory, environment, keys, samples, tenant};
use crate::commands::token_digest;
use crate::config::{Config, ConnectionsConfig, LimitsConfig, SecretSource};
use crate::home::Home;
use crate::site::SiteError;
use codemint::clock::SteadyClock;
use codemint::keys::KeyRing;
use codemint::offline::OfflineKey;
use std::io;
use std::path::PathBuf;

/// The demo's configuration. Keys and subjects are made if they do not exist.
///
/// # Errors
/// When the folder cannot be used.
pub(crate) fn config(data: Option<PathBuf>) -> Result<Config, SiteError> {
    let nowhere =
        || io::Error::new(io::ErrorKind::NotFound, "there is no home folder: add `--data`");
    let data = data.or_else(Home::of_demo).ok_or_else(nowhere)?;
    let home = Home::at(&data)?;
    KeyRing::from_file_or_new(&home.file(CODES_KEY))?;
    OfflineKey::from_file_or_new(&home.file(OFFLINE_KEY))?;
    if !home.file(PUBLIC_KEY).exists() {
        keys::make(&home)?;
    }
    if !home.file(OPERATOR_KEY).exists() {
        home.write_private(OPERATOR_KEY, samples::KEY.as_bytes())?;
    }
    if !home.file(OPERATOR_TOKEN).exists() {
        let token = token_digest::make().map_err(io::Error::other)?;
        home.write_private(OPERATOR_TOKEN, token.as_bytes())?;
    }
    // The environment file is written last: if it exists, so does everything else.
    if !home.file(environment::FILE).exists() {
        directory::fill(&home)?;
    }
    let token = home.read_text(OPERATOR_TOKEN)?;
    let tenant = tenant::config(&home, token.trim());
    let operators = vec![tenant::operator(token.trim())];
    let key = SecretSource::File(home.file(CODES_KEY));
    let listen = Config::DEFAULT_LISTEN.to_owned();
    let (tls, proxies) = (None, Vec::new());
    let (mail, audit_keep_days, tenants) = (None, None, vec![tenant]);
    let clock_confirmation = SteadyClock::CONFIRMATION;
    // The demo is for trials and measurements, which must not run into a limit.
    let limits = LimitsConfig::widest();
    let mut config = Config {
        listen,
        data,
        key,
        tls,
        proxies,
        limits,
        connections: ConnectionsConfig::widest(),
        metrics_listen: None,
        mail,
        audit_keep_days,
        clock_confirmation,
        tenants,
        operators,
        warnings: Vec::new(),
    };
    let base_url = format!("http://{}", Config::DEFAULT_LISTEN);
    set_base_url(&mut config, &base_url);
    Ok(config)
}

/// Sets the URL at which callers reach the tenants.
pub(super) fn set_base_url(config: &mut Config, base_url: &str) {
    for tenant in &mut config.tenants {
        base_url.clone_into(&mut tenant.base_url);
        for rules in &mut tenant.policies {
            base_url.clone_into(&mut rules.policy.link_base);
        }
    }
}
