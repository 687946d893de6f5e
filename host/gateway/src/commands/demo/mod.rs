//! `codemint demo`: a tenant to try things on, set up from nothing.

mod environment;
mod keys;

use super::{Outcome, serve};
use crate::config::{AccessKey, Config, MailConfig, PolicyConfig, SecretSource, TenantConfig};
use crate::home::Home;
use crate::site::{Site, SiteError};
use codemint::journey::Standing;
use codemint::keys::RootKey;
use codemint::store::{SqliteStore, SubjectImport};
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};
use environment::Environment;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;
use std::{io, thread};

const TENANT: &str = "demo";
const ACCESS_ID: &str = "demo-operator";
const CODES_KEY: &str = "codes.key";
const ACCESS_KEY: &str = "access-key.pem";
const PUBLIC_KEY: &str = "access-key.pub.pem";

/// How often the tokens in the environment file are made anew; they live an hour.
const RENEWAL: Duration = Duration::from_secs(30 * 60);

/// Who may enrol.
const ENROLLING: [&str; 6] =
    ["administrator", "ADUser", "alice", "amuser", "AMViaPref0", "dummyUser"];

/// Whose identity source does not allow it.
const NOT_ENROLLING: &str = "local_rsa_unified";

pub(super) fn run(listen: &str, data: Option<PathBuf>, smtp: Option<&str>) -> Outcome {
    // The cryptography library's first random byte takes 40 ms: it tests its source. Signing the
    // demo's tokens needs one.
    thread::spawn(|| aws_lc_rs::rand::fill(&mut [0]));
    let runtime = serve::runtime()?;
    let (listener, address) = serve::bind(&runtime, listen)?;
    let mut config = config(data)?;
    let base_url = format!("http://{address}");
    set_base_url(&mut config, &base_url);
    if let Some(smtp) = smtp {
        set_mail(&mut config, smtp)?;
    }
    let site = Site::open(&config)?;
    let environment = Environment::new(&config, site.issuer.module(), base_url)?;
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
    serve::serve(&runtime, listener, address, site, &config)
}

/// The demo's configuration. Keys and subjects are made if they are not there.
///
/// # Errors
/// When the folder cannot be used.
pub(super) fn config(data: Option<PathBuf>) -> Result<Config, SiteError> {
    let nowhere = || io::Error::new(io::ErrorKind::NotFound, "no home folder: `--data` is needed");
    let data = data.or_else(Home::of_demo).ok_or_else(nowhere)?;
    let home = Home::at(&data)?;
    RootKey::from_file_or_new(&home.file(CODES_KEY))?;
    if !home.file(PUBLIC_KEY).exists() {
        keys::make(&home)?;
    }
    // The environment file is written last: where it is, everything else is.
    if !home.file(environment::FILE).exists() {
        fill_directory(&home)?;
    }
    let access_key = AccessKey {
        id: ACCESS_ID.to_owned(),
        public_key: SecretSource::File(home.file(PUBLIC_KEY)),
    };
    let tenant = TenantConfig {
        id: TENANT.to_owned(),
        base_url: format!("http://{}", Config::DEFAULT_LISTEN),
        hosts: Vec::new(),
        policies: policies(),
        access_keys: vec![access_key],
    };
    let key = SecretSource::File(home.file(CODES_KEY));
    let listen = Config::DEFAULT_LISTEN.to_owned();
    let mut config = Config { listen, data, key, mail: None, tenants: vec![tenant] };
    let base_url = format!("http://{}", Config::DEFAULT_LISTEN);
    set_base_url(&mut config, &base_url);
    Ok(config)
}

fn policies() -> Vec<PolicyConfig> {
    let format = CodeFormat::new(Alphabet::Decimal, 9);
    let validity = ValidityBounds { min: 600, max: 86_400 };
    let policy = format.and_then(|format| Policy::new(format, 5, validity).ok());
    let policy = policy.map(|mut policy| {
        policy.issuing_allowed = true;
        policy
    });
    policy.into_iter().map(|policy| PolicyConfig { purpose: Purpose::Enrolment, policy }).collect()
}

fn set_base_url(config: &mut Config, base_url: &str) {
    for tenant in &mut config.tenants {
        base_url.clone_into(&mut tenant.base_url);
        for rules in &mut tenant.policies {
            base_url.clone_into(&mut rules.policy.link_base);
        }
    }
}

fn set_mail(config: &mut Config, smtp: &str) -> Result<(), String> {
    let parts = smtp.rsplit_once(':');
    let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = parts.ok_or_else(|| format!("`{smtp}` is not HOST:PORT"))?;
    config.mail = Some(MailConfig::plain(host, port));
    let tenants = config.tenants.iter_mut();
    tenants.flat_map(|tenant| &mut tenant.policies).for_each(|rules| {
        rules.policy.mail_configured = true;
    });
    Ok(())
}

fn fill_directory(home: &Home) -> Result<(), SiteError> {
    let subject = |name: &str, purposes| SubjectImport {
        subject: format!("{name}@example.com"),
        standing: Standing::Active,
        purposes,
        mail: Some(format!("{name}@example.com")),
    };
    let enrolling = ENROLLING.iter().map(|name| subject(name, Purpose::ALL.to_vec()));
    let all = enrolling.chain([subject(NOT_ENROLLING, Vec::new())]);
    let store = SqliteStore::open(home.store())?;
    let imported = store.import_subjects(TENANT, all.map(Ok::<_, Infallible>));
    imported.map_err(|error| io::Error::other(error.to_string()))?;
    Ok(store.close()?)
}
