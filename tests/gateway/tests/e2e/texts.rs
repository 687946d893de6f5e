//! Texts from outside: in files, in pictures and on the terminal.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Home};
use std::fs;

fn import(home: &Home, name: &str, bytes: &[u8], more: &[&str]) -> Ended {
    let file = home.file(name);
    fs::write(&file, bytes).unwrap();
    let data = home.path().to_str().unwrap();
    let arguments = ["directory", "import", file.to_str().unwrap(), "--data", data];
    codemint(arguments.iter().chain(more), "")
}

#[test]
fn a_row_with_text_after_a_closing_quote_is_refused_with_its_line() {
    let home = Home::new();
    let row = r#""c@example.com"junk,enrolment,"c@example.com"org"#;
    let text = format!("subject,purposes,mail\n{row}\n");
    let ended = import(&home, "f08.csv", text.as_bytes(), &[]);
    assert!(!ended.status.success(), "{ended:?}");
    assert!(ended.log.contains("line 2: text follows a closing quote"), "{ended:?}");
    // The control: with the text inside the quotes it is imported.
    let ended = import(
        &home,
        "good.csv",
        text.replace("\"junk", "\"").replace("\"org", "\"").as_bytes(),
        &[],
    );
    assert!(ended.status.success() && ended.output.starts_with("1 subject(s)"), "{ended:?}");
}

#[test]
fn encodings_separators_and_duplicates_are_handled_by_the_command() {
    let home = Home::new();
    let latin = b"subject;purposes;mail\r\nJ\xfcrgen;enrolment;j@example.com\r\n";
    let ended = import(&home, "latin.csv", latin, &[]);
    assert!(!ended.status.success() && ended.log.contains("line 2: it is not UTF-8"), "{ended:?}");
    let ended = import(&home, "latin.csv", latin, &["--encoding", "windows-1252"]);
    assert!(ended.status.success(), "{ended:?}");
    let excel = "\u{feff}account\tspans\tlocal_accounts\r\nd\\ü\t0-3\tAdministrator\r\n";
    let excel: Vec<u8> = excel.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ended = import(&home, "excel.csv", &excel, &[]);
    assert!(ended.status.success() && ended.output.starts_with("1 rule(s)"), "{ended:?}");
    let twice = b"subject\nx@example.com\ny\nX@EXAMPLE.com\n";
    let ended = import(&home, "twice.csv", twice, &[]);
    let message = "line 4: the subject `x@example.com` occurs twice, first on line 2";
    assert!(!ended.status.success() && ended.log.contains(message), "{ended:?}");
    let lines = b"{\"subject\":\"z\"}\n";
    let ended = import(&home, "lines.jsonl", lines, &["--encoding", "utf-16"]);
    assert!(!ended.status.success() && ended.log.contains("JSON lines are UTF-8"), "{ended:?}");
    assert!(import(&home, "lines.jsonl", lines, &["--encoding", "utf-8"]).status.success());
}

#[test]
fn the_files_ending_in_any_letter_case_determines_a_pictures_format() {
    let home = Home::bare();
    let draw = |name: &str| {
        let file = home.file(name);
        let ended = codemint(["qr", "hello", "-o", file.to_str().unwrap()], "");
        (ended.status.success(), fs::read(file).ok(), ended.log)
    };
    let (done, png, _) = draw("x.PNG");
    assert!(done && png.unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    let (done, svg, _) = draw("x.Svg");
    assert!(done && svg.unwrap().starts_with(b"<"));
    let (done, text, _) = draw("x.txt");
    assert!(done && String::from_utf8(text.unwrap()).unwrap().contains('█'));
    for name in ["x.jpg", "x.gif", "x"] {
        let (done, file, log) = draw(name);
        assert!(!done && file.is_none(), "{name}");
        assert!(log.contains("is unknown: use .png, .svg or .txt"), "{log}");
    }
}

#[test]
fn list_issue_and_errors_print_no_terminal_controls() {
    const MARKS: [char; 6] = ['\u{202e}', '\u{2066}', '\u{2028}', '\u{9b}', '\u{1b}', '\u{7f}'];
    let home = Home::new();
    let data = home.path().to_str().unwrap();
    let name = "evil\u{202e}\u{2066}\u{2028}name";
    let subject = serde_json::json!({ "subject": name, "purposes": "all" }).to_string();
    let imported = import(&home, "evil.jsonl", subject.as_bytes(), &[]);
    assert!(imported.status.success(), "{imported:?}");
    let body = serde_json::json!({
        "tenant": "demo", "subjects": [{ "id": name }], "purpose": "activation",
        "reason": "n\u{202e}\u{2067}",
    });
    let issue = ["issue", "--dialect", "native", "--route", "issue", "--data", data];
    let issued = codemint(issue, &body.to_string());
    assert!(issued.status.success(), "{issued:?}");
    let listed = codemint(["list", "--data", data], "");
    assert!(listed.status.success(), "{listed:?}");
    for ended in [&issued, &listed] {
        assert!(!ended.output.contains(MARKS), "{:?}", ended.output);
    }
    let listed: serde_json::Value = serde_json::from_str(&listed.output).unwrap();
    assert_eq!(listed["codes"][0]["subject"], name, "the value was changed");
    let ended = codemint(["mail", "retry", "x\u{202e}y\u{9b}", "--data", data], "");
    assert!(!ended.status.success() && ended.log.contains("x\\u202ey\\u009b"), "{ended:?}");
    let faulty = home.write("faulty.toml", "\"a\u{202e}b\" = 1\n[[tenants]]\nid = \"x\u{2066}\"\n");
    let checked = codemint(["config", "check", faulty.to_str().unwrap()], "");
    assert!(checked.output.contains("\\u202e"), "{checked:?}");
    for ended in [&ended, &checked] {
        let shown = [ended.output.as_str(), &ended.log].concat();
        assert!(!shown.contains(MARKS), "{shown:?}");
    }
}
