//! `[tenants.policies.<purpose>]`: the rules for one purpose.

use super::reader::{Found, Section};
use super::{format, spans};
use codemint::words::{FloorBreach, Policy, PolicyFault, Purpose, ValidityBounds};

/// The most live codes that a subject may have: each is looked at when another is asked for.
const MAX_CODES_PER_SUBJECT: u64 = 1000;

/// The longest time after which a value is removed: ten years, in seconds.
const MAX_REMOVE_AFTER: u64 = 10 * 366 * 24 * 60 * 60;

/// The longest template of a QR symbol, in bytes: the largest symbol has room for 2331 at the
/// correction that is used, of which the values need some.
const MAX_QR_TEMPLATE: usize = 1024;

/// The rules for one purpose.
#[derive(Clone, Debug)]
pub(crate) struct PolicyConfig {
    /// What they are for.
    pub(crate) purpose: Purpose,
    /// The rules; `link_base` is the tenant's base URL.
    pub(crate) policy: Policy,
    /// How long after a code is over its value is removed, in seconds; `None` for never.
    pub(crate) remove_after: Option<u32>,
}

/// The rules of a tenant, by purpose.
pub(super) fn all(section: &mut Section<'_>, mail: bool, floors: bool) -> Vec<PolicyConfig> {
    let Some(found) = section.optional::<Section<'_>>("policies") else { return Vec::new() };
    let mut by_purpose = found.value;
    let mut policies = Vec::new();
    for purpose in Purpose::ALL {
        let Some(found) = by_purpose.optional::<Section<'_>>(purpose.name()) else { continue };
        policies.extend(policy(found.value, purpose, mail, floors));
    }
    by_purpose.finish();
    policies
}

/// One purpose's rules. A policy below a standard's floor does not load.
fn policy(
    mut section: Section<'_>,
    purpose: Purpose,
    mail: bool,
    floors: bool,
) -> Option<PolicyConfig> {
    let base = base(&mut section);
    let mail = mail_wanted(&mut section, mail);
    let mail_domains = domains(&mut section);
    let usual = usual_validity(&mut section, base.as_ref());
    let extras = Extras::from(&mut section);
    let spans = spans::spans(&mut section, purpose);
    let remove_after = section.number("remove_after", 1, MAX_REMOVE_AFTER);
    let policy = base.map(|mut policy| {
        policy.issuing_allowed = true;
        policy.mail_configured = mail;
        policy.mail_domains = mail_domains;
        policy.usual_validity = usual.unwrap_or(policy.usual_validity);
        policy.spans = spans;
        extras.put_into(&mut policy);
        policy
    });
    for breach in policy.iter().filter(|_| floors).flat_map(Policy::floor_breaches) {
        section.fault(section.at(), breach_message(breach));
    }
    section.finish();
    let remove_after = remove_after.and_then(|found| u32::try_from(found.value).ok());
    policy.map(|policy| PolicyConfig { purpose, policy, remove_after })
}

/// What every policy has: the shape of codes, how many wrong tries lock them, their validity.
fn base(section: &mut Section<'_>) -> Option<Policy> {
    let format = format::format(section);
    let max_tries = section.number("max_tries", 1, Policy::MAX_TRIES.into());
    let min = section.number("min_validity", 1, u32::MAX.into());
    let max = section.number("max_validity", 1, u32::MAX.into());
    let number = |found: Option<Found<u64>>, default: u64| found.map_or(default, |f| f.value);
    let validity = ValidityBounds { min: number(min, 600) as u32, max: number(max, 86_400) as u32 };
    let fault = match Policy::new(format?, number(max_tries, 5) as u8, validity) {
        Ok(policy) => return Some(policy),
        Err(PolicyFault::Tries { max }) => format!("`max_tries` must be between 1 and {max}"),
        Err(PolicyFault::Validity) => "`min_validity` must not be above `max_validity`".to_owned(),
    };
    section.fault(section.at(), fault);
    None
}

/// Whether codes may be mailed: if nothing is said, where there is something to mail them with.
fn mail_wanted(section: &mut Section<'_>, configured: bool) -> bool {
    let Some(Found { at, value }) = section.optional::<bool>("mail") else { return configured };
    if value && !configured {
        section.fault(at, "there is no `[mail]` to send it with");
    }
    value
}

fn usual_validity(section: &mut Section<'_>, policy: Option<&Policy>) -> Option<u32> {
    let Found { at, value } = section.number("usual_validity", 1, u32::MAX.into())?;
    let ValidityBounds { min, max } = policy?.validity();
    let usual = u32::try_from(value).ok().filter(|usual| (min..=max).contains(usual));
    if usual.is_none() {
        section.fault(at, format!("`usual_validity` must be between {min} and {max}"));
    }
    usual
}

/// What a policy may say beside, each with the value it has if nothing is said.
struct Extras {
    max_live: u16,
    sealed: bool,
    hidden_told: bool,
    reveal_format: bool,
    max_uses: u16,
    reason_required: bool,
    qr_template: String,
    qr_data_uri: bool,
}

impl Extras {
    fn from(section: &mut Section<'_>) -> Self {
        let mut short = |key, min, max, default| {
            let found = section.number(key, min, max);
            found.and_then(|found| u16::try_from(found.value).ok()).unwrap_or(default)
        };
        let max_live = short("codes_per_subject", 1, MAX_CODES_PER_SUBJECT, 1);
        let max_uses = short("max_uses", 0, u16::MAX.into(), 1);
        let mut flag = |key, default| {
            section.optional::<bool>(key).map_or(default, |found: Found<bool>| found.value)
        };
        Self {
            max_live,
            max_uses,
            sealed: flag("tell_again", false),
            hidden_told: flag("tell_hidden", true),
            reveal_format: flag("reveal_format", false),
            reason_required: flag("reason_required", false),
            qr_data_uri: flag("qr_data_uri", false),
            qr_template: qr_template(section),
        }
    }

    fn put_into(self, policy: &mut Policy) {
        policy.max_live = self.max_live;
        policy.sealed = self.sealed;
        policy.hidden_told = self.hidden_told;
        policy.reveal_format = self.reveal_format;
        policy.max_uses = self.max_uses;
        policy.reason_required = self.reason_required;
        policy.qr_template = self.qr_template;
        policy.qr_data_uri = self.qr_data_uri;
    }
}

/// Empty if nothing is said: the module has its own.
fn qr_template(section: &mut Section<'_>) -> String {
    let Some(Found { at, value }) = section.optional::<String>("qr_template") else {
        return String::new();
    };
    let mut rest = value.clone();
    for name in ["{tenantId}", "{userName}", "{activationCode}"] {
        rest = rest.replace(name, "");
    }
    let known = !rest.contains(['{', '}']) && !rest.chars().any(char::is_control);
    if !known || value.len() > MAX_QR_TEMPLATE || !value.contains("{activationCode}") {
        section.fault(
            at,
            format!(
                "`qr_template` must contain `{{activationCode}}`, may contain `{{tenantId}}` and \
                 `{{userName}}`, and has at most {MAX_QR_TEMPLATE} bytes"
            ),
        );
    }
    value
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
