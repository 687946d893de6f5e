//! A gateway that cannot work does not start, and says why.

use codemint_gateway_tests::{Gateway, Home, Ledger, Start, asking_for, gateway_program};
use rusqlite::Connection;
use std::fs;
use std::net::TcpListener;
use std::process::Command;

/// Spoils a home that worked, and expects that the gateway says all of `parts` and ends; then
/// repairs it, and expects that it starts again.
fn refuses(what: &str, spoil: impl Fn(&Home), repair: impl Fn(&Home), parts: &[&str]) {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    let _ = gateway.stop();
    spoil(&home);
    let Err(ended) = Gateway::demo(&home).try_to_run() else { panic!("{what}: it starts") };
    assert!(!ended.status.success() && ended.status.code().is_some(), "{what}: {ended:?}");
    assert_eq!(ended.output, "", "{what}");
    for part in parts {
        assert!(ended.log.contains(part), "{what}, no word of `{part}`: {}", ended.log);
    }
    let traces = ["panicked", "stack backtrace", "RUST_BACKTRACE"];
    assert!(!traces.iter().any(|trace| ended.log.contains(trace)), "{what}: {}", ended.log);
    repair(&home);
    let gateway = Gateway::demo(&home).run();
    assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    assert!(!Ledger::open(&home).codes().is_empty());
    let _ = gateway.stop();
}

fn aside(home: &Home, file: &str) {
    fs::rename(home.file(file), home.file("aside")).unwrap();
}

fn back(home: &Home, file: &str) {
    let path = home.file(file);
    if path.is_dir() {
        fs::remove_dir(&path).unwrap();
    }
    fs::rename(home.file("aside"), path).unwrap();
}

#[test]
fn with_a_folder_in_the_place_of_the_database() {
    let spoil = |home: &Home| {
        aside(home, "codemint.sqlite");
        fs::create_dir(home.file("codemint.sqlite")).unwrap();
    };
    refuses("a folder", spoil, |home| back(home, "codemint.sqlite"), &["store"]);
}

#[test]
fn with_something_else_in_the_place_of_the_database() {
    let spoil = |home: &Home| {
        aside(home, "codemint.sqlite");
        home.write("codemint.sqlite", &"This is no database.\n".repeat(1000));
    };
    refuses("no database", spoil, |home| back(home, "codemint.sqlite"), &["store", "database"]);
}

#[test]
fn with_a_database_of_a_later_codemint() {
    let version = |home: &Home, add: i64| {
        let database = Connection::open(home.file("codemint.sqlite")).unwrap();
        let now: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        database.pragma_update(None, "user_version", now + add).unwrap();
    };
    refuses("a later one", |home| version(home, 1000), |home| version(home, -1000), &["version"]);
}

#[test]
fn with_a_database_that_another_program_made() {
    let spoil = |home: &Home| {
        aside(home, "codemint.sqlite");
        let database = Connection::open(home.file("codemint.sqlite")).unwrap();
        database.execute_batch("CREATE TABLE records (whatever TEXT)").unwrap();
    };
    refuses("another's", spoil, |home| back(home, "codemint.sqlite"), &["store"]);
}

#[test]
fn with_a_key_that_is_none() {
    let spoil = |home: &Home| {
        aside(home, "codes.key");
        home.write("codes.key", "0123");
    };
    refuses("no key", spoil, |home| back(home, "codes.key"), &["key", "64 hexadecimal digits"]);
}

#[test]
fn with_an_access_key_that_is_none() {
    let spoil = |home: &Home| {
        aside(home, "access-key.pub.pem");
        home.write(
            "access-key.pub.pem",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        );
    };
    refuses("no access key", spoil, |home| back(home, "access-key.pub.pem"), &["access key"]);
}

#[test]
fn with_a_file_in_the_place_of_its_folder() {
    let outer = Home::new();
    outer.write("data", "a file");
    let inner = outer.file("data");
    let mut command = Command::new(gateway_program());
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&inner);
    let Err(ended) = Start::of(&outer, command).try_to_run() else { panic!("it starts") };
    assert!(!ended.status.success() && ended.status.code().is_some(), "{ended:?}");
    assert!(ended.log.contains(inner.to_str().unwrap()), "{}", ended.log);
    assert!(!ended.log.contains("panicked"), "{}", ended.log);
}

#[test]
fn on_a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    let Err(ended) = Gateway::demo_at(&home, &address).try_to_run() else { panic!("it starts") };
    assert!(!ended.status.success(), "{ended:?}");
    assert!(ended.log.contains(&address), "{}", ended.log);
    drop(taken);
    // The control: that port alone was in the way.
    let gateway = Gateway::demo_at(&home, &address).run();
    assert_eq!(gateway.url(), format!("http://{address}"));
    let _ = gateway.stop();
}
