//! Codes that a computer verifies offline: its file, and the command that verifies codes.

use codemint::offline::{Account, DeviceKey, Terms, device_key_from_hex, mint};
use codemint::words::Timestamp;
use codemint_gateway_tests::token::now;
use codemint_gateway_tests::{Ended, Gateway, Home};
use serde_json::Value;

use super::commands::codemint;
use super::schemes::{GENERATE, GENERATE_REQUEST, is_the_sample};

fn provision(home: &Home, computer: &str, file: &str) -> Ended {
    let (folder, out) = (home.path().to_str().unwrap(), home.file(file));
    let arguments = ["offline", "provision", "--computer", computer, "--domain", "domain.ad"];
    let place = ["--data", folder, "--out", out.to_str().unwrap()];
    codemint([&arguments[..], &place].concat(), "")
}

fn verify(home: &Home, file: &str, account: &str, code: &str) -> Ended {
    let file = home.file(file);
    let ended = codemint(
        ["offline", "verify", "--device", file.to_str().unwrap(), "--account", account],
        code,
    );
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    ended
}

fn key_in(home: &Home, file: &str) -> DeviceKey {
    let device: Value = serde_json::from_str(&home.text(file)).unwrap();
    device_key_from_hex(device["key"].as_str().unwrap()).unwrap()
}

/// A code for `tempadmin` that is valid now.
fn code(key: &DeviceKey, index: u8, single_use: bool) -> String {
    let terms = Terms::new(Timestamp::from_seconds(now()).unwrap(), index, single_use).unwrap();
    mint(key, &Account::parse("tempadmin").unwrap(), terms).reveal().to_owned()
}

#[test]
fn a_provisioned_computer_accepts_its_own_codes_and_single_use_codes_once() {
    let home = Home::new();
    for (computer, file) in [("CENL02", "cenl02.json"), ("CENL03", "cenl03.json")] {
        let ended = provision(&home, computer, file);
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(home.mode(file), 0o600);
        let key: Value = serde_json::from_str(&home.text(file)).unwrap();
        assert!(!ended.output.contains(key["key"].as_str().unwrap()), "{ended:?}");
    }
    let key = key_in(&home, "cenl02.json");
    let often = code(&key, 2, false);
    for _ in 0..2 {
        let ended = verify(&home, "cenl02.json", "TempAdmin", &format!("{often}\n"));
        assert!(ended.status.success() && ended.output.starts_with("valid: span 2,"), "{ended:?}");
    }
    let once = code(&key, 1, true);
    assert!(verify(&home, "cenl02.json", "tempadmin", &once).status.success());
    let again = verify(&home, "cenl02.json", "tempadmin", &once);
    assert!(!again.status.success() && again.log.contains("used before"), "{again:?}");
    for (file, account, typed) in [
        ("cenl03.json", "tempadmin", often.as_str()),
        ("cenl02.json", "other", &often),
        ("cenl02.json", "tempadmin", "12341234123412341234"),
    ] {
        let ended = verify(&home, file, account, typed);
        assert!(!ended.status.success() && ended.output.is_empty(), "{file} {account}: {ended:?}");
        assert!(!ended.log.contains(typed), "{ended:?}");
    }
}

/// A code that the gateway issues for a computer is accepted by that computer only.
#[test]
fn a_code_of_the_gateway_is_accepted_by_its_computer() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    for (computer, file) in [("CENL02", "its.json"), ("CENL03", "another.json")] {
        assert!(provision(&home, computer, file).status.success());
    }
    let key = [("key", "configuredkey-demo")];
    let answer = gateway.client().send("POST", GENERATE, &key, GENERATE_REQUEST).unwrap();
    assert!(is_the_sample(&answer), "{answer:?}");
    let code = answer.body.trim_matches('"');
    let ended = verify(&home, "its.json", "tempadmin", code);
    assert!(ended.status.success() && ended.output.starts_with("valid: span 1,"), "{ended:?}");
    assert!(ended.output.contains("once"), "{ended:?}");
    assert!(!verify(&home, "another.json", "tempadmin", code).status.success());
    let _ = gateway.stop();
    home.write("offline.key", "0123");
    let Err(ended) = Gateway::demo(&home).try_to_run() else { panic!("it starts") };
    assert!(ended.log.contains("64 hexadecimal digits"), "{ended:?}");
}

#[test]
fn attempts_are_limited_across_runs() {
    let home = Home::new();
    assert!(provision(&home, "CENL02", "device.json").status.success());
    let good = code(&key_in(&home, "device.json"), 0, false);
    for time in 0..5 {
        let ended = verify(&home, "device.json", "tempadmin", "00000000000000000000");
        assert!(!ended.status.success() && !ended.log.contains("too many"), "{time}: {ended:?}");
    }
    let ended = verify(&home, "device.json", "tempadmin", &good);
    assert!(!ended.status.success() && ended.log.contains("too many wrong attempts"), "{ended:?}");
}

#[test]
fn a_computer_is_provisioned_once_and_under_a_valid_name() {
    let home = Home::new();
    assert!(provision(&home, "CENL02", "device.json").status.success());
    let before = home.text("device.json");
    assert!(!provision(&home, "CENL02", "device.json").status.success());
    assert_eq!(home.text("device.json"), before);
    for computer in ["", "A/B", "1234567890123456"] {
        let ended = provision(&home, computer, "other.json");
        assert!(!ended.status.success() && ended.log.contains("computer's name"), "{ended:?}");
        assert!(!home.file("other.json").exists() && !home.file("other.json.memory").exists());
    }
    // Without its memory file no code is accepted.
    std::fs::remove_file(home.file("device.json.memory")).unwrap();
    let good = code(&key_in(&home, "device.json"), 0, false);
    assert!(!verify(&home, "device.json", "tempadmin", &good).status.success());
    home.write("device.json", &before.replace("\"key\": \"", "\"key\": \"x"));
    let ended = verify(&home, "device.json", "tempadmin", &good);
    let key: Value = serde_json::from_str(&before).unwrap();
    assert!(!ended.status.success() && !ended.log.contains(key["key"].as_str().unwrap()));
}
