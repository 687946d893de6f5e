mod connections;
mod limits;
mod mail;
mod operators;

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

/// What may stand beside it.
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

/// What a configuration leaves out has the core's default, as in every other host. What the tenant
/// itself says is no default: its base URL, and whether it has a mail server.
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
fn what_may_stand_beside_it_is_read_too() {
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
fn elevations_have_twelve_spans_if_nothing_is_said() {
    let text = GOOD.replace("policies.enrolment", "policies.elevation");
    let config = Config::parse(&text, Path::new("."), false).unwrap();
    let spans = &config.tenants[0].policies[0].policy.spans;
    let hours: Vec<_> = spans.iter().map(|span| span.seconds.map(|s| s / 3600)).collect();
    let expected = [1, 4, 8, 24, 48, 168, 336, 720, 1440, 0, 4320, 8760];
    assert_eq!(hours, expected.map(|hours| (hours > 0).then_some(hours)));
    assert!((0..).zip(spans).all(|(index, span)| span.index == index));
}

/// Each in place of a part of what is good.
#[test]
fn each_fault_of_the_newer_keys_is_named_with_its_line() {
    let text = format!("{GOOD}{MORE}");
    let two = "\n[[tenants.keys]]\nname = \"two\"\nkey = { env = \"X\" }";
    let three = format!("{two}{}\n", two.replace("two", "three"));
    for (part, other, wanted) in [
        (
            "key = { env = \"HELP_DESK_KEY\" }",
            "key = \"plain\"",
            "`tenants.keys.key` must be a table",
        ),
        ("name = \"help-desk\"", "name = \"a:b\"", "`name` must be"),
        ("name = \"help-desk\"", "name = \"\"", "`name` must be"),
        ("[[tenants.tokens]]", &format!("{three}[[tenants.tokens]]"), "at most 2 keys"),
        (
            "[[tenants.tokens]]",
            &format!("{}\n[[tenants.tokens]]", two.replace("two", "help-desk")),
            "twice",
        ),
        ("sha256 = \"00", "sha256 = \"0", "64 hexadecimal digits"),
        ("sha256 = \"00", "sha256 = \"+1", "64 hexadecimal digits"),
        ("sha256 = \"00", "sha256 = \"0g", "64 hexadecimal digits"),
        ("password = { file = \"ann.phc\" }", "password = { }", "either `file` or `env`"),
        ("usual_validity = 7200", "usual_validity = 3599", "between 3600 and 259200"),
        ("usual_validity = 7200", "usual_validity = 259201", "between 3600 and 259200"),
        ("max_uses = 0", "max_uses = 65536", "between 0 and 65535"),
        ("max_live = 100", "max_live = 0", "between 1 and 1000"),
        ("max_live = 100", "max_live = 1001", "between 1 and 1000"),
        ("check = \"verhoeff\"", "check = \"luhn\"", "`check` must be one of none, mod97, damm"),
        ("check = \"verhoeff\"", "check = 7", "must be a string"),
        (
            "check = \"verhoeff\"",
            "check = \"letter-pair\"",
            "`check` for `decimal` must be one of none, mod97, damm, verhoeff",
        ),
        (
            "length = 8\ncheck = \"verhoeff\"",
            "length = 31\ncheck = \"mod97\"",
            "with `check = \"mod97\"` a `length` is at most 30",
        ),
        ("group = 3", "group = 33", "between 0 and 32"),
        ("revealable = true", "revealable = 1", "true or false"),
        ("remove_after = 604800", "remove_after = 0", "between 1 and"),
        ("reason_required = true", "reason_needed = true", "not known"),
        ("{ index = 0,", "{ index = 16,", "between 0 and 15"),
        ("{ index = 0,", "{ index = 15,", "twice"),
        ("{ index = 0,", "{", "`tenants.policies.elevation.spans.index` is missing"),
        ("seconds = 3600", "seconds = 0", "`until-contact`"),
        ("seconds = 3600", "seconds = 4294967296", "`until-contact`"),
        ("\"until-contact\"", "\"for-ever\"", "`until-contact`"),
        ("&c={activationCode}", "", "`{activationCode}`"),
        ("{userName}", "{user}", "`qr_template` must"),
        ("key = { env = \"OFFLINE_KEY\" }", "", "`tenants.offline.key` is missing"),
        ("cert = \"tls.pem\"", "", "`tls.cert` is missing"),
        ("\"::1\"", "\"::/0\"", "everybody"),
        ("\"::1\"", "\"localhost\"", "no address and no network"),
        ("\"::1\"", "\"10.0.0.0/33\"", "no address and no network"),
        ("trusted =", "believed =", "`proxy.trusted` is missing"),
    ] {
        assert!(text.contains(part), "{part}");
        let found = faults(&text.replacen(part, other, 1));
        assert!(found.iter().any(|fault| fault.contains(wanted)), "{other}: {found:#?}");
        let line =
            1 + text.lines().position(|line| line.contains(part.lines().next().unwrap())).unwrap();
        // A fault of a table is named at its head, a little above or below.
        let near = |fault: &&String| {
            let number = fault.strip_prefix("line ").and_then(|rest| rest.split(':').next());
            number.and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n.abs_diff(line) <= 9)
        };
        assert!(
            found.iter().filter(near).any(|fault| fault.contains(wanted)),
            "{line}: {found:#?}"
        );
    }
}

