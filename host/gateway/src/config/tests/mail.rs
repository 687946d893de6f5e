//! `[mail]` and `[tenants.mail]`.

use super::*;

/// The settings of a tenant's mails.
const TENANT: &str = r#"name = "Acme <Ltd>"
[tenants.mail]
locale = "de-AT"
time_zone = "Europe/Vienna"
link = "https://codes.example.com/redeem#{code}"
qr = "link"
[tenants.mail.server]
host = "localhost"
tls = "none"
from = "codes@acme.example"

[tenants.policies.enrolment]"#;

fn whole() -> String {
    let retry = "\n[mail.retry]\nfirst = 10\nlongest = 60\nattempts = 3\n";
    let text = GOOD.replace("password = {", "from_name = \"Codes\"\ntimeout = 7\npassword = {");
    let text = text.replace("\n[[tenants]]", &format!("{retry}\n[[tenants]]"));
    text.replace("[tenants.policies.enrolment]", TENANT)
}

#[test]
fn everything_about_mail_is_read() {
    let config = Config::parse(&whole(), Path::new("/etc/codemint"), false).unwrap();
    let retries = config.mail.unwrap().retries;
    assert_eq!((retries.first, retries.longest, retries.attempts), (10, 60, 3));
    let mail = &config.tenants[0].mail;
    assert!(mail.server.is_some());
    let head = mail.letterhead("demo").unwrap();
    assert_eq!(head.tenant.as_str(), "Acme <Ltd>");
    assert_eq!(head.locale.unwrap().as_str(), "de-at");
    assert_eq!((head.zone.name(), head.link.is_some()), ("Europe/Vienna", true));
    let usual = Config::parse(GOOD, Path::new("."), false).unwrap();
    let head = usual.tenants[0].mail.letterhead("demo").unwrap();
    assert_eq!((head.tenant.as_str(), head.zone.name(), head.link), ("demo", "UTC", None));
}

#[test]
fn a_tenants_own_server_is_enough() {
    let text = whole();
    let (start, end) = (text.find("[mail]").unwrap(), text.find("[[tenants]]").unwrap());
    let alone = format!("{}{}", &text[..start], &text[end..]);
    let config = Config::parse(&alone, Path::new("."), false).unwrap();
    assert!(config.mail.is_none() && config.tenants[0].policies[0].policy.mail_configured);
}

#[test]
fn each_fault_about_mail_is_reported_with_its_line() {
    let text = whole();
    assert_eq!(faults(&text), [] as [&str; 0]);
    for (part, other, wanted) in [
        ("tls = \"implicit\"", "tls = \"none\"", "`plain_allowed = true`"),
        ("from_name = \"Codes\"", "from_name = \"a\\r\\nBcc: b@example.com\"", "control character"),
        ("from_name = \"Codes\"", "from_name = \" \"", "it is empty"),
        ("timeout = 7", "timeout = 0", "between 1 and 600"),
        ("first = 10", "first = 0", "between 1 and 86400"),
        ("attempts = 3", "attempts = 0", "between 1 and 1000"),
        ("attempts = 3", "tries = 3", "`mail.retry.tries` is unknown"),
        ("longest = 60", "longest = 9", "must not be above"),
        ("name = \"Acme <Ltd>\"", "name = \"Acme\\nX: y\"", "control character"),
        ("locale = \"de-AT\"", "locale = \"de_AT\"", "`locale` must be a language tag"),
        ("time_zone = \"Europe/Vienna\"", "time_zone = \"Vienna\"", "IANA name"),
        ("redeem#{code}", "redeem/{code}", "only after the `#`"),
        ("link = \"https", "link = \"ftp", "http or https"),
        ("link = \"https", "url = \"https", "needs a `link`"),
        ("qr = \"link\"", "qr = \"picture\"", "`code`, `link` or `none`"),
        ("qr = \"link\"", "templates = \"no/such/folder\"", "template `"),
        ("host = \"localhost\"", "host = \"mail.acme.example\"", "`plain_allowed = true`"),
        ("from = \"codes@acme.example\"", "from = \"acme\"", "must be a mail address"),
    ] {
        assert!(text.contains(part), "{part}");
        let found = faults(&text.replacen(part, other, 1));
        let line = 1 + text.lines().position(|line| line.contains(part)).unwrap();
        let near = |fault: &&String| {
            let number = fault.strip_prefix("line ").and_then(|rest| rest.split(':').next());
            number.and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n.abs_diff(line) <= 3)
        };
        let named = found.iter().filter(near).any(|fault| fault.contains(wanted));
        assert!(named, "{other}, line {line}: {found:#?}");
    }
    let allowed = text.replace("tls = \"implicit\"", "tls = \"none\"\nplain_allowed = true");
    assert_eq!(faults(&allowed), [] as [&str; 0]);
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
