//! The audit trail: it has every request and no value of a code, and changes to it are detected.

use codemint::Store as _;
use codemint::journey::AuditEvent;
use codemint::keys::{AuditKeys, KeyRing};
use codemint::store::{AuditRow, SqliteStore, Write};
use codemint::words::{Purpose, Timestamp};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Ended, Gateway, Home, Json, Ledger, asking_for};
use futures_executor::block_on;
use rusqlite::Connection;
use std::fs;
use std::process::Command;

use super::commands::codemint;
use super::leaks::{Secret, hits};
use super::schemes::{GENERATE, GENERATE_REQUEST};
use super::site::{Site, TWO};

fn audit(home: &Home, arguments: &[&str]) -> Ended {
    let data = ["--data", home.path().to_str().unwrap()];
    let ended = codemint([&["audit"][..], arguments, &data].concat(), "");
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    ended
}

fn database(home: &Home) -> Connection {
    Connection::open(home.file("codemint.sqlite")).unwrap()
}

/// Asserts that the trail is clean, for the gateway and for an independent program.
fn assert_clean(home: &Home, entries: usize) {
    let ended = audit(home, &["verify"]);
    assert!(ended.status.success(), "{ended:?}");
    let json = Json::parse(&ended.output);
    let numbers = ["entries", "head"].map(|name| json.at(name).number());
    assert_eq!(numbers, [entries as u64; 2], "{ended:?}");
    let python = std::env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../audit/recompute.py");
    let files = [home.file("codemint.sqlite"), home.file("codes.key")];
    let computed = Command::new(python).arg(program).args(files).output().unwrap();
    let computed = String::from_utf8(computed.stdout).unwrap();
    let chain = json.at("chain").text();
    assert_eq!(computed, format!("head {entries} {chain}\n"));
}

/// Asserts that the command finds that fault.
fn assert_fault(home: &Home, expected: &str) {
    let ended = audit(home, &["verify"]);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    let json = Json::parse(&ended.output);
    assert!(json.at("fault").text().starts_with(expected), "{expected}: {ended:?}");
}

/// Copies the store and the key into another data folder.
fn copy(home: &Home) -> Home {
    let other = Home::new();
    Ledger::open(home).copy_into(&other);
    fs::copy(home.file("codes.key"), other.file("codes.key")).unwrap();
    other
}

#[test]
fn a_gateways_trail_is_clean_and_changes_to_it_are_found() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    assert_clean(&home, 0);
    for n in 1..=3 {
        assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
        assert_clean(&home, n);
    }
    assert_eq!(gateway.client().post(asking_for(["nobody@example.com"])).statuses(), [1002]);
    let _ = gateway.stop();
    // The last checkpoint is from the gateway that stopped.
    let drop = "DROP TRIGGER audit_is_never_changed;
                DROP TRIGGER audit_is_removed_before_the_cut_only;";
    for (sql, expected) in [
        (
            "UPDATE audit SET actor = 'eve' WHERE seq = 2",
            "entry 2: it does not follow from the entry before it",
        ),
        ("DELETE FROM audit WHERE seq = 2", "entry 2: it is missing"),
        ("DELETE FROM audit WHERE seq = 4", "entry 4: it is missing, as are all others up to 4"),
        ("UPDATE audit_checkpoints SET seq = 3", "entry 3: its head checkpoint is forged"),
        ("DELETE FROM audit_checkpoints", "there is no checkpoint"),
    ] {
        let other = copy(&home);
        database(&other).execute_batch(&format!("{drop} {sql}")).unwrap();
        assert_fault(&other, expected);
    }
    assert_clean(&copy(&home), 4);
    assert_clean(&home, 4);
}

#[test]
fn a_gateway_with_a_changed_trail_works_reports_it_and_makes_no_checkpoint() {
    let home = Home::new();
    let ask = |gateway: &Gateway| {
        assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    };
    let gateway = Gateway::demo(&home).run();
    ask(&gateway);
    let ended = gateway.stop();
    assert!(!ended.log.contains("cannot write a checkpoint"), "{ended:?}");
    database(&home)
        .execute_batch("DROP TRIGGER audit_is_removed_before_the_cut_only; DELETE FROM audit")
        .unwrap();
    let gateway = Gateway::demo(&home).run();
    ask(&gateway);
    let ended = gateway.stop();
    assert!(ended.log.contains("cannot write a checkpoint of the audit trail"), "{ended:?}");
    assert_fault(&home, "entry 1: it is not the one that the checkpoint was signed for");
}

