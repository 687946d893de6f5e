//! Mail that fails: later again, at once if somebody wishes, or never; told by command and metric.

use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Ended, Gateway, Home, Ledger, Manner, Smtp};
use rusqlite::Connection;

use super::commands::codemint;

const ALICE: &str = r#"[{"email":"alice@example.com","code_send_to":"EMAIL"}]"#;

/// Nobody knows him: no code, no mail.
const NOBODY: &str = r#"[{"email":"nobody@example.com"}]"#;

fn mail(home: &Home, arguments: &[&str]) -> Ended {
    let folder = home.path().to_str().unwrap();
    codemint([&["mail"], arguments, &["--data", folder]].concat(), "")
}

/// The columns of each line of a list, without its head.
fn rows(ended: &Ended) -> Vec<Vec<String>> {
    assert!(ended.status.success(), "{ended:?}");
    let lines = ended.output.lines().skip(1);
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The value of a metric that has no labels.
fn metric(gateway: &Gateway, name: &str) -> String {
    let page = gateway.client().page("/metrics").body;
    let mut lines = page.lines();
    let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no metric `{name}`: {page}")).to_owned()
}

#[test]
fn what_is_refused_for_ever_is_a_dead_letter_without_its_code() {
    let home = Home::new();
    let server = Smtp::start(Manner::Rejects);
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
    // Another try would change nothing: it is not offered.
    let retried = mail(&home, &["retry", &row[0]]);
    assert!(!retried.status.success() && retried.log.contains("no mail waits"), "{retried:?}");
    let ended = gateway.stop();
    assert_eq!(server.refusals(), 1);
    // The server has repeated the code in its answer. Nobody has taken it over.
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

/// The server does not offer SMTPUTF8. A domain can be named to it all the same, a local part not.
#[test]
fn an_address_beyond_ascii_is_sent_to_or_is_a_dead_letter_that_says_why() {
    let home = Home::new();
    let server = Smtp::start(Manner::Takes);
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

#[test]
fn what_is_put_off_is_tried_again_and_counted() {
    let home = Home::new();
    let server = Smtp::start(Manner::IsBusyFirst(2));
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

/// Two tenants: the first has the server of all, the second its own, which is silent.
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

/// The commands with that configuration, and one user in both directories.
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
fn what_waits_can_be_hurried() {
    let (home, server) = (Home::new(), Smtp::start(Manner::IsBusyFirst(1)));
    let config = configured(&home, &server, 9);
    let list = || rows(&codemint(["mail", "list", "--config", &config], ""));
    assert!(list().is_empty());
    issue(&config, "one", ALICE);
    let waiting = list();
    let [row] = &waiting[..] else { panic!("one waits: {waiting:?}") };
    assert_eq!((row[1].as_str(), row[4].as_str(), row[6].as_str()), ("one", "1", "temporary"));
    // Its time has not come, whatever else is sent.
    issue(&config, "one", NOBODY);
    assert_eq!(server.mails().len(), 0);
    let retry = |id: &str| codemint(["mail", "retry", id, "--config", &config], "");
    for unknown in ["", "x", "01900000-0000-7000-8000-000000000000"] {
        assert!(!retry(unknown).status.success(), "{unknown}");
    }
    let hurried = retry(&row[0]);
    assert!(hurried.status.success() && hurried.output.contains("due now"), "{hurried:?}");
    issue(&config, "one", NOBODY);
    let mails = server.wait_for(1);
    assert_eq!(mails[0].header("Message-ID"), format!("<{}@example.com>", row[0]));
    assert!(list().is_empty());
}

#[test]
fn a_tenant_has_its_own_server() {
    let (home, server) = (Home::new(), Smtp::start(Manner::Takes));
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = configured(&home, &server, silent.local_addr().unwrap().port());
    issue(&config, "two", ALICE);
    issue(&config, "one", ALICE);
    assert_eq!(server.wait_for(1).len(), 1, "that of the first tenant alone");
    let list =
        |tenant| rows(&codemint(["mail", "list", "--config", &config, "--tenant", tenant], ""));
    let waiting = list("two");
    assert_eq!((waiting.len(), waiting[0][6].as_str()), (1, "connection"), "{waiting:?}");
    assert!(list("one").is_empty());
}