#[test]
fn codes_without_a_network_have_no_check_symbols() {
    let text = format!("{GOOD}{MORE}").replace("length = 20", "length = 20\ncheck = \"damm\"");
    let found = faults(&text);
    let line = 1 + text.lines().position(|line| line == "[tenants.offline]").unwrap();
    assert!(found.len() == 1 && found[0].contains("`offline` codes"), "{found:?}");
    assert!(found[0].starts_with(&format!("line {line}: ")), "{found:?}");
    let without = text.replace("[tenants.offline]\nkey = { env = \"OFFLINE_KEY\" }\n", "");
    assert_eq!(faults(&without), [] as [&str; 0]);
}

#[test]
fn what_lets_everybody_in_is_not_said_beside_a_key() {
    let open = GOOD.replace("base_url =", "allow_unauthenticated = true\nbase_url =");
    assert!(Config::parse(&open, Path::new("."), false).is_ok());
    let found = faults(&format!("{open}{MORE}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("line 17: ") && found[0].contains("without keys"), "{found:?}");
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    let plain = GOOD.replace("base_url =", "plain_http = true\nbase_url =");
    assert!(Config::parse(&plain, Path::new("."), false).unwrap().tenants[0].plain_http);
    for listen in ["0.0.0.0:80", "[::]:80", "192.0.2.1:80"] {
        let found = faults(&plain.replace("127.0.0.1:0", listen));
        assert!(found.len() == 1 && found[0].starts_with("line 17: "), "{listen}: {found:?}");
    }
}

#[test]
fn every_fault_is_named_with_its_line() {
    let text = r#"listen = 8080
colour = "red"
[keys]
codes = { file = "a", env = "b" }
[mail]
host = "mail.example.com"
from = "nobody"
tls = "maybe"
[[tenants]]
id = "Demo"
base_url = "codes.example.com"
[tenants.policies.enrolment]
length = 40
alphabet = "base64"
[tenants.policies.fun]
[[tenants]]
id = "two"
base_url = "https://two.example.com"
[[tenants.access_keys]]
id = "x"
"#;
    let expected = [
        (1, "`listen` must be a string"),
        (2, "`colour` is not known"),
        (4, "either `file` or `env`"),
        (7, "`mail.from` must be a mail address"),
        (8, "`mail.tls` must be"),
        (10, "`id` must be"),
        (11, "`base_url` must be"),
        (13, "`tenants.policies.enrolment.length` must be between 1 and 32"),
        (14, "`alphabet` must be one of"),
        (15, "`tenants.policies.fun` is not known"),
        (16, "each needs `hosts`"),
        (19, "`tenants.access_keys.public_key` is missing"),
    ];
    let found = faults(text);
    for (line, part) in expected {
        let start = format!("line {line}: ");
        let hit = found.iter().any(|fault| fault.starts_with(&start) && fault.contains(part));
        assert!(hit, "{line} {part}\n{found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(faults(""), ["line 1: `keys` is missing", "line 1: `tenants` is missing"]);
}

#[test]
fn broken_toml_is_a_fault_with_its_line() {
    let found = faults("listen = \"a\"\nkeys = = 2\n");
    assert!(found.iter().any(|fault| fault.starts_with("line 2: ")), "{found:?}");
}

#[test]
fn a_policy_below_the_floor_loads_only_when_that_is_accepted() {
    let weak = GOOD.replace("length = 9", "length = 6");
    assert!(faults(&weak)[0].contains("less than 20 bits"), "{:?}", faults(&weak));
    assert!(Config::parse(&weak, Path::new("."), true).is_ok());
    let checked = GOOD.replace("length = 9", "length = 6\ncheck = \"mod97\"");
    assert!(faults(&checked)[0].contains("less than 20 bits"), "a check symbol is no entropy");
    let long = GOOD.replace("length = 9", "max_validity = 86401");
    assert!(faults(&long)[0].contains("more than 86400 seconds"));
}

#[test]
fn mail_without_a_server_is_a_fault() {
    let start = GOOD.find("[mail]").unwrap();
    let end = GOOD.find("[[tenants]]").unwrap();
    let without = format!("{}{}", &GOOD[..start], &GOOD[end..]);
    assert!(Config::parse(&without, Path::new("."), false).is_ok());
    let wanted = without.replace("length = 9", "mail = true");
    assert!(faults(&wanted)[0].contains("no `[mail]`"), "{:?}", faults(&wanted));
}

#[test]
fn the_example_is_good() {
    let example = include_str!("../../example.toml");
    assert_eq!(faults(example), [] as [&str; 0]);
}
