//! Everything that was acknowledged outlives the process.

use codemint::words::State;
use codemint_gateway_tests::{Gateway, Home, Ledger, asking_for};

const USER: &str = "alice@example.com";

#[test]
fn a_restart_keeps_everything() {
    let home = Home::new();
    let ask = || {
        let gateway = Gateway::demo(&home).run();
        let answer = gateway.client().post(asking_for([USER]));
        assert_eq!(answer.statuses(), [1000]);
        let _ = gateway.stop();
        answer.codes().remove(0).1
    };
    let first = ask();
    let keys = [home.text("codes.key"), home.text("access-key.pub.pem")];
    assert_eq!(Ledger::open(&home).codes().state(USER, &first), Some(State::Pending));
    let second = ask();
    assert_eq!(keys, [home.text("codes.key"), home.text("access-key.pub.pem")]);
    let ledger = Ledger::open(&home);
    assert_eq!(ledger.codes().state(USER, &first), Some(State::Superseded));
    assert_eq!(ledger.codes().state(USER, &second), Some(State::Pending));
    assert_eq!(ledger.integrity(), "ok");
    assert_eq!(ledger.count("audit"), 2);
}

#[test]
fn files_with_secrets_are_readable_by_their_owner_only() {
    let home = Home::new();
    let _ = Gateway::demo(&home).run().stop();
    for file in ["demo.env", "codes.key", "access-key.pem"] {
        assert_eq!(home.mode(file), 0o600, "{file}");
    }
}

#[test]
fn a_clean_stop_leaves_one_database_file_and_one_line_of_output() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let line = format!("codemint listening on {}\n", gateway.url());
    assert_eq!(gateway.client().post(asking_for([USER])).statuses(), [1000]);
    let ended = gateway.stop();
    assert_eq!(ended.output, line);
    assert!(!home.file("codemint.sqlite-wal").exists(), "the write-ahead log still exists");
}
