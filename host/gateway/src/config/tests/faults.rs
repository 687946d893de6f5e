//! Faults, each with its line.

use super::*;

/// Each replaces a part of the good configuration.
#[test]
fn each_fault_of_the_other_sections_is_reported_with_its_line() {
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
            "with `check = \"mod97\"` `length` must be at most 30",
        ),
        ("group = 3", "group = 33", "between 0 and 32"),
        ("revealable = true", "revealable = 1", "true or false"),
        ("remove_after = 604800", "remove_after = 0", "between 1 and"),
        ("reason_required = true", "reason_needed = true", "is unknown"),
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
        ("\"::1\"", "\"::/0\"", "every address"),
        ("\"::1\"", "\"localhost\"", "not an address or a network"),
        ("\"::1\"", "\"10.0.0.0/33\"", "not an address or a network"),
        ("trusted =", "believed =", "`proxy.trusted` is missing"),
    ] {
        assert!(text.contains(part), "{part}");
        let found = faults(&text.replacen(part, other, 1));
        assert!(found.iter().any(|fault| fault.contains(wanted)), "{other}: {found:#?}");
        let line =
            1 + text.lines().position(|line| line.contains(part.lines().next().unwrap())).unwrap();
        // A fault of a table is reported at its head, a few lines above or below.
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
fn unauthenticated_callers_are_not_allowed_beside_a_key() {
    let open = GOOD.replace("base_url =", "allow_unauthenticated = true\nbase_url =");
    assert!(Config::parse(&open, Path::new("."), false).is_ok());
    let found = faults(&format!("{open}{MORE}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("line 17: ") && found[0].contains("without keys"), "{found:?}");
}

#[test]
fn plain_http_is_for_loopback_addresses() {
    let plain = GOOD.replace("base_url =", "plain_http = true\nbase_url =");
    assert!(Config::parse(&plain, Path::new("."), false).unwrap().tenants[0].plain_http);
    for listen in ["0.0.0.0:80", "[::]:80", "192.0.2.1:80"] {
        let found = faults(&plain.replace("127.0.0.1:0", listen));
        assert!(found.len() == 1 && found[0].starts_with("line 17: "), "{listen}: {found:?}");
    }
}

#[test]
fn every_fault_is_reported_with_its_line() {
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
        (2, "`colour` is unknown"),
        (4, "either `file` or `env`"),
        (7, "`mail.from` must be a mail address"),
        (8, "`mail.tls` must be"),
        (10, "`id` must be"),
        (11, "`base_url` must be"),
        (13, "`tenants.policies.enrolment.length` must be between 1 and 32"),
        (14, "`alphabet` must be one of"),
        (15, "`tenants.policies.fun` is unknown"),
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
fn missing_sections_are_reported() {
    assert_eq!(faults(""), ["line 1: `keys` is missing", "line 1: `tenants` is missing"]);
}

#[test]
fn broken_toml_is_a_fault_with_its_line() {
    let found = faults("listen = \"a\"\nkeys = = 2\n");
    assert!(found.iter().any(|fault| fault.starts_with("line 2: ")), "{found:?}");
}

#[test]
fn a_jump_of_the_clock_is_confirmed_within_a_day() {
    let with = |clock: &str| GOOD.replacen("[keys]", &format!("{clock}\n[keys]"), 1);
    let confirmation = |clock: &str| {
        let parsed = Config::parse(&with(clock), Path::new("."), false);
        parsed.map(|config| config.clock_confirmation)
    };
    for (clock, seconds) in [
        ("", 300),
        ("[clock]", 300),
        ("[clock]\nconfirm_seconds = 0", 0),
        ("[clock]\nconfirm_seconds = 86400", 86_400),
    ] {
        assert_eq!(confirmation(clock).unwrap(), Duration::from_secs(seconds), "{clock}");
    }
    for (clock, part) in [
        ("[clock]\nconfirm_seconds = 86401", "`clock.confirm_seconds` must be 0 to 86400"),
        ("[clock]\nconfirm_seconds = -1", "`clock.confirm_seconds` must be"),
        ("[clock]\nconfirm_seconds = \"1\"", "`clock.confirm_seconds` must be"),
        ("[clock]\nconfirm = 1", "`clock.confirm` is unknown"),
    ] {
        let found = faults(&with(clock));
        let [fault] = &found[..] else { panic!("{clock}: {found:?}") };
        assert!(fault.contains(part), "{clock}: {fault}");
    }
}
