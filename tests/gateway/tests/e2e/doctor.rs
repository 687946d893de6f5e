//! `codemint doctor`: an installation in order, and one fault at a time.

use super::commands::codemint;
use super::terminal::on_terminal;
use codemint_gateway_tests::{Behaviour, Gateway, Home, Smtp};
use rcgen::{CertificateParams, KeyPair};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

/// A home with a new configuration, to which lines are added.
fn home(more: &str) -> Home {
    let home = Home::bare();
    let config = home.file("codemint.toml");
    let ended = codemint(["config", "init", config.to_str().unwrap()], "");
    assert!(ended.status.success(), "{ended:?}");
    let text = home.text("codemint.toml");
    home.write("codemint.toml", &format!("{text}\n{more}"));
    home
}

/// The exit code, and each check that is wrong with its detail.
fn examine(home: &Home) -> (Option<i32>, Vec<(String, String)>) {
    let config = home.file("codemint.toml");
    let ended = codemint(["doctor", "--config", config.to_str().unwrap()], "");
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    let report: Value = serde_json::from_str(&ended.output).unwrap();
    assert_eq!(report["in_order"], ended.status.success(), "{ended:?}");
    let checks = report["checks"].as_array().unwrap().iter();
    let wrong = checks.filter(|check| check["status"] == "wrong");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (ended.status.code(), wrong.map(|one| (text(&one["what"]), text(&one["detail"]))).collect())
}

fn is_in_order(home: &Home) {
    assert_eq!(examine(home), (Some(0), Vec::new()));
}

/// One check is wrong, and its detail has that part.
fn is_wrong(home: &Home, what: &str, part: &str) {
    let (code, wrong) = examine(home);
    assert_eq!(code, Some(1), "{wrong:?}");
    let [(found, detail)] = &wrong[..] else { panic!("{what}: {wrong:?}") };
    assert!(found == what && detail.contains(part), "{what}, {part}: {wrong:?}");
}

/// A self-signed certificate for `name` and its key, in the home.
fn write_certificate(home: &Home, name: &str, change: impl FnOnce(&mut CertificateParams)) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    home.write("tls.pem", &params.self_signed(&key).unwrap().pem());
    home.write("tls.key", &key.serialize_pem());
}

#[test]
fn a_used_demo_is_in_order_and_shown_on_one_page() {
    let home = Home::new();
    let _ = Gateway::demo(&home).run().stop();
    let data = home.path().to_str().unwrap();
    let ended = codemint(["doctor", "--data", data], "");
    assert!(ended.status.success(), "{ended:?}");
    let seen = on_terminal(&["doctor", "--data", data], "", &[]);
    assert!(seen.status.success(), "{seen:?}");
    let page = seen.plain();
    assert!(page.ends_with("this installation is in order\n"), "{page}");
    for what in ["keys.codes", "clock", "database", "disk space", "module"] {
        assert!(page.contains(what), "{what}: {page}");
    }
    assert!(page.lines().count() < 24, "{page}");
}

#[test]
fn nothing_is_set_up_to_be_examined() {
    let home = Home::bare();
    let folder = home.file("nothing");
    let ended = codemint(["doctor", "--data", folder.to_str().unwrap()], "");
    assert!(!ended.status.success() && ended.log.contains("codemint demo"), "{ended:?}");
    assert!(!folder.exists());
    let home = self::home("");
    is_in_order(&home);
    assert!(!home.file("data").exists());
}

#[test]
fn a_key_that_is_absent_invalid_or_readable_is_wrong() {
    let home = home("");
    is_in_order(&home);
    let (good, path) = (home.text("codes.key"), home.file("codes.key"));
    fs::set_permissions(&path, Permissions::from_mode(0o604)).unwrap();
    is_wrong(&home, "keys.codes", "chmod o-rwx");
    home.write("codes.key", &good[1..]);
    is_wrong(&home, "keys.codes", "64 hexadecimal digits");
    fs::remove_file(&path).unwrap();
    is_wrong(&home, "keys.codes", "cannot read");
    home.write("codes.key", &good);
    is_in_order(&home);
}

#[test]
fn a_configuration_with_a_fault_is_wrong() {
    let home = home("colour = 'red'");
    is_wrong(&home, "configuration", "codemint config check");
}

#[test]
fn a_certificate_that_callers_refuse_is_wrong() {
    let home = home("[tls]\ncert = 'tls.pem'\nkey = 'tls.key'");
    write_certificate(&home, "127.0.0.1", |_| {});
    is_in_order(&home);
    write_certificate(&home, "127.0.0.1", |params| params.not_after = params.not_before);
    is_wrong(&home, "certificate", "expired");
    write_certificate(&home, "192.0.2.1", |_| {});
    is_wrong(&home, "certificate", "not valid for this name");
    write_certificate(&home, "127.0.0.1", |_| {});
    fs::set_permissions(home.file("tls.key"), Permissions::from_mode(0o644)).unwrap();
    is_wrong(&home, "tls.key", "chmod o-rwx");
    // The key of another certificate.
    home.write("tls.key", &KeyPair::generate().unwrap().serialize_pem());
    is_wrong(&home, "tls", "cannot be used");
}

#[test]
fn a_mail_server_that_does_not_answer_is_wrong() {
    let server = Smtp::start(Behaviour::Takes);
    let mail = |port: &str| {
        format!(
            "[mail]\nhost = '127.0.0.1'\nport = {port}\ntls = 'none'\nfrom = 'codes@example.com'\n\
             timeout = 5"
        )
    };
    is_in_order(&home(&mail(&server.port().to_string())));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    is_wrong(&home(&mail(&closed.port().to_string())), "mail server", "connection");
}

#[test]
fn a_database_that_is_none_or_of_others_is_wrong() {
    let home = home("");
    let config = home.file("codemint.toml");
    let listed = codemint(["directory", "list", "--config", config.to_str().unwrap()], "");
    assert!(listed.status.success(), "{listed:?}");
    is_in_order(&home);
    let file = home.file("data").join("codemint.sqlite");
    let good = fs::read(&file).unwrap();
    fs::write(&file, "This is not a database.\n".repeat(1000)).unwrap();
    is_wrong(&home, "database", "");
    fs::write(&file, good).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    is_wrong(&home, "database", "may be written by other users");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    is_in_order(&home);
    fs::set_permissions(home.file("data"), Permissions::from_mode(0o777)).unwrap();
    is_wrong(&home, "data", "may be written by other users");
}
