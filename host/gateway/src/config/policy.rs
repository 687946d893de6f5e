//! `[tenants.policies.<purpose>]`: the policy for one purpose.

use super::reader::{Found, Section};
use super::{format, spans};
use codemint::words::{FloorBreach, Policy, PolicyFault, PolicyOptions, Purpose, ValidityBounds};

/// The highest `max_live`: each live code of a subject is read when another is issued.
const HIGHEST_MAX_LIVE: u64 = 1000;

/// Keys that were renamed: the old name and the new one. The old names are read with a
/// warning in this version, and refused in the next one.
const RENAMED: [(&str, &str); 3] = [
    ("codes_per_subject", "max_live"),
    ("tell_again", "revealable"),
    ("tell_hidden", "show_hidden"),
];

/// The longest time after which a value is removed: ten years, in seconds.
const MAX_REMOVE_AFTER: u64 = 10 * 366 * 24 * 60 * 60;

/// The longest template of a QR symbol, in bytes. The largest symbol has room for 2331 bytes at the
/// level that is used, and the values need some of them.
const MAX_QR_TEMPLATE: usize = 1024;

/// The policy for one purpose.
#[derive(Clone, Debug)]
pub(crate) struct PolicyConfig {
    /// The purpose.
    pub(crate) purpose: Purpose,
    /// The policy; `link_base` is the tenant's base URL.
    pub(crate) policy: Policy,
    /// How long after its expiry a code's value is removed, in seconds; `None` for never.
    pub(crate) remove_after: Option<u32>,
}

/// The policies of a tenant, by purpose.
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

/// One policy. With `floors`, a policy below a standard's floor is a fault.
fn policy(
    mut section: Section<'_>,
    purpose: Purpose,
    mail: bool,
    floors: bool,
) -> Option<PolicyConfig> {
    let base = base(&mut section);
    let mail = mail_wanted(&mut section, mail);
    let options = PolicyOptions {
        mail_configured: Some(mail),
        mail_domains: domains(&mut section),
        usual_validity: usual_validity(&mut section, base.as_ref()),
        ..options(&mut section)
    };
    let options = PolicyOptions { spans: spans::spans(&mut section), ..options };
    let remove_after = section.number("remove_after", 1, MAX_REMOVE_AFTER);
    let policy = base.map(|usual| options.over(usual));
    for breach in policy.iter().filter(|_| floors).flat_map(Policy::floor_breaches) {
        section.fault(section.at(), breach_message(breach));
    }
    section.finish();
    let remove_after = remove_after.and_then(|found| u32::try_from(found.value).ok());
    policy.map(|policy| PolicyConfig { purpose, policy, remove_after })
}

/// What every policy has: the format of codes, how many wrong attempts lock them, their validity.
fn base(section: &mut Section<'_>) -> Option<Policy> {
    let format = format::format(section);
    let max_tries = section.number("max_tries", 1, Policy::MAX_TRIES.into());
    let min = section.number("min_validity", 1, u32::MAX.into());
    let max = section.number("max_validity", 1, u32::MAX.into());
    let number = |found: Option<Found<u64>>| found.map(|found| found.value as u32);
    let ValidityBounds { min: usual_min, max: usual_max } = Policy::USUAL_VALIDITY;
    let validity = ValidityBounds {
        min: number(min).unwrap_or(usual_min),
        max: number(max).unwrap_or(usual_max),
    };
    let max_tries = number(max_tries).map_or(Policy::USUAL_TRIES, |tries| tries as u8);
    let fault = match Policy::new(format?, max_tries, validity) {
        Ok(policy) => return Some(policy),
        Err(PolicyFault::Tries { max }) => format!("`max_tries` must be between 1 and {max}"),
        Err(PolicyFault::Validity) => "`min_validity` must not be above `max_validity`".to_owned(),
    };
    section.fault(section.at(), fault);
    None
}

/// Whether codes may be mailed: by default, where a mail server is configured.
fn mail_wanted(section: &mut Section<'_>, configured: bool) -> bool {
    let Some(Found { at, value }) = section.optional::<bool>("mail") else { return configured };
    if value && !configured {
        section.fault(
            at,
            "there is no `[mail]` section to send mail with: add one, or remove `mail = true`",
        );
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

/// The optional settings of a policy; where one is absent, the core's default applies.
fn options(section: &mut Section<'_>) -> PolicyOptions {
    for (old, new) in RENAMED {
        section.renamed(old, new);
    }
    let mut short = |key, min, max| {
        let found: Option<Found<u64>> = section.number(key, min, max);
        found.and_then(|found| u16::try_from(found.value).ok())
    };
    let max_live = short("max_live", 1, HIGHEST_MAX_LIVE);
    let max_uses = short("max_uses", 0, u16::MAX.into());
    let mut flag = |key| section.optional::<bool>(key).map(|found: Found<bool>| found.value);
    PolicyOptions {
        max_live,
        max_uses,
        revealable: flag("revealable"),
        show_hidden: flag("show_hidden"),
        reveal_format: flag("reveal_format"),
        reason_required: flag("reason_required"),
        qr_data_uri: flag("qr_data_uri"),
        qr_template: qr_template(section),
        ..PolicyOptions::default()
    }
}

fn qr_template(section: &mut Section<'_>) -> Option<String> {
    let Found { at, value } = section.optional::<String>("qr_template")?;
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
    Some(value)
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

fn domains(section: &mut Section<'_>) -> Option<Vec<String>> {
    let found = section.optional::<Vec<Found<String>>>("mail_domains")?;
    let mut domains = Vec::new();
    for Found { at, value } in found.value {
        match codemint::words::EmailAddress::parse(&format!("a@{value}")) {
            Some(address) => domains.push(address.domain().to_owned()),
            None => section.fault(at, format!("`{value}` is not a mail domain")),
        }
    }
    Some(domains)
}
