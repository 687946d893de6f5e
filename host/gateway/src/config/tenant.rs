//! `[[tenants]]`: who is served, by which rules, and who may ask.

use super::reader::{Found, Section};
use super::secret::SecretSource;
use codemint::words::{
    Alphabet, CodeFormat, FloorBreach, Policy, PolicyFault, Purpose, ValidityBounds,
};
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
    /// The keys of those who may ask with signed tokens.
    pub(crate) access_keys: Vec<AccessKey>,
}

/// The rules for one purpose.
#[derive(Clone, Debug)]
pub(crate) struct PolicyConfig {
    /// What they are for.
    pub(crate) purpose: Purpose,
    /// The rules; `link_base` is the tenant's base URL.
    pub(crate) policy: Policy,
}

/// A key that tokens are signed with.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    /// The name of whoever holds it; a token's `sub`.
    pub(crate) id: String,
    /// The public key, PEM.
    pub(crate) public_key: SecretSource,
}

impl TenantConfig {
    pub(super) fn from(
        mut section: Section<'_>,
        folder: &Path,
        mail: bool,
        floors: bool,
    ) -> Option<Self> {
        let id = id(&mut section);
        let base_url = base_url(&mut section);
        let hosts = hosts(&mut section);
        let policies = policies(&mut section, mail, floors);
        let access_keys = access_keys(&mut section, folder);
        section.finish();
        let base_url = base_url?;
        let policies = policies.into_iter().map(|mut config| {
            config.policy.link_base.clone_from(&base_url);
            config
        });
        let policies = policies.collect();
        Some(Self { id: id?, base_url, hosts, policies, access_keys })
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

fn policies(section: &mut Section<'_>, mail: bool, floors: bool) -> Vec<PolicyConfig> {
    let Some(found) = section.optional::<Section<'_>>("policies") else { return Vec::new() };
    let mut by_purpose = found.value;
    let mut policies = Vec::new();
    for purpose in Purpose::ALL {
        let Some(found) = by_purpose.optional::<Section<'_>>(purpose.name()) else { continue };
        let Some(policy) = policy(found.value, mail, floors) else { continue };
        policies.push(PolicyConfig { purpose, policy });
    }
    by_purpose.finish();
    policies
}

/// One purpose's rules. A policy below a standard's floor does not load.
fn policy(mut section: Section<'_>, mail_configured: bool, floors: bool) -> Option<Policy> {
    let alphabet = alphabet(&mut section);
    let length = section.number("length", 1, CodeFormat::MAX_LENGTH.into());
    let max_tries = section.number("max_tries", 1, Policy::MAX_TRIES.into());
    let min = section.number("min_validity", 1, u32::MAX.into());
    let max = section.number("max_validity", 1, u32::MAX.into());
    let mail = section.optional::<bool>("mail");
    let mail_domains = domains(&mut section);
    let at = section.at();
    let number = |found: Option<Found<u64>>, default: u64| found.map_or(default, |f| f.value);
    let format = CodeFormat::new(alphabet?, number(length, 9) as u8)?;
    let validity = ValidityBounds { min: number(min, 600) as u32, max: number(max, 86_400) as u32 };
    let policy = match Policy::new(format, number(max_tries, 5) as u8, validity) {
        Ok(policy) => Some(policy),
        Err(PolicyFault::Tries { max }) => {
            section.fault(at, format!("`max_tries` must be between 1 and {max}"));
            None
        }
        Err(PolicyFault::Validity) => {
            section.fault(at, "`min_validity` must not be above `max_validity`");
            None
        }
    };
    let wanted = mail.as_ref().map_or(mail_configured, |found| found.value);
    if wanted && !mail_configured {
        section.fault(mail.map_or(at, |found| found.at), "there is no `[mail]` to send it with");
    }
    let policy = policy.map(|mut policy| {
        policy.issuing_allowed = true;
        policy.mail_configured = wanted;
        policy.mail_domains = mail_domains;
        policy
    });
    for breach in policy.iter().filter(|_| floors).flat_map(Policy::floor_breaches) {
        section.fault(at, breach_message(breach));
    }
    section.finish();
    policy
}

fn breach_message(breach: FloorBreach) -> String {
    let what = match breach {
        FloorBreach::Entropy { bits } => {
            format!("codes have less than {bits} bits (NIST SP 800-63B, OWASP ASVS 6.5.4)")
        }
        FloorBreach::Validity { max } => {
            format!("mailed codes are valid for more than {max} seconds (NIST SP 800-63A)")
        }
    };
    format!("below the floor: {what}; `--accept-below-floor` accepts it")
}

fn alphabet(section: &mut Section<'_>) -> Option<Alphabet> {
    let Some(Found { at, value }) = section.optional::<String>("alphabet") else {
        return Some(Alphabet::Decimal);
    };
    let alphabet = Alphabet::named(&value);
    if alphabet.is_none() {
        let names: Vec<_> = Alphabet::ALL.iter().map(|alphabet| alphabet.name()).collect();
        section.fault(at, format!("`alphabet` must be one of {}", names.join(", ")));
    }
    alphabet
}

fn domains(section: &mut Section<'_>) -> Vec<String> {
    let Some(found) = section.optional::<Vec<Found<String>>>("mail_domains") else {
        return Vec::new();
    };
    let mut domains = Vec::new();
    for Found { at, value } in found.value {
        match codemint::words::EmailAddress::parse(&format!("a@{value}")) {
            Some(address) => domains.push(address.domain().to_owned()),
            None => section.fault(at, format!("`{value}` is no mail domain")),
        }
    }
    domains
}

fn access_keys(section: &mut Section<'_>, folder: &Path) -> Vec<AccessKey> {
    let Some(found) = section.optional::<Vec<Found<Section<'_>>>>("access_keys") else {
        return Vec::new();
    };
    let mut keys: Vec<AccessKey> = Vec::new();
    for Found { at, value: mut key } in found.value {
        let id = key.required::<String>("id").map(|found| found.value);
        let public_key = key.required::<Section<'_>>("public_key").map(|found| found.value);
        key.finish();
        let public_key = public_key.and_then(|source| SecretSource::from(source, folder));
        let (Some(id), Some(public_key)) = (id, public_key) else { continue };
        if keys.iter().any(|known| known.id == id) {
            section.fault(at, format!("access key `{id}` is there twice"));
        }
        keys.push(AccessKey { id, public_key });
    }
    keys
}
