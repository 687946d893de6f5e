//! `codemint demo`: a tenant to try things on, set up from nothing.

mod certificate;
mod directory;
mod environment;
mod keys;
mod samples;
mod tenant;

use super::{Outcome, serve, token_digest};
use crate::cli::Demo;
use crate::config::{
    Config, ConnectionsConfig, LimitsConfig, MailConfig, SecretSource, is_loopback,
};
use crate::home::Home;
use crate::http::{Certificate, Listener, Pages};
use crate::site::{Site, SiteError};
use codemint::clock::SteadyClock;
use codemint::keys::KeyRing;
use codemint::module::{Module, Transport};
use codemint::offline::OfflineKey;
use codemint::words::Purpose;
use environment::Environment;
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};
use tokio::runtime::Runtime;

const TENANT: &str = "demo";
const ACCESS_ID: &str = "demo-operator";
const CODES_KEY: &str = "codes.key";
const ACCESS_KEY: &str = "access-key.pem";
const PUBLIC_KEY: &str = "access-key.pub.pem";
/// The key from which computers get theirs.
const OFFLINE_KEY: &str = "offline.key";
/// A key that callers send as it is.
const OPERATOR_KEY: &str = "operator.key";
/// A bearer token that is registered with the tenant.
const OPERATOR_TOKEN: &str = "operator.token";

/// How often the tokens in the environment file are made anew; they live an hour.
const RENEWAL: Duration = Duration::from_secs(30 * 60);

pub(super) fn run(wanted: Demo) -> Outcome {
    // The cryptography library's first random byte takes 40 ms: it tests its source. Signing the
    // demo's tokens needs one.
    thread::spawn(|| aws_lc_rs::rand::fill(&mut [0]));
    let runtime = serve::runtime()?;
    let (tcp, address) = serve::bind(&runtime, &wanted.listen)?;
    let mut config = config(wanted.data)?;
    if [Some(&wanted.listen), wanted.listen_tls.as_ref()]
        .into_iter()
        .flatten()
        .any(|listen| !is_loopback(listen))
    {
        keep_to_ourselves(&mut config)?;
    }
    let base_url = format!("http://{address}");
    set_base_url(&mut config, &base_url);
    config.tenants.iter_mut().for_each(|tenant| tenant.plain_http = wanted.plain_http);
    if let Some(smtp) = wanted.smtp {
        set_mail(&mut config, &smtp)?;
    }
    let site = Site::open(&config)?;
    let module = site.issuer.module();
    let mut listeners = vec![(Listener { tcp, tls: None, pages: Pages::All }, address)];
    let mut environment = Environment::new(&config, module, base_url)?;
    if asks_for_tls(module) && !wanted.plain_http {
        let beside = SocketAddr::new(address.ip(), 0).to_string();
        let listen = wanted.listen_tls.unwrap_or(beside);
        let protected = listen_tls(&runtime, &Home::at(&config.data)?, &listen)?;
        environment.set_tls_url(format!("https://{}", protected.1));
        listeners.push(protected);
    }
    environment.write()?;
    environment.explain();
    thread::spawn(move || {
        loop {
            thread::sleep(RENEWAL);
            if let Err(error) = environment.write() {
                tracing::warn!(cause = %error, "the demo's tokens could not be renewed");
            }
        }
    });
    serve::serve(&runtime, listeners, site, config, None)
}

fn asks_for_tls(module: &Module) -> bool {
    module.routes().iter().any(|route| route.transport == Transport::Tls)
}

/// The second listener, for dialects that ask for TLS.
fn listen_tls(
    runtime: &Runtime,
    home: &Home,
    listen: &str,
) -> Result<(Listener, SocketAddr), Box<dyn Error>> {
    let certificate = Certificate::load(&certificate::files(home)?)?;
    let (tcp, address) = serve::bind(runtime, listen)?;
    let tls = Some(Arc::new(certificate));
    Ok((Listener { tcp, tls, pages: Pages::All }, address))
}

/// The demo's configuration. Keys and subjects are made if they are not there.
///
/// # Errors
/// When the folder cannot be used.
pub(super) fn config(data: Option<PathBuf>) -> Result<Config, SiteError> {
    let nowhere = || io::Error::new(io::ErrorKind::NotFound, "no home folder: `--data` is needed");
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
    // The environment file is written last: where it is, everything else is.
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
    // To be tried, measured and raced on: nobody shall run into a limit there.
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
    };
    let base_url = format!("http://{}", Config::DEFAULT_LISTEN);
    set_base_url(&mut config, &base_url);
    Ok(config)
}

/// Makes the demo fit for an address that others can reach: its key is no longer the published
/// one, and the usual limits apply.
///
/// # Errors
/// When there is no randomness, or the key cannot be written.
fn keep_to_ourselves(config: &mut Config) -> Result<(), Box<dyn Error>> {
    let home = Home::at(&config.data)?;
    if home.read_text(OPERATOR_KEY)?.trim() == samples::KEY {
        home.write_private(OPERATOR_KEY, token_digest::make()?.as_bytes())?;
    }
    config.limits = LimitsConfig::usual();
    config.connections = ConnectionsConfig::usual();
    Ok(())
}

fn set_base_url(config: &mut Config, base_url: &str) {
    for tenant in &mut config.tenants {
        base_url.clone_into(&mut tenant.base_url);
        for rules in &mut tenant.policies {
            base_url.clone_into(&mut rules.policy.link_base);
        }
    }
}

/// Has enrolment codes mailed. The others live too long for that, by the standards' floor.
fn set_mail(config: &mut Config, smtp: &str) -> Result<(), String> {
    let parts = smtp.rsplit_once(':');
    let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = parts.ok_or_else(|| format!("`{smtp}` is not HOST:PORT"))?;
    config.mail = Some(MailConfig::plain(host, port));
    let policies = config.tenants.iter_mut().flat_map(|tenant| &mut tenant.policies);
    for rules in policies.filter(|rules| rules.purpose == Purpose::Enrolment) {
        rules.policy.mail_configured = true;
    }
    Ok(())
}
