//! `codemint directory list`, `show` and `export`, for programs.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Home};
use serde_json::Value;

fn directory(home: &Home, arguments: &[&str]) -> Ended {
    let data = ["--data", home.path().to_str().unwrap()];
    let ended = codemint([&["directory"], arguments, &data].concat(), "");
    assert!(ended.status.success(), "{arguments:?}: {ended:?}");
    ended
}

fn json(home: &Home, arguments: &[&str]) -> Value {
    serde_json::from_str(&directory(home, arguments).output).unwrap()
}

/// Every subject, two at a time.
fn all(home: &Home) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json(home, &["list", "--limit", "2", "--cursor", &cursor]);
        found.extend(page["subjects"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return found,
        }
    }
}

#[test]
fn an_export_can_be_imported_and_is_the_same_then() {
    for (format, ending) in [("jsonl", "jsonl"), ("csv", "csv")] {
        let (home, other) = (Home::new(), Home::new());
        let file =
            home.write("more.csv", "subject,standing,mail,locale\nJo,disabled,j@a.example,de\n");
        directory(&home, &["import", file.to_str().unwrap()]);
        assert_ne!(all(&home), all(&other));
        for (name, rules) in [("subjects", &[][..]), ("rules", &["--rules"])] {
            let exported = directory(&home, &[&["export", "--format", format], rules].concat());
            let file = other.write(&format!("{name}.{ending}"), &exported.output);
            directory(&other, &["import", file.to_str().unwrap()]);
        }
        assert_eq!(all(&home), all(&other));
        let rules = |home| json(home, &["list", "--rules"])["rules"].clone();
        assert_eq!(rules(&home), rules(&other));
        assert_eq!(rules(&home)[0]["spans"], serde_json::json!([0, 1, 2, 3]));
    }
}

#[test]
fn one_subject_is_shown_with_the_rules_of_its_account() {
    let home = Home::new();
    let alice = json(&home, &["show", "Alice@Example.com"]);
    assert_eq!(alice["subject"]["mail"], "alice@example.com");
    assert_eq!(alice["rules"], serde_json::json!([]));
    let account = json(&home, &["show", "DOMAIN.ad\\serviceaccount"]);
    assert!(account["subject"].is_null(), "{account:#}");
    assert_eq!(account["rules"][0]["local_accounts"][0], "tempadmin");
}
