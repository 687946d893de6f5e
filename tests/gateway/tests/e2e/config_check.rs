//! `codemint config check` and the files that a configuration names.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Home};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

const CONFIG: &str = r#"
[keys]
codes = { file = "codes.key" }
[[tenants]]
id = "one"
base_url = "https://one.example"
[tenants.policies.enrolment]
[tenants.policies.activation]
codes_per_subject = 3
[tenants.offline]
key = { file = "offline.key" }
[[tenants.keys]]
name = "desk"
key = { file = "desk.key" }
[[tenants.accounts]]
name = "ann"
password = { file = "ann.phc" }
"#;

/// A home with the configuration and every file that it names.
fn home() -> Home {
    let home = Home::bare();
    home.write("codemint.toml", CONFIG);
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    home.write("offline.key", &"fedcba9876543210".repeat(4));
    home.write("desk.key", "key-of-the-desk-31415926");
    let hash = codemint(["password-hash"], "a password");
    home.write("ann.phc", &hash.output);
    home
}

fn check(home: &Home) -> (Ended, Value) {
    let ended = codemint(["config", "check", home.file("codemint.toml").to_str().unwrap()], "");
    let report = serde_json::from_str(&ended.output).unwrap();
    (ended, report)
}

/// What is wrong with the files, and the exit code.
fn wrong(home: &Home) -> (Option<i32>, Vec<String>) {
    let (ended, report) = check(home);
    let files = report["files"].as_array().unwrap().iter();
    let wrong = files.filter(|finding| finding["status"] == "wrong");
    let texts = wrong.map(|finding| format!("{}: {}", finding["what"], finding["detail"]));
    (ended.status.code(), texts.collect())
}

#[test]
fn each_fault_of_a_file_is_reported_and_none_of_a_good_one() {
    for (file, what) in [
        ("codes.key", "keys.codes"),
        ("offline.key", "tenant `one`, offline.key"),
        ("desk.key", "tenant `one`, key `desk`"),
        ("ann.phc", "tenant `one`, account `ann`"),
    ] {
        let home = home();
        assert_eq!(wrong(&home), (Some(0), Vec::new()));
        let good = home.text(file);
        let path = home.file(file);
        let is_reported = |part: &str| {
            let (code, faults) = wrong(&home);
            assert_eq!(code, Some(1), "{file} {part}");
            assert!(faults.len() == 1 && faults[0].contains(what), "{faults:?}");
            assert!(faults[0].contains(part), "{part}: {faults:?}");
            assert!(!faults[0].contains(good.trim()), "a secret is shown: {faults:?}");
        };
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        is_reported("can be read by all users (mode 0644): run `chmod o-rwx");
        fs::set_permissions(&path, Permissions::from_mode(0o622)).unwrap();
        is_reported("may be written by other users");
        home.write(file, "short");
        is_reported("");
        fs::remove_file(&path).unwrap();
        is_reported("cannot read");
        home.write(file, &good);
        assert_eq!(wrong(&home), (Some(0), Vec::new()));
    }
}

#[test]
fn an_old_name_of_a_setting_is_a_warning_and_is_logged_by_the_other_commands() {
    let home = home();
    let (ended, report) = check(&home);
    assert!(ended.status.success(), "{ended:?}");
    let warning = report["warnings"][0]["message"].as_str().unwrap();
    assert!(warning.contains("is now called `max_live`"), "{warning}");
    assert_eq!(report["policies"][1]["max_live"], 3);
    let config = home.file("codemint.toml");
    let listed = codemint(["directory", "list", "--config", config.to_str().unwrap()], "");
    assert!(listed.status.success() && listed.log.contains(warning), "{listed:?}");
    // The control: the new name has no warning.
    home.write("codemint.toml", &CONFIG.replace("codes_per_subject", "max_live"));
    assert_eq!(check(&home).1["warnings"], serde_json::json!([]));
}

#[test]
fn accounts_with_different_argon2_parameters_are_a_warning() {
    let home = home();
    let cheap =
        format!("$argon2id$v=19$m=64,t=1,p=1${}${}", "c2l4dGVlbiBieXRlcy4u", "A".repeat(43));
    home.write("bob.phc", &cheap);
    let bob = "[[tenants.accounts]]\nname = \"bob\"\npassword = { file = \"bob.phc\" }\n";
    home.write("codemint.toml", &format!("{CONFIG}{bob}"));
    let (ended, report) = check(&home);
    assert!(ended.status.success(), "{ended:?}");
    let files = report["files"].as_array().unwrap();
    let finding = files.iter().find(|finding| finding["what"] == "tenant `one`, accounts").unwrap();
    assert_eq!(finding["status"], "warning");
    let detail = finding["detail"].as_str().unwrap();
    for part in ["`bob` (m=64,t=1,p=1)", "`ann` (m=19456,t=2,p=1)"] {
        assert!(detail.contains(part), "{detail}");
    }
}
