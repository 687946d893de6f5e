//! Mail that fails: it is retried later, at once on request, or never. Commands and metrics show it.

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Behaviour, Ended, Gateway, Home, Ledger, Smtp};
use rusqlite::Connection;
use serde_json::json;

use super::commands::codemint;

const ALICE: &str = r#"[{"email":"alice@example.com","code_send_to":"EMAIL"}]"#;

/// A request for an unknown user: it issues no code and sends no mail.
const UNKNOWN: &str = r#"[{"email":"nobody@example.com"}]"#;

fn mail(home: &Home, arguments: &[&str]) -> Ended {
    let folder = home.path().to_str().unwrap();
    codemint([&["mail"], arguments, &["--data", folder]].concat(), "")
}

/// The listed mails, each as ID, tenant, purpose, recipient, attempts, time and fault.
fn rows(ended: &Ended) -> Vec<[String; 7]> {
    assert!(ended.status.success(), "{ended:?}");
    let json: serde_json::Value = serde_json::from_str(&ended.output).unwrap();
    let row = |mail: &serde_json::Value| {
        let at = if mail["died_at"].is_null() { "next_attempt_at" } else { "died_at" };
        let names = ["id", "tenant", "purpose", "to", "attempts", at, "fault"];
        names.map(|name| mail[name].to_string().trim_matches('"').to_owned())
    };
    json["mails"].as_array().unwrap().iter().map(row).collect()
}

/// The value of a metric that has no labels.
fn metric(gateway: &Gateway, name: &str) -> String {
    let page = gateway.client().page("/metrics").body;
    let mut lines = page.lines();
    let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no metric `{name}`: {page}")).to_owned()
}

#[test]
fn permanently_refused_mail_is_a_dead_letter_without_its_code() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Rejects);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    assert_eq!(metric(&gateway, "codemint_mail_dead"), "0");
    assert_eq!(gateway.client().post(ALICE).statuses(), [1000]);
    let rows = until("a dead letter", || {
        Some(rows(&mail(&home, &["list", "--dead"]))).filter(|rows| !rows.is_empty())
    });
    let [row] = &rows[..] else { panic!("one is dead: {rows:?}") };
    assert_eq!(row[1..5], ["demo", "enrolment", "alice@example.com", "1"].map(String::from));
    assert!(row[5].ends_with('Z') && row[6] == "rejected", "{row:?}");
    for (name, value) in
        [("dead", "1"), ("waiting", "0"), ("failed_attempts_total", "1"), ("sent_total", "0")]
    {
        assert_eq!(metric(&gateway, &format!("codemint_mail_{name}")), value, "{name}");
    }
    // It cannot be retried.
    let retried = mail(&home, &["retry", &row[0]]);
    assert!(!retried.status.success() && retried.log.contains("no mail waits"), "{retried:?}");
    let ended = gateway.stop();
    assert_eq!(server.refusals(), 1);
    // The server's reply has the code. The gateway does not repeat it.
    let shown = server.rejected().unwrap();
    let bare = shown.replace(' ', "");
    for text in [&ended.log, &ended.output, &row.join(" ")] {
        assert!(!text.contains(&shown) && !text.contains(&bare), "{text}");
    }
    assert!(ended.log.contains("rejected (554)"), "{}", ended.log);
    let database = Connection::open(home.file("codemint.sqlite")).unwrap();
    let sql = "SELECT length(sealed_code), last_error FROM outbox";
    let kept: (i64, String) =
        database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(kept, (0, "rejected".into()));
}

/// A server without SMTPUTF8 accepts the A-labels of any domain, but no local part beyond ASCII.
#[test]
fn without_smtputf8_an_idn_domain_is_delivered_and_a_local_part_is_a_dead_letter() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let asking = |to: &str| {
        format!(r#"[{{"email":"alice@example.com","code_send_to":"EMAIL","custom_email":"{to}"}}]"#)
    };
    assert_eq!(gateway.client().post(asking("user@bücher.example")).statuses(), [1000]);
    assert_eq!(server.wait_for(1)[0].to, ["user@xn--bcher-kva.example"]);
    assert_eq!(gateway.client().post(asking("jose\u{301}@example.com")).statuses(), [1000]);
    let rows = until("a dead letter", || {
        Some(rows(&mail(&home, &["list", "--dead"]))).filter(|rows| !rows.is_empty())
    });
    let [row] = &rows[..] else { panic!("one is dead: {rows:?}") };
    assert_eq!((row[3].as_str(), row[6].as_str()), ("jos\u{e9}@example.com", "needs-smtputf8"));
    let _ = gateway.stop();
    assert_eq!((server.mails().len(), server.refusals()), (1, 0));
}

/// Addresses as word processors and other systems write them. Each is refused at once or delivered:
/// there is one rule.
const RECIPIENTS: [&str; 9] = [
    "jose\u{301}@example.com",
    "a\u{2010}b@example.com",
    "a\u{2011}b@example.com",
    "o\u{2019}neil@example.com",
    "用户@例子.广告",
    "ann@bu\u{308}cher.example",
    "a\u{a0}b@example.com",
    "a\u{200b}b@example.com",
    "a..b@example.com",
];

