//! The files that a configuration names: whether each can be read, holds what it should, and is
//! not readable by other users where it is a secret.

use crate::auth::{Gate, unequal_accounts};
use crate::commands::finding::Finding;
use crate::config::{Config, Credentials, SecretSource, ServerConfig, TenantConfig};
use crate::http::Certificate;
use codemint::clock::{Clock, SystemClock};
use codemint::files::Folder;
use codemint::keys::KeyRing;
use codemint::mail::SmtpMailer;
use codemint::module::{Authentication, SignedToken};
use codemint::offline::OfflineKey;
use std::env;
use std::path::Path;
use std::sync::Arc;

/// A check of each of them.
pub(crate) fn findings(config: &Config) -> Vec<Finding> {
    let mut all = vec![data(config)];
    all.push(secret("keys.codes", &config.key, |text| match KeyRing::from_text(text) {
        Ok(ring) => Ok(format!("{} key(s)", ring.ids().len())),
        Err(error) => Err(error.to_string()),
    }));
    if let Some(tls) = &config.tls {
        let usable = Certificate::load(tls).map(|_| tls.cert.display().to_string());
        all.push(Finding::of("tls", usable.map_err(|error| error.to_string())));
        all.extend(exposed(&tls.key).map(|fault| Finding::wrong("tls.key", fault)));
    }
    if let Some(mail) = &config.mail {
        all.extend(server("mail", &mail.server));
    }
    config.tenants.iter().for_each(|tenant| of_tenant(tenant, &mut all));
    all
}

/// The data folder. It need not exist: `serve` creates it.
fn data(config: &Config) -> Finding {
    let folder = config.data.display();
    if !config.data.exists() {
        return Finding::ok("data", format!("`{folder}` does not exist yet: `serve` creates it"));
    }
    let opened = Folder::open(&config.data).map(|_| folder.to_string());
    Finding::of("data", opened.map_err(|error| format!("cannot use the data folder: {error}")))
}

fn of_tenant(tenant: &TenantConfig, all: &mut Vec<Finding>) {
    let id = &tenant.id;
    if let Some(source) = &tenant.offline {
        all.push(secret(&format!("tenant `{id}`, offline.key"), source, |text| {
            let key = OfflineKey::from_hex(text);
            key.map(|_| "a key".to_owned()).map_err(|error| error.to_string())
        }));
    }
    if let Some(own) = &tenant.mail.server {
        all.extend(server(&format!("tenant `{id}`, mail.server"), own));
    }
    let credentials = &tenant.credentials;
    for key in &credentials.access_keys {
        let what = format!("tenant `{id}`, access key `{}`", key.id);
        let alone = Credentials { access_keys: vec![key.clone()], ..Credentials::default() };
        let usable = |_: &str| usable(tenant, alone, signed_token());
        all.push(value(&what, &key.public_key, usable));
    }
    for key in &credentials.keys {
        let what = format!("tenant `{id}`, key `{}`", key.name);
        let alone = Credentials { keys: vec![key.clone()], ..Credentials::default() };
        let usable = |_: &str| usable(tenant, alone, Authentication::Key("key".to_owned()));
        all.push(secret(&what, &key.secret, usable));
    }
    for account in &credentials.accounts {
        let what = format!("tenant `{id}`, account `{}`", account.name);
        let alone = Credentials { accounts: vec![account.clone()], ..Credentials::default() };
        let usable = |_: &str| usable(tenant, alone, Authentication::Basic);
        all.push(secret(&what, &account.secret, usable));
    }
    if let Some(warning) = unequal_accounts(tenant) {
        all.push(Finding::warning(format!("tenant `{id}`, accounts"), warning));
    }
}

/// Whether a gate can be made of these credentials alone.
fn usable(
    tenant: &TenantConfig,
    credentials: Credentials,
    scheme: Authentication,
) -> Result<String, String> {
    let tenant = TenantConfig { credentials, ..tenant.clone() };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    match Gate::new(&[scheme], Some(&tenant), &[], &clock) {
        Ok(_) => Ok("usable".to_owned()),
        Err(fault) => Err(fault.to_string()),
    }
}

/// Rules of signed tokens, of which only the number of keys matters here.
fn signed_token() -> Authentication {
    let (audience_path, max_keys) = (String::new(), u8::MAX);
    Authentication::SignedToken(SignedToken { audience_path, max_life: 1, clock_skew: 0, max_keys })
}

fn server(what: &str, server: &ServerConfig) -> Vec<Finding> {
    let mut all = Vec::new();
    if let Some(password) = server.password() {
        all.push(secret(&format!("{what}.password"), password, |text| match text {
            "" => Err("the password is empty".to_owned()),
            _ => Ok("a password".to_owned()),
        }));
    }
    // What is wrong with the password is reported above.
    if all.iter().all(Finding::is_ok) {
        let settings = server.settings();
        let made = settings.and_then(|s| SmtpMailer::new(s).map_err(|error| error.to_string()));
        all.push(Finding::of(what, made.map(|_| server.host().to_owned())));
    }
    all
}

/// A secret that other users must not be able to read.
fn secret(
    what: &str,
    source: &SecretSource,
    parse: impl FnOnce(&str) -> Result<String, String>,
) -> Finding {
    let found = value(what, source, parse);
    match source {
        SecretSource::File(path) if found.is_ok() => {
            exposed(path).map_or(found, |fault| Finding::wrong(what, fault))
        }
        _ => found,
    }
}

/// A value from a file, or from a variable, which need not be set where this command runs.
fn value(
    what: &str,
    source: &SecretSource,
    parse: impl FnOnce(&str) -> Result<String, String>,
) -> Finding {
    if let SecretSource::Variable(name) = source
        && env::var_os(name).is_none()
    {
        return Finding::warning(
            what,
            format!("the variable `{name}` is not set here: not checked"),
        );
    }
    let place = match source {
        SecretSource::File(path) => format!("`{}`", path.display()),
        SecretSource::Variable(name) => format!("the variable `{name}`"),
    };
    // `read` names the place itself.
    let read = source.read();
    let parsed = read.and_then(|text| parse(&text).map_err(|fault| format!("{place}: {fault}")));
    Finding::of(what, parsed.map(|detail| format!("{place}: {detail}")))
}

/// The fault of a secret file that every user of the machine can read.
#[cfg(unix)]
fn exposed(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    const READ_BY_OTHERS: u32 = 0o004;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o7777;
    let path = path.display();
    (mode & READ_BY_OTHERS != 0).then(|| {
        format!("`{path}` can be read by all users (mode {mode:04o}): run `chmod o-rwx {path}`")
    })
}

/// There are no modes to check.
#[cfg(not(unix))]
const fn exposed(_: &Path) -> Option<String> {
    None
}