#[test]
fn a_request_whose_entry_cannot_be_written_is_refused() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let ask = || gateway.client().post(asking_for(["alice@example.com"]));
    assert_eq!(ask().statuses(), [1000]);
    database(&home)
        .execute_batch(
            "CREATE TRIGGER planted BEFORE INSERT ON audit
             BEGIN SELECT RAISE(ABORT, 'planted'); END",
        )
        .unwrap();
    let refused = ask();
    assert_eq!(refused.status, 500, "{refused:?}");
    assert_eq!(refused.json().names(), ["code", "description"]);
    assert_eq!(refused.json().at("code").text(), "500 INTERNAL_SERVER_ERROR");
    assert!(!refused.body.contains("planted"), "{refused:?}");
    // A refusal needs an entry too.
    let refused = gateway.client().post(asking_for(["nobody@example.com"]));
    assert_eq!(refused.status, 500, "{refused:?}");
    let ledger = Ledger::open(&home);
    assert_eq!((ledger.codes().len(), ledger.codes().live("alice@example.com")), (1, 1));
    assert_eq!((ledger.count("audit"), ledger.count("outbox")), (1, 0));
    // The control: without the trigger requests are answered, and the chain continues.
    database(&home).execute_batch("DROP TRIGGER planted").unwrap();
    assert_eq!(ask().statuses(), [1000]);
    assert_clean(&home, 2);
    let _ = gateway.stop();
}

#[test]
fn an_export_has_all_entries_and_no_values() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let mut secrets: Vec<Secret> = Vec::new();
    assert_eq!(gateway.client().post(asking_for(["=cmd@example.com"])).statuses(), [1002]);
    let answer = gateway.client().post(asking_for(["alice@example.com"]));
    secrets.extend(answer.codes().into_iter().map(|(_, code)| ("a shown code".into(), code)));
    let reason = "\\u202ecanaryReason31415";
    let body = GENERATE_REQUEST.replace("Printer driver installation", reason);
    let key = [("key", "configuredkey-demo")];
    let answer = gateway.client().send("POST", GENERATE, &key, body).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    secrets.push(("a code of elevation".into(), answer.body.trim_matches('"').to_owned()));
    secrets.push(("the key for codes".into(), home.text("codes.key").trim().to_owned()));
    secrets.push(("a key of a caller".into(), "configuredkey-demo".into()));
    assert!(secrets.len() >= 4, "too few secrets");
    let entries = Ledger::open(&home).count("audit");
    for format in ["jsonl", "csv"] {
        let ended = audit(&home, &["export", "--format", format]);
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(hits(&secrets, &ended.output), [""; 0], "{}", ended.output);
        let lines = ended.output.lines().count();
        assert_eq!(lines, entries + usize::from(format == "csv"), "{}", ended.output);
        // The control: the export has the reason and the actor, and a value in it would be found.
        assert!(
            ended.output.contains("canaryReason31415") && ended.output.contains("demo-operator")
        );
        let planted = format!("{}{}", ended.output, secrets[0].1);
        assert!(hits(&secrets, &planted).contains(&"a shown code"));
        let harmless = |c: char| {
            !(c.is_control() || c == '\u{202e}') || c == '\n' || (format == "csv" && c == '\r')
        };
        assert!(ended.output.chars().all(harmless), "{:?}", ended.output);
        assert_eq!(
            ended.output.contains(",'=cmd@example.com,"),
            format == "csv",
            "{}",
            ended.output
        );
    }
    filters(&home, entries);
    let _ = gateway.stop();
}

