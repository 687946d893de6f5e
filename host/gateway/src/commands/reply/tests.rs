use super::*;

const ID: &str = "019aac58-0000-7003-8001-00000000000b";

fn code(subject: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{ID}","purpose":"enrolment","subject":"{subject}","state":"pending","created":"2026-11-22T16:00:00Z","not_before":"2026-11-22T16:00:00Z","not_after":"2026-11-22T18:00:00Z","tries":1,"max_tries":5,"uses":0,"max_uses":1,"hidden":false,"issuer":"console"{more}}}"#
    )
}

fn text(shown: Shown, body: &str) -> String {
    shown.text(body.as_bytes(), &People::test("Europe/Berlin", false)).unwrap()
}

#[test]
fn a_page_is_a_table_with_local_times() {
    let page = |next: &str| format!(r#"{{"codes":[{}],"next":{next}}}"#, code("ann", ""));
    let head = format!("{:<36}  SUBJECT  PURPOSE    STATE    VALID UNTIL", "ID");
    let expected = format!(
        "{head}              ATTEMPTS  USES\n\
         {ID}  ann      enrolment  pending  2026-11-22 19:00:00 CET  1 of 5    0 of 1\n"
    );
    assert_eq!(text(Shown::Page, &page("null")), expected);
    let more = text(Shown::Page, &page(&format!("\"{ID}\"")));
    assert_eq!(more, format!("{expected}there are more: add `--cursor {ID}`"));
    assert_eq!(text(Shown::Page, r#"{"codes":[],"next":null}"#), "no codes");
}

#[test]
fn a_value_is_shown_where_the_reply_has_it() {
    let page = format!(r#"{{"codes":[{}],"next":null}}"#, code("ann", r#","code":"123456782""#));
    let text = text(Shown::Page, &page);
    assert!(
        text.lines().all(|line| line.ends_with("CODE") || line.ends_with("123456782")),
        "{text}"
    );
}

#[test]
fn a_code_is_shown_with_its_history() {
    let entry = r#"{"number":1,"at":"2026-11-22T16:00:00Z","actor":"console","event":"issued"}"#;
    let more = format!(r#","note":"n","history":[{entry}],"history_next":null"#);
    let text = text(Shown::Code, &code("ann", &more));
    assert!(text.contains("state           pending\n"), "{text}");
    assert!(text.contains("valid until     2026-11-22 19:00:00 CET\n"), "{text}");
    assert!(text.ends_with("\n2026-11-22 17:00:00 CET  issued  console\n"), "{text}");
    assert!(!text.contains("batch"), "{text}");
}

#[test]
fn an_accepted_code_and_a_changed_one_are_shown() {
    let body = format!(
        r#"{{"id":"{ID}","purpose":"enrolment","subject":"ann","not_after":"2026-11-22T18:00:00Z","uses_left":null}}"#
    );
    assert!(text(Shown::Checked, &body).starts_with("code         accepted\n"));
    assert!(text(Shown::Redeemed, &body).contains("uses left    unlimited\n"));
    let body = format!(r#"{{"id":"{ID}","state":"voided"}}"#);
    assert_eq!(text(Shown::Changed, &body), format!("{ID} is now voided"));
}

#[test]
fn a_hostile_subject_is_escaped() {
    let page = format!(r#"{{"codes":[{}],"next":null}}"#, code(r"e\u202evil\u001b[31m", ""));
    let text = text(Shown::Page, &page);
    assert!(text.contains(r"e\u202evil\u001b[31m"), "{text}");
    assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text:?}");
}

#[test]
fn a_problem_says_what_to_do_next() {
    let problem = |text: &str| problem(text.as_bytes());
    assert_eq!(
        problem(
            r#"{"type":"urn:codemint:problem:no-such-code","title":"There is no such code.","status":404}"#
        ),
        "there is no such code; `codemint list` shows the IDs"
    );
    assert_eq!(
        problem(
            r#"{"type":"urn:codemint:problem:not-understood","title":"The request is not understood.","status":400,"path":"id","detail":"is no id"}"#
        ),
        "the request is not understood: id: is no id"
    );
    assert_eq!(problem("?"), "?");
}
