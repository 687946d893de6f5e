//! What commands show to a person on a terminal, and that programs get JSON.

use super::commands::codemint;
use super::terminal::{Seen, on_terminal};
use codemint_gateway_tests::{Home, Json};
use serde_json::json;

const ALICE: &str = "alice@example.com";

/// Runs a command on the demo in `home`, on a terminal without colours, and insists on success.
fn shown(home: &Home, arguments: &[&str], input: &str) -> String {
    let seen = run(home, arguments, input, &[]);
    assert!(seen.status.success(), "{arguments:?}: {seen:?}");
    seen.plain().to_owned()
}

fn run(home: &Home, arguments: &[&str], input: &str, environment: &[(&str, &str)]) -> Seen {
    let data = ["--data", home.path().to_str().unwrap()];
    on_terminal(&[arguments, &data].concat(), input, environment)
}

/// Has a code issued; its ID, and the code.
fn issue(home: &Home) -> (String, String) {
    let body = json!({ "tenant": "demo", "subjects": [{ "id": ALICE }] }).to_string();
    let data = home.path().to_str().unwrap();
    let ended = codemint(["issue", "--dialect", "native", "--data", data], &body);
    assert!(ended.status.success(), "{ended:?}");
    let json = Json::parse(&ended.output);
    let item = &json.at("results").items()[0];
    (item.at("id").text().to_owned(), item.at("code").text().to_owned())
}

/// Whether a text has a local time of Berlin.
fn has_local_time(text: &str) -> bool {
    text.contains(" CET") || text.contains(" CEST")
}

#[test]
fn codes_are_a_table_with_local_times_and_json_with_the_option() {
    let home = Home::new();
    assert_eq!(shown(&home, &["list"], ""), "no codes\n");
    let (id, _) = issue(&home);
    let list = shown(&home, &["list"], "");
    let [head, row] = list.lines().collect::<Vec<_>>()[..] else { panic!("{list}") };
    assert!(head.starts_with("ID ") && head.contains("VALID UNTIL"), "{list}");
    assert!(row.starts_with(&id) && row.contains(ALICE) && has_local_time(row), "{list}");
    assert_eq!(head.find("SUBJECT"), row.find(ALICE), "{list}");
    let show = shown(&home, &["show", &id], "");
    assert!(show.contains("state           pending") && show.contains("issued"), "{show}");
    let json = Json::parse(&shown(&home, &["list", "--json"], ""));
    assert_eq!(json.at("codes").items()[0].at("id").text(), id);
    assert!(json.at("codes").items()[0].at("created").text().ends_with('Z'));
}

#[test]
fn the_life_of_a_code_is_shown_and_problems_say_what_to_do() {
    let home = Home::new();
    let (id, code) = issue(&home);
    let check = ["check", "--subject", ALICE];
    assert!(shown(&home, &check, &code).starts_with("code         accepted\n"));
    let redeemed = shown(&home, &["redeem", "--subject", ALICE], &code);
    assert!(redeemed.starts_with("code         redeemed\n") && has_local_time(&redeemed));
    for (arguments, next) in [
        (&check[..], "`codemint list --subject SUBJECT`"),
        (&["void", &id], "`codemint show ID`"),
        (&["unlock", &id], "`codemint show ID`"),
        (&["show", "01900000-0000-7000-8000-000000000000"], "`codemint list`"),
    ] {
        let seen = run(&home, arguments, &code, &[]);
        assert_eq!(seen.status.code(), Some(1), "{seen:?}");
        assert!(seen.plain().starts_with("codemint: ") && seen.screen.contains(next), "{seen:?}");
        assert!(!seen.screen.contains(&code), "{seen:?}");
    }
    let (id, _) = issue(&home);
    assert_eq!(shown(&home, &["void", &id], ""), format!("{id} is now voided\n"));
}

#[test]
fn colours_are_for_terminals_that_show_them() {
    let home = Home::new();
    let _ = issue(&home);
    let colours = |environment| run(&home, &["list"], "", environment).screen.contains('\u{1b}');
    assert!(colours(&[("NO_COLOR", "")]), "an empty variable counts as unset");
    assert!(!colours(&[("NO_COLOR", "1")]));
    assert!(!colours(&[("NO_COLOR", ""), ("TERM", "dumb")]));
    let piped = codemint(["list", "--data", home.path().to_str().unwrap()], "");
    assert!(!piped.output.contains('\u{1b}') && piped.output.starts_with('{'), "{piped:?}");
}

#[test]
fn the_trail_and_the_outbox_are_shown() {
    let home = Home::new();
    let _ = issue(&home);
    assert_eq!(shown(&home, &["mail", "list"], ""), "no mails wait\n");
    assert_eq!(shown(&home, &["mail", "list", "--dead"], ""), "no dead mails\n");
    let verified = shown(&home, &["audit", "verify"], "");
    assert!(verified.contains("audit: 1 entries, head 1, clean\n"), "{verified}");
    let exported = shown(&home, &["audit", "export"], "");
    assert!(exported.starts_with("SEQ  AT") && has_local_time(&exported), "{exported}");
    let lines = shown(&home, &["audit", "export", "--format", "jsonl"], "");
    assert_eq!(Json::parse(lines.trim()).at("event").text(), "issued");
}

#[test]
fn a_directory_is_a_table() {
    let home = Home::new();
    let list = shown(&home, &["directory", "list", "--limit", "2"], "");
    assert!(
        list.starts_with("SUBJECT ") && list.contains("there are more: add `--cursor"),
        "{list}"
    );
    let rules = shown(&home, &["directory", "list", "--rules"], "");
    assert!(rules.contains("domain.ad\\serviceaccount") && rules.contains("tempadmin"), "{rules}");
    let one = shown(&home, &["directory", "show", "ALICE@example.com"], "");
    assert!(one.contains("subject   alice@example.com\nstanding  active\n"), "{one}");
    let seen = run(&home, &["directory", "show", "nobody@example.com"], "", &[]);
    assert_eq!(seen.status.code(), Some(1), "{seen:?}");
    assert!(seen.plain().contains("`codemint directory import`"), "{seen:?}");
}