fn filters(home: &Home, entries: usize) {
    let count = |more: &[&str]| {
        let ended = audit(home, &[&["export", "--format", "jsonl"][..], more].concat());
        assert!(ended.status.success(), "{ended:?}");
        ended.output.lines().count()
    };
    assert_eq!(count(&["--tenant", "demo"]), entries);
    assert_eq!(count(&["--tenant", "other"]), 0);
    assert_eq!(count(&["--from", "2020-01-01T00:00:00Z", "--to", "2199-01-01T00:00:00Z"]), entries);
    assert_eq!(count(&["--from", "2199-01-01T00:00:00+02:00"]), 0);
    assert_eq!(count(&["--to", "2020-01-01T00:00:00Z"]), 0);
    let ended = audit(home, &["export", "--format", "csv", "--from", "yesterday"]);
    assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    assert!(ended.log.contains("`yesterday` is not a time"), "{ended:?}");
}

#[test]
fn without_a_store_there_is_no_trail() {
    let home = Home::new();
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    let config = home.write("codemint.toml", TWO);
    for command in [&["verify"][..], &["export", "--format", "csv"]] {
        let arguments = [&["audit"][..], command, &["--config", config.to_str().unwrap()]].concat();
        let ended = codemint(arguments, "");
        assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    }
    assert!(!home.file("codemint.sqlite").exists());
}

/// Stores two old entries, a new one and a checkpoint.
fn store_old_entries(home: &Home) {
    let key = "0123456789abcdef".repeat(4);
    let store = SqliteStore::open(home.file("codemint.sqlite")).unwrap();
    let now = codemint_gateway_tests::token::now();
    for at in [1_704_067_200, 1_704_067_201, now] {
        let at = Timestamp::from_seconds(at).unwrap();
        let (actor, event) = ("ann".into(), AuditEvent::NotUnderstood);
        let row = AuditRow { at, actor, subject: None, event, record: None, detail: None };
        let (tenant, purpose) = ("one".into(), Purpose::Activation);
        let (records, superseded, mails) = Default::default();
        let (purpose, at, changed) = (Some(purpose), row.at, Vec::new());
        let (audit, answer) = (vec![row], None);
        let anonymous = false;
        let write = Write {
            tenant,
            purpose,
            at,
            records,
            superseded,
            changed,
            mails,
            audit,
            anonymous,
            answer,
        };
        block_on(store.apply(write)).unwrap();
    }
    let keys = AuditKeys::of_ring(&KeyRing::from_text(&key).unwrap());
    store.checkpoint_audit(&keys, Timestamp::from_seconds(now).unwrap()).unwrap();
    store.close().unwrap();
}

#[test]
fn old_entries_are_removed_and_the_rest_is_clean() {
    for (policy, left) in [("[audit]\nkeep_days = 30\n\n[proxy]", 1), ("[proxy]", 3)] {
        let home = Home::new();
        store_old_entries(&home);
        let site = Site::serve(home, &TWO.replace("[proxy]", policy), &[]);
        let count = || Ledger::open(&site.home).count("audit");
        if left == 1 {
            until("the removal", || (count() == left).then_some(()));
        }
        let config = site.home.file("codemint.toml");
        let arguments = ["audit", "verify", "--config", config.to_str().unwrap()];
        let ended = codemint(arguments, "");
        let json = Json::parse(&ended.output);
        let numbers = ["entries", "head"].map(|name| json.at(name).number());
        assert_eq!(numbers, [left as u64, 3], "{ended:?}");
        let log = site.stop();
        assert!(!log.contains("cannot write a checkpoint"), "{log}");
    }
}

#[test]
fn an_invalid_retention_is_a_fault() {
    let home = Home::new();
    for (days, fault) in [
        ("0", "`audit.keep_days` must be 1 to 36525"),
        ("36526", "`audit.keep_days` must be 1 to 36525"),
        ("\"1\"", "`audit.keep_days` must be a whole number"),
    ] {
        let policy = format!("[audit]\nkeep_days = {days}\n\n[proxy]");
        let config = home.write("codemint.toml", &TWO.replace("[proxy]", &policy));
        let ended = codemint(["config", "check", config.to_str().unwrap()], "");
        assert!(!ended.status.success(), "{ended:?}");
        let all = format!("{}{}", ended.output, ended.log);
        assert!(all.contains(fault) && all.contains("\"line\":9,"), "{ended:?}");
    }
}
