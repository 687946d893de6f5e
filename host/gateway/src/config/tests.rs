use super::*;

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
    assert_eq!(tenant.access_keys[0].id, "operator");
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
