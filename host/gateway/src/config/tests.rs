mod connections;
mod faults;
mod floors;
mod limits;
mod mail;
mod operators;
mod renamed;

use super::*;
use codemint::words::{Alphabet, CheckScheme, CodeFormat, Policy, Purpose, Span};

const GOOD: &str = r#"
listen = "127.0.0.1:0"
data = "state"

[keys]
codes = { file = "codes.key" }

[mail]
host = "mail.example.com"
tls = "implicit"
from = "codes@example.com"
user = "codes"
password = { env = "MAIL_PASSWORD" }

[[tenants]]
id = "demo"
base_url = "https://codes.example.com/"
hosts = ["Codes.example.com"]

[tenants.policies.enrolment]
alphabet = "decimal"
length = 9
max_tries = 5
mail_domains = ["Bücher.example"]

[[tenants.access_keys]]
id = "operator"
public_key = { file = "operator.pem" }
"#;

/// More sections.
const MORE: &str = r#"
[[tenants.keys]]
name = "help-desk"
key = { env = "HELP_DESK_KEY" }

[[tenants.tokens]]
name = "DEV3"
sha256 = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"

[[tenants.accounts]]
name = "ann"
password = { file = "ann.phc" }

[tenants.policies.elevation]
length = 20
min_validity = 3600
max_validity = 259200
usual_validity = 7200
max_uses = 0
reason_required = true
mail = false
spans = [{ index = 0, seconds = 3600 }, { index = 15, seconds = "until-contact" }]

[tenants.policies.activation]
length = 8
check = "verhoeff"
group = 3
max_live = 100
revealable = true
show_hidden = false
remove_after = 604800
qr_template = "app://x?t={tenantId}&u={userName}&c={activationCode}"
qr_data_uri = true
reveal_format = true

[tenants.offline]
key = { env = "OFFLINE_KEY" }

[tls]
cert = "tls.pem"
key = "/etc/tls.key"

[proxy]
trusted = ["10.0.0.0/8", "::1"]
"#;

