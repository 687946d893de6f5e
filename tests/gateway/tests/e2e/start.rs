//! A gateway that cannot work does not start, and reports why.

use codemint_gateway_tests::{Gateway, Home, Ledger, Start, asking_for, gateway_program};
use rusqlite::Connection;
use std::fs;
use std::net::TcpListener;
use std::process::Command;

/// Damages the data folder of a gateway, and asserts that the gateway ends and that its log has all
/// of `parts`. Then repairs the folder, and asserts that the gateway starts.
fn refuses(what: &str, damage: impl Fn(&Home), repair: impl Fn(&Home), parts: &[&str]) {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    let _ = gateway.stop();
    damage(&home);
    let Err(ended) = Gateway::demo(&home).try_to_run() else { panic!("{what}: it starts") };
    assert!(!ended.status.success() && ended.status.code().is_some(), "{what}: {ended:?}");
    assert_eq!(ended.output, "", "{what}");
    for part in parts {
        assert!(ended.log.contains(part), "{what}: `{part}` is not in the log: {}", ended.log);
    }
    let traces = ["panicked", "stack backtrace", "RUST_BACKTRACE"];
    assert!(!traces.iter().any(|trace| ended.log.contains(trace)), "{what}: {}", ended.log);
    repair(&home);
    let gateway = Gateway::demo(&home).run();
    assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    assert!(!Ledger::open(&home).codes().is_empty());
    let _ = gateway.stop();
}

fn move_aside(home: &Home, file: &str) {
    fs::rename(home.file(file), home.file("move_aside")).unwrap();
}

fn move_back(home: &Home, file: &str) {
    let path = home.file(file);
    if path.is_dir() {
        fs::remove_dir(&path).unwrap();
    }
    fs::rename(home.file("move_aside"), path).unwrap();
}

#[test]
fn a_folder_in_place_of_the_database_is_refused() {
    let damage = |home: &Home| {
        move_aside(home, "codemint.sqlite");
        fs::create_dir(home.file("codemint.sqlite")).unwrap();
    };
    refuses("a folder", damage, |home| move_back(home, "codemint.sqlite"), &["store"]);
}

#[test]
fn a_text_in_place_of_the_database_is_refused() {
    let damage = |home: &Home| {
        move_aside(home, "codemint.sqlite");
        home.write("codemint.sqlite", &"This is not a database.\n".repeat(1000));
    };
    refuses(
        "not a database",
        damage,
        |home| move_back(home, "codemint.sqlite"),
        &["store", "database"],
    );
}

#[test]
fn a_database_of_a_newer_release_is_refused() {
    let version = |home: &Home, add: i64| {
        let database = Connection::open(home.file("codemint.sqlite")).unwrap();
        let now: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        database.pragma_update(None, "user_version", now + add).unwrap();
    };
    refuses(
        "a newer database",
        |home| version(home, 1000),
        |home| version(home, -1000),
        &["version"],
    );
}

#[test]
fn a_database_of_another_program_is_refused() {
    let damage = |home: &Home| {
        move_aside(home, "codemint.sqlite");
        let database = Connection::open(home.file("codemint.sqlite")).unwrap();
        database.execute_batch("CREATE TABLE records (whatever TEXT)").unwrap();
    };
    refuses(
        "another program's database",
        damage,
        |home| move_back(home, "codemint.sqlite"),
        &["store"],
    );
}

#[test]
fn an_invalid_key_is_refused() {
    let damage = |home: &Home| {
        move_aside(home, "codes.key");
        home.write("codes.key", "0123");
    };
    refuses(
        "an invalid key",
        damage,
        |home| move_back(home, "codes.key"),
        &["key", "64 hexadecimal digits"],
    );
}

#[test]
fn an_invalid_access_key_is_refused() {
    let damage = |home: &Home| {
        move_aside(home, "access-key.pub.pem");
        home.write(
            "access-key.pub.pem",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        );
    };
    refuses(
        "an invalid access key",
        damage,
        |home| move_back(home, "access-key.pub.pem"),
        &["access key"],
    );
}

#[test]
fn a_file_in_place_of_the_data_folder_is_refused() {
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
fn a_port_that_is_in_use_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    let Err(ended) = Gateway::demo_at(&home, &address).try_to_run() else { panic!("it starts") };
    assert!(!ended.status.success(), "{ended:?}");
    assert!(ended.log.contains(&address), "{}", ended.log);
    drop(taken);
    // The control: once the port is free the gateway starts.
    let gateway = Gateway::demo_at(&home, &address).run();
    assert_eq!(gateway.url(), format!("http://{address}"));
    let _ = gateway.stop();
}
