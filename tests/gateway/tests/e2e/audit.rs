//! The audit trail: every request is in it, no value is, and nobody changes it unseen.

use codemint::Store as _;
use codemint::journey::AuditEvent;
use codemint::keys::{AuditKeys, KeyRing};
use codemint::store::{AuditRow, SqliteStore, Write};
use codemint::words::{Purpose, Timestamp};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Ended, Gateway, Home, Ledger, asking_for};
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

/// Insists that the trail is clean, and that an independent program finds it so.
fn clean(home: &Home, entries: usize) {
    let ended = audit(home, &["verify"]);
    assert!(ended.status.success(), "{ended:?}");
    let line = format!("audit: {entries} entries, head {entries}, clean\n");
    assert!(ended.output.starts_with(&line), "{ended:?}");
    let python = std::env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../audit/recompute.py");
    let files = [home.file("codemint.sqlite"), home.file("codes.key")];
    let told = Command::new(python).arg(program).args(files).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let chain = ended.output.trim().rsplit(' ').next().unwrap();
    assert_eq!(told, format!("head {entries} {chain}\n"));
}

/// Insists that something is found.
fn spoilt(home: &Home, expected: &str) {
    let ended = audit(home, &["verify"]);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.output.starts_with(&format!("audit: {expected}")), "{expected}: {ended:?}");
}

/// Another home with the same store and key.
fn copy(home: &Home) -> Home {
    let other = Home::new();
    Ledger::open(home).copy_into(&other);
    fs::copy(home.file("codes.key"), other.file("codes.key")).unwrap();
    other
}

#[test]
fn what_a_gateway_writes_is_clean_and_what_is_done_to_it_is_found() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    clean(&home, 0);
    for n in 1..=3 {
        assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
        clean(&home, n);
    }
    assert_eq!(gateway.client().post(asking_for(["nobody@example.com"])).statuses(), [1002]);
    let _ = gateway.stop();
    // Vouched for by the gateway that stopped, and by nobody since.
    let drop = "DROP TRIGGER audit_is_never_changed;
                DROP TRIGGER audit_is_removed_before_the_cut_only;";
    for (sql, expected) in [
        ("UPDATE audit SET actor = 'eve' WHERE seq = 2", "entry 2: it is not what was written"),
        ("DELETE FROM audit WHERE seq = 2", "entry 2: it is missing"),
        ("DELETE FROM audit WHERE seq = 4", "entry 4: it is missing, and all up to 4"),
        ("UPDATE audit_checkpoints SET seq = 3", "entry 3: the head checkpoint there is forged"),
        ("DELETE FROM audit_checkpoints", "there is no checkpoint"),
    ] {
        let other = copy(&home);
        database(&other).execute_batch(&format!("{drop} {sql}")).unwrap();
        spoilt(&other, expected);
    }
    clean(&copy(&home), 4);
    clean(&home, 4);
}

#[test]
fn a_gateway_on_a_spoilt_trail_works_and_says_so_and_vouches_for_nothing() {
    let home = Home::new();
    let ask = |gateway: &Gateway| {
        assert_eq!(gateway.client().post(asking_for(["alice@example.com"])).statuses(), [1000]);
    };
    let gateway = Gateway::demo(&home).run();
    ask(&gateway);
    let ended = gateway.stop();
    assert!(!ended.log.contains("not vouched for"), "{ended:?}");
    database(&home)
        .execute_batch("DROP TRIGGER audit_is_removed_before_the_cut_only; DELETE FROM audit")
        .unwrap();
    let gateway = Gateway::demo(&home).run();
    ask(&gateway);
    let ended = gateway.stop();
    assert!(ended.log.contains("the audit trail is not vouched for"), "{ended:?}");
    spoilt(&home, "entry 1: it is not the one that the checkpoint vouches for");
}

#[test]
fn a_request_without_an_entry_is_none() {
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
    // A refusal is an action as well.
    let refused = gateway.client().post(asking_for(["nobody@example.com"]));
    assert_eq!(refused.status, 500, "{refused:?}");
    let ledger = Ledger::open(&home);
    assert_eq!((ledger.codes().len(), ledger.codes().live("alice@example.com")), (1, 1));
    assert_eq!((ledger.count("audit"), ledger.count("outbox")), (1, 0));
    // The control: without it everything goes on, and the chain too.
    database(&home).execute_batch("DROP TRIGGER planted").unwrap();
    assert_eq!(ask().statuses(), [1000]);
    clean(&home, 2);
    let _ = gateway.stop();
}

#[test]
fn an_export_has_everything_but_values() {
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
    assert!(secrets.len() >= 4, "few secrets to look for");
    let entries = Ledger::open(&home).count("audit");
    for format in ["jsonl", "csv"] {
        let ended = audit(&home, &["export", "--format", format]);
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(hits(&secrets, &ended.output), [""; 0], "{}", ended.output);
        let lines = ended.output.lines().count();
        assert_eq!(lines, entries + usize::from(format == "csv"), "{}", ended.output);
        // The control: it was looked through, and a value in it would have been found.
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
    assert!(ended.log.contains("`yesterday` is no time"), "{ended:?}");
}

#[test]
fn there_is_no_trail_where_there_is_no_store() {
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

/// Two entries of long ago and one of now, vouched for.
fn aged(home: &Home) {
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
fn what_is_older_than_the_policy_keeps_is_removed_and_the_rest_is_clean() {
    for (policy, left) in [("[audit]\nkeep_days = 30\n\n[proxy]", 1), ("[proxy]", 3)] {
        let home = Home::new();
        aged(&home);
        let site = Site::serve(home, &TWO.replace("[proxy]", policy), &[]);
        let count = || Ledger::open(&site.home).count("audit");
        if left == 1 {
            until("the removal", || (count() == left).then_some(()));
        }
        let config = site.home.file("codemint.toml");
        let arguments = ["audit", "verify", "--config", config.to_str().unwrap()];
        let ended = codemint(arguments, "");
        let line = format!("audit: {left} entries, head 3, clean\n");
        assert!(ended.output.starts_with(&line), "{ended:?}");
        let log = site.stop();
        assert!(!log.contains("not vouched for"), "{log}");
    }
}

#[test]
fn a_policy_that_keeps_nothing_is_a_fault() {
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
        assert!(all.contains(fault) && all.contains("line 9"), "{ended:?}");
    }
}
