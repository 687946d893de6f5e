//! `codemint demo`: a tenant for trying things out, set up from nothing.

mod certificate;
mod directory;
mod environment;
mod keys;
mod names;
mod samples;
pub(super) mod setup;
mod tenant;

use super::runtime::{bind, runtime};
use super::standard::Outcome;
use super::{serve, token_digest};
use crate::cli::Demo;
use crate::config::{Config, ConnectionsConfig, LimitsConfig, MailConfig, is_loopback};
use crate::home::Home;
use crate::http::{Certificate, Listener, Pages};
use crate::site::Site;
use codemint::module::{Module, Transport};
use codemint::words::Purpose;
use environment::Environment;
use names::OPERATOR_KEY;
use setup::{config, set_base_url};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often the tokens in the environment file are renewed; they are valid for an hour.
const RENEWAL: Duration = Duration::from_secs(30 * 60);

pub(super) fn run(wanted: Demo) -> Outcome {
    // The cryptography library's first random byte takes 40 ms, as it tests its source. Signing the
    // demo's tokens needs one.
    thread::spawn(|| aws_lc_rs::rand::fill(&mut [0]));
    let runtime = runtime()?;
    let (tcp, address) = bind(&runtime, &wanted.listen)?;
    let mut config = config(wanted.data)?;
    if [Some(&wanted.listen), wanted.listen_tls.as_ref()]
        .into_iter()
        .flatten()
        .any(|listen| !is_loopback(listen))
    {
        protect(&mut config)?;
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
    if requires_tls(module) && !wanted.plain_http {
        let beside = SocketAddr::new(address.ip(), 0).to_string();
        let listen = wanted.listen_tls.unwrap_or(beside);
        let listener = listen_tls(&runtime, &Home::at(&config.data)?, &listen)?;
        environment.set_tls_url(format!("https://{}", listener.1));
        listeners.push(listener);
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

fn requires_tls(module: &Module) -> bool {
    module.routes().iter().any(|route| route.transport == Transport::Tls)
}

/// The second listener, for dialects that require TLS.
fn listen_tls(
    runtime: &Runtime,
    home: &Home,
    listen: &str,
) -> Result<(Listener, SocketAddr), Box<dyn Error>> {
    let certificate = Certificate::load(&certificate::files(home)?)?;
    let (tcp, address) = bind(runtime, listen)?;
    let tls = Some(Arc::new(certificate));
    Ok((Listener { tcp, tls, pages: Pages::All }, address))
}

/// Prepares the demo for an address that other machines can reach: replaces the published key, and
/// applies the default limits.
///
/// # Errors
/// When the operating system gives no randomness, or the key cannot be written.
fn protect(config: &mut Config) -> Result<(), Box<dyn Error>> {
    let home = Home::at(&config.data)?;
    if home.read_text(OPERATOR_KEY)?.trim() == samples::KEY {
        home.write_private(OPERATOR_KEY, token_digest::make()?.as_bytes())?;
    }
    config.limits = LimitsConfig::usual();
    config.connections = ConnectionsConfig::usual();
    Ok(())
}

/// Sets the mail server, for enrolment codes. The others are valid for longer than the standards'
/// floor allows for mail.
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