#[test]
fn with_smtputf8_an_address_that_is_accepted_is_delivered() {
    let home = Home::new();
    let server = Smtp::with_smtputf8(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let client = gateway.client();
    let bearer = format!("Bearer {}", home.variable("NATIVE_TOKEN"));
    let by_rsa = |to: &str| {
        let body = json!([{
            "email": "alice@example.com", "code_send_to": "EMAIL", "custom_email": to,
        }]);
        match client.post(body.to_string()).statuses()[..] {
            [1000] => true,
            [1003] => false,
            ref other => panic!("{to:?}: {other:?}"),
        }
    };
    let by_native = |to: &str| {
        let subject = json!({ "id": "alice@example.com", "deliver": { "mail_to": to } });
        let body = json!({ "tenant": "demo", "subjects": [subject] }).to_string();
        let headers = [("authorization", bearer.as_str())];
        let answer = client.send("POST", "/v1/codes", &headers, body).unwrap().json();
        match answer.at("results").items()[0].at("status").text() {
            "issued" => true,
            "refused" | "not_understood" => false,
            other => panic!("{to:?}: {other}"),
        }
    };
    let (mut accepted, mut refused) = (0, 0);
    for to in RECIPIENTS {
        let asked: [&dyn Fn(&str) -> bool; 2] = [&by_rsa, &by_native];
        for ask in asked {
            if ask(to) {
                accepted += 1;
                let _ = server.wait_for(accepted);
            } else {
                refused += 1;
            }
        }
    }
    // The control: some are accepted, and some refused.
    assert!(accepted >= 8 && refused >= 2, "{accepted} {refused}");
    assert!(rows(&mail(&home, &["list", "--dead"])).is_empty());
    let _ = gateway.stop();
    assert_eq!((server.mails().len(), server.refusals()), (accepted, 0));
}

#[test]
fn deferred_mail_is_retried_and_counted() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::IsBusyFirst(2));
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    assert_eq!(gateway.client().post(ALICE).statuses(), [1000]);
    let _ = server.wait_for(1);
    until("the mail to be counted", || {
        (metric(&gateway, "codemint_mail_sent_total") == "1").then_some(())
    });
    for (name, value) in [("dead", "0"), ("waiting", "0"), ("failed_attempts_total", "2")] {
        assert_eq!(metric(&gateway, &format!("codemint_mail_{name}")), value, "{name}");
    }
    let _ = gateway.stop();
    assert_eq!((server.mails().len(), server.refusals()), (1, 2));
    assert_eq!(Ledger::open(&home).count("outbox"), 0);
}

/// Two tenants: the first uses the common mail server, the second its own, which never replies.
const CONFIG: &str = r#"
data = "."
[keys]
codes = { file = "codes.key" }
[mail]
host = "127.0.0.1"
port = PORT
tls = "none"
from = "codes@example.com"
[mail.retry]
first = 3600
longest = 3600
[[tenants]]
id = "one"
base_url = "https://one.example.com"
hosts = ["one.example.com"]
[tenants.policies.enrolment]
[[tenants]]
id = "two"
base_url = "https://two.example.com"
hosts = ["two.example.com"]
[tenants.mail.server]
host = "localhost"
port = SILENT
tls = "none"
timeout = 1
from = "codes@two.example.com"
[tenants.policies.enrolment]
"#;

/// Writes that configuration, with one user in both directories; its path.
fn configured(home: &Home, server: &Smtp, silent: u16) -> String {
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    let (port, silent) = (server.port().to_string(), silent.to_string());
    let text = CONFIG.replace("PORT", &port).replace("SILENT", &silent);
    let config = home.write("codemint.toml", &text).to_str().unwrap().to_owned();
    let users = "subject,purposes,mail\nalice@example.com,all,alice@example.com\n";
    let users = home.write("users.csv", users).to_str().unwrap().to_owned();
    for tenant in ["one", "two"] {
        let import = ["directory", "import", &users, "--config", &config, "--tenant", tenant];
        let ended = codemint(import, "");
        assert!(ended.status.success(), "{ended:?}");
    }
    config
}

fn issue(config: &str, tenant: &str, body: &str) {
    let arguments = ["issue", "--dialect", "rsa", "--config", config, "--tenant", tenant];
    let ended = codemint(arguments, body);
    assert!(ended.status.success(), "{ended:?}");
}

#[test]
fn waiting_mail_can_be_retried_at_once() {
    let (home, server) = (Home::new(), Smtp::start(Behaviour::IsBusyFirst(1)));
    let config = configured(&home, &server, 9);
    let list = || rows(&codemint(["mail", "list", "--config", &config], ""));
    assert!(list().is_empty());
    issue(&config, "one", ALICE);
    let waiting = list();
    let [row] = &waiting[..] else { panic!("one waits: {waiting:?}") };
    assert_eq!((row[1].as_str(), row[4].as_str(), row[6].as_str()), ("one", "1", "temporary"));
    // It is not due yet, whatever else is sent.
    issue(&config, "one", UNKNOWN);
    assert_eq!(server.mails().len(), 0);
    let retry = |id: &str| codemint(["mail", "retry", id, "--config", &config], "");
    for unknown in ["", "x", "01900000-0000-7000-8000-000000000000"] {
        assert!(!retry(unknown).status.success(), "{unknown}");
    }
    let hurried = retry(&row[0]);
    assert!(hurried.status.success() && hurried.output.contains("due now"), "{hurried:?}");
    issue(&config, "one", UNKNOWN);
    let mails = server.wait_for(1);
    assert_eq!(mails[0].header("Message-ID"), format!("<{}@example.com>", row[0]));
    assert!(list().is_empty());
}

#[test]
fn a_tenant_can_have_its_own_server() {
    let (home, server) = (Home::new(), Smtp::start(Behaviour::Takes));
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = configured(&home, &server, silent.local_addr().unwrap().port());
    issue(&config, "two", ALICE);
    issue(&config, "one", ALICE);
    assert_eq!(server.wait_for(1).len(), 1, "the second tenant's mail went to the common server");
    let list =
        |tenant| rows(&codemint(["mail", "list", "--config", &config, "--tenant", tenant], ""));
    let waiting = list("two");
    assert_eq!((waiting.len(), waiting[0][6].as_str()), (1, "connection"), "{waiting:?}");
    assert!(list("one").is_empty());
}