fn faults(text: &str) -> Vec<String> {
    let parsed = Config::parse(text, Path::new("/etc/codemint"), false);
    parsed.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_configuration_is_read_whole() {
    let config = Config::parse(GOOD, Path::new("/etc/codemint"), false).unwrap();
    assert_eq!(config.listen, "127.0.0.1:0");
    assert_eq!(config.data, Path::new("/etc/codemint/state"));
    assert_eq!(config.key, SecretSource::File("/etc/codemint/codes.key".into()));
    assert!(config.mail.is_some());
    let tenant = &config.tenants[0];
    assert_eq!(tenant.base_url, "https://codes.example.com");
    assert_eq!(tenant.hosts, ["codes.example.com"]);
    let policy = &tenant.policies[0].policy;
    assert!(policy.issuing_allowed && policy.mail_configured);
    assert_eq!(policy.link_base, "https://codes.example.com");
    assert_eq!(policy.mail_domains, ["xn--bcher-kva.example"]);
    assert_eq!(tenant.credentials.access_keys[0].id, "operator");
    assert!(tenant.credentials.key_in_query && !tenant.credentials.allow_unauthenticated);
    assert!(!tenant.plain_http && config.tls.is_none() && config.proxies.is_empty());
    let usual = &tenant.policies[0];
    assert_eq!((usual.policy.usual_validity, usual.policy.max_live), (600, 1));
    assert_eq!((usual.policy.max_uses, usual.remove_after), (1, None));
    let format = usual.policy.format();
    assert_eq!((format.check(), format.group(), format.length()), (CheckScheme::None, 0, 9));
    assert!(!usual.policy.reveal_format);
    assert!(!usual.policy.revealable && usual.policy.show_hidden);
    assert_eq!(usual.policy.spans, Span::usual());
}

/// What a policy leaves out has the core's default, as in every other host. Two things are not
/// defaults: the tenant's base URL, and whether it has a mail server.
#[test]
fn an_empty_policy_is_the_cores_own() {
    let start = GOOD.find("[tenants.policies").unwrap();
    let end = GOOD[start + 1..].find("\n[").map_or(GOOD.len(), |at| start + 1 + at);
    for purpose in Purpose::ALL {
        let section = format!("[tenants.policies.{}]\n", purpose.name());
        let text = [&GOOD[..start], &section, &GOOD[end..]].concat();
        let config = Config::parse(&text, Path::new("/etc/codemint"), false).unwrap();
        let found = &config.tenants[0].policies[0];
        let format = CodeFormat::new(Alphabet::Decimal, Policy::USUAL_LENGTH).unwrap();
        let mut usual = Policy::new(format, Policy::USUAL_TRIES, Policy::USUAL_VALIDITY).unwrap();
        usual.mail_configured = true;
        usual.link_base = String::from("https://codes.example.com");
        assert_eq!(found.policy, usual);
        assert_eq!((found.purpose, found.remove_after), (purpose, None));
    }
}

#[test]
fn the_other_sections_are_read() {
    let text = format!("{GOOD}{MORE}");
    let config = Config::parse(&text, Path::new("/etc/codemint"), false).unwrap();
    let (cert, key) = ("/etc/codemint/tls.pem".into(), "/etc/tls.key".into());
    assert_eq!(config.tls, Some(TlsFiles { cert, key }));
    let proxies: Vec<String> = config.proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    let tenant = &config.tenants[0];
    let credentials = &tenant.credentials;
    assert_eq!(credentials.keys[0].secret, SecretSource::Variable("HELP_DESK_KEY".into()));
    assert_eq!(
        (credentials.tokens[0].name.as_str(), credentials.tokens[0].sha256[10]),
        ("DEV3", 0xaa)
    );
    assert_eq!(credentials.accounts[0].name, "ann");
    assert_eq!(tenant.offline, Some(SecretSource::Variable("OFFLINE_KEY".into())));
    let of = |purpose| tenant.policies.iter().find(|rules| rules.purpose == purpose).unwrap();
    let elevation = &of(Purpose::Elevation).policy;
    let span = |index, seconds| Span { index, seconds };
    assert_eq!(elevation.spans, [span(0, Some(3600)), span(15, None)]);
    assert_eq!((elevation.usual_validity, elevation.max_uses), (7200, 0));
    assert!(elevation.reason_required);
    let activation = of(Purpose::Activation);
    assert_eq!((activation.policy.max_live, activation.remove_after), (100, Some(604_800)));
    assert!(
        activation.policy.reveal_format
            && activation.policy.revealable
            && !activation.policy.show_hidden
            && activation.policy.qr_data_uri
    );
    assert!(activation.policy.qr_template.starts_with("app://x?t={tenantId}"));
    let format = activation.policy.format();
    assert_eq!((format.check(), format.group()), (CheckScheme::Verhoeff, 3));
    assert_eq!((format.length(), format.whole_length()), (8, 9));
}

#[test]
fn elevations_have_twelve_spans_by_default() {
    let text = GOOD.replace("policies.enrolment", "policies.elevation");
    let config = Config::parse(&text, Path::new("."), false).unwrap();
    let spans = &config.tenants[0].policies[0].policy.spans;
    let hours: Vec<_> = spans.iter().map(|span| span.seconds.map(|s| s / 3600)).collect();
    let expected = [1, 4, 8, 24, 48, 168, 336, 720, 1440, 0, 4320, 8760];
    assert_eq!(hours, expected.map(|hours| (hours > 0).then_some(hours)));
    assert!((0..).zip(spans).all(|(index, span)| span.index == index));
}

#[test]
fn the_example_is_good() {
    let example = include_str!("../../example.toml");
    assert_eq!(faults(example), [] as [&str; 0]);
}
