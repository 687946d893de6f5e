use super::*;
use std::path::Path;

const CONFIG: &str = r#"
[keys]
codes = { env = "CODEMINT_TEST_VARIABLE_THAT_IS_NOT_SET" }
[[tenants]]
id = "one"
base_url = "https://one.example"
[tenants.policies.enrolment]
[tenants.policies.activation]
codes_per_subject = 3
"#;

fn report() -> Report {
    let config = Config::parse(CONFIG, Path::new("/nowhere"), false).unwrap();
    Report::of("codemint.toml".to_owned(), &config, true)
}

fn text(verbose: bool) -> String {
    report().text(&People::test("UTC", false), verbose)
}

#[test]
fn each_policy_has_one_line_and_details_are_for_the_asking() {
    let short = text(false);
    let of_policies = short.lines().filter(|line| line.contains(" bits, "));
    assert_eq!(of_policies.count(), 2, "{short}");
    assert!(!short.contains("ASVS"), "{short}");
    let long = text(true);
    assert_eq!(long.matches("OWASP ASVS 6.5.4").count(), 2, "{long}");
    assert!(short.ends_with("no fault in 1 tenant and 2 policies"), "{short}");
}

#[test]
fn a_variable_that_is_not_set_and_an_old_key_are_warnings() {
    let report = report();
    assert!(report.is_good());
    let text = text(false);
    assert!(text.contains("warning  keys.codes  the variable `CODEMINT_TEST_VARIABLE"), "{text}");
    assert!(text.contains("codemint.toml: line 9: `tenants.policies.activation.codes"), "{text}");
}

#[test]
fn the_json_has_everything() {
    let json = serde_json::to_value(report()).unwrap();
    assert_eq!((&json["faults"], &json["tenants"]), (&serde_json::json!([]), &1.into()));
    assert_eq!(json["policies"][1]["max_live"], 3);
    assert_eq!(json["policies"][0]["standards"][0]["verdict"], "met");
    assert_eq!(json["files"][0]["status"], "ok");
    assert_eq!(json["warnings"][0]["line"], 9);
}

#[test]
fn faults_are_all_of_the_text() {
    let fault = Fault { line: 3, message: "`x\u{202e}` is unknown".to_owned() };
    let report = Report::of_faults("a.toml".to_owned(), vec![fault]);
    assert!(!report.is_good());
    let text = report.text(&People::test("UTC", false), true);
    assert!(
        text.starts_with("a.toml: line 3: `x\\u202e` is unknown\na.toml: 1 fault(s)"),
        "{text}"
    );
}
