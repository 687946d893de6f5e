mod encodings;
mod grammar;
mod rules;

use super::{ImportError, SubjectImport};
use crate::locale::Locale;
use codemint_core::journey::Standing;
use codemint_core::words::Purpose;
use std::io::{self, Read};

fn csv(text: &str) -> Vec<Result<SubjectImport, ImportError>> {
    SubjectImport::from_csv(text.as_bytes()).map(without_line).collect()
}

fn json(text: &str) -> Vec<Result<SubjectImport, ImportError>> {
    SubjectImport::from_json_lines(text.as_bytes()).map(without_line).collect()
}

/// The item without its line, which another test checks.
fn without_line(item: Result<SubjectImport, ImportError>) -> Result<SubjectImport, ImportError> {
    item.map(|subject| SubjectImport { line: None, ..subject })
}

/// The messages of the errors.
fn errors(items: Vec<Result<SubjectImport, ImportError>>) -> Vec<String> {
    items.into_iter().filter_map(|item| item.err().map(|error| error.to_string())).collect()
}

fn subject(name: &str, standing: Standing, purposes: &[Purpose], mail: &str) -> SubjectImport {
    let mail = (!mail.is_empty()).then(|| mail.into());
    let purposes = purposes.into();
    SubjectImport { standing, purposes, mail, ..SubjectImport::of(name) }
}

/// The contents of the texts in the next two tests.
fn people() -> Vec<SubjectImport> {
    vec![
        subject("A@Example.com", Standing::Active, &Purpose::ALL, "B@example.com"),
        subject("b", Standing::Disabled, &[Purpose::Elevation, Purpose::Enrolment], ""),
        subject("o'brien, jr", Standing::PendingDeletion, &[], ""),
        subject("d \"e\"", Standing::Active, &[Purpose::PasswordReset], ""),
    ]
}

#[test]
fn csv_is_read() {
    let text = "mail,subject,purposes,standing\n\
        B@Example.com, A@Example.com ,all,active\n\
        ,b,elevation;enrolment,disabled\n\
        ,\"o'brien, jr\",,pending-deletion\n\
        \"\",\"d \"\"e\"\"\",\" password-reset ; \",\n";
    let people: Vec<_> = people().into_iter().map(Ok).collect();
    assert_eq!(csv(text), people);
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(csv(&windows), people);
    assert_eq!(csv(text.trim_end()), people);
    let spaces = csv("subject,purposes\nx,elevation  activation;enrolment\n");
    let purposes = [Purpose::Elevation, Purpose::Activation, Purpose::Enrolment];
    assert_eq!(spaces, [Ok(subject("x", Standing::Active, &purposes, ""))]);
    assert_eq!(csv("subject\n"), []);
}

#[test]
fn json_lines_are_read() {
    let text = r#"{"subject": " A@Example.com ", "purposes": "all", "mail": "B@Example.com"}
        {"standing": "disabled", "subject": "b", "purposes": ["elevation", "enrolment"]}

        {"subject": "o'brien, jr", "standing": "pending-deletion", "purposes": [], "mail": null}
        {"subject": "d \"e\"", "purposes": ["password\u002dreset"], "standing": null}"#;
    let people: Vec<_> = people().into_iter().map(Ok).collect();
    assert_eq!(json(text), people);
    assert_eq!(json(&format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"))), people);
    assert_eq!(json("\n \n"), []);
}

#[test]
fn a_subject_has_a_language() {
    let german = SubjectImport { locale: Locale::parse("de-AT"), ..SubjectImport::of("a") };
    let error = |line| Err(ImportError { line, problem: "`d\u{e9}` is not a language tag".into() });
    let bare = SubjectImport::of("a");
    let text = "locale,subject\n de-at ,a\n,a\nd\u{e9},a\n";
    assert_eq!(csv(text), [Ok(german.clone()), Ok(bare.clone()), error(4)]);
    let text = "{\"subject\": \"a\", \"locale\": \"DE-AT\"}\n\
                {\"subject\": \"a\", \"locale\": null}\n\
                {\"subject\": \"a\", \"locale\": \"d\u{e9}\"}\n";
    assert_eq!(json(text), [Ok(german), Ok(bare), error(3)]);
}

#[test]
fn a_computer_has_a_device_id() {
    let id = "9E7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";
    let name = "domain.ad\\CENL02$";
    let known = SubjectImport { device: Some(id.into()), ..SubjectImport::of(name) };
    let bare = SubjectImport::of(name);
    let text = format!("device,subject\n {id} ,{name}\n,{name}\nx-{id},{name}\n");
    let error = |line| Err(ImportError { line, problem: format!("`x-{id}` is not a device ID") });
    assert_eq!(csv(&text), [Ok(known.clone()), Ok(bare.clone()), error(4)]);
    let name = "domain.ad\\\\CENL02$";
    let text = format!(
        "{{\"subject\": \"{name}\", \"device\": \"{id}\"}}\n\
         {{\"subject\": \"{name}\", \"device\": null}}\n\
         {{\"subject\": \"{name}\", \"device\": \"x-{id}\"}}\n"
    );
    assert_eq!(json(&text), [Ok(known), Ok(bare), error(3)]);
}

#[test]
fn csv_errors_name_the_line_on_which_the_record_begins() {
    for end in ["\n", "\r\n"] {
        let text = [
            "",
            "subject,standing,purposes,mail",
            "a,gone,,",
            "",
            "\"b",
            "b\",,,",
            "c,,,",
            " ",
            "\"d\"\"",
            "",
            "\",,,a b@example.com",
            ",,,",
            "e,,all elevation,",
            "f,,,no\u{1}mail",
            "g,,",
            "h,,,,",
            "i,,,",
        ];
        let items = csv(&text.join(end));
        assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 2);
        assert_eq!(
            errors(items),
            [
                "line 3: `gone` is not a standing",
                "line 5: the subject contains a control character",
                "line 9: `a b@example.com` is not a mail address",
                "line 12: the subject is empty",
                "line 13: `all` is not a purpose",
                "line 14: `no\\u{1}mail` is not a mail address",
                "line 15: it has 3 columns, the header has 4",
                "line 16: it has 5 columns, the header has 4",
            ]
        );
    }
}

#[test]
fn csv_headers_are_exact() {
    for (text, problem) in [
        ("", "line 1: there is no header"),
        ("\n\n", "line 2: there is no header"),
        ("mail,standing\na,b\n", "line 1: the column `subject` is missing"),
        ("\nsubject,Mail\nx,\n", "line 2: there is no column `Mail`"),
        ("subject,name\nx,\n", "line 1: there is no column `name`"),
        ("subject,\nx,\n", "line 1: there is no column ``"),
        ("subject,mail,subject\nx,,\n", "line 1: the column `subject` occurs twice"),
        ("subject\n\"x\ny\n", "line 2: a quote is not closed"),
    ] {
        assert_eq!(errors(csv(text)), [problem], "{text:?}");
        assert_eq!(csv(text).len(), 1, "{text:?}");
    }
}

#[test]
fn json_errors_name_the_line() {
    let text = r#"
        {"subject": "a", "name": "b"}
        {"subject": "a"} {}
        {"standing": "active"}
        {"subject": "a", "subject": "b"}
        {"subject": ["a"]}
        {"subject": "a", "purposes": "elevation"}
        {"subject": "a", "purposes": ["elevation", "all"]}
        {"subject": "a", "purposes": ["flying"]}
        {"subject": "a", "purposes": 5}
        {"subject": "a", "standing": "unknown"}
        {"subject": "a", "mail": ""}
        {"subject": ""}
        {"subject": "good"}
        ["#;
    let items = json(text);
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 1);
    let found = errors(items);
    let expected = [
        "line 2: unknown field `name`, expected one of",
        "line 3: trailing characters (column",
        "line 4: missing field `subject` (column",
        "line 5: duplicate field `subject` (column",
        "line 6: invalid type: sequence, expected a string (column",
        "line 7: `purposes` is a string other than `all`",
        "line 8: `all` cannot be combined with other purposes",
        "line 9: `flying` is not a purpose",
        "line 10: `purposes` is neither an array of names nor `all`",
        "line 11: `unknown` is not a standing",
        "line 12: `` is not a mail address",
        "line 13: the subject is empty",
        "line 15: EOF while parsing a list (column",
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} does not start with {expected}");
    }
}

#[test]
fn lines_and_names_are_bounded() {
    let open = csv(&format!("subject\nx\n\"{}\n", "a\n".repeat(40_000)));
    let long = csv(&format!("subject\nx\n{}\ny\n", "a".repeat(70_000)));
    for items in [open, long] {
        assert_eq!(items.len(), 2);
        assert_eq!(errors(items), ["line 3: it has more than 65536 bytes"]);
    }
    let items = json(&format!("{{\"subject\": \"{}\"}}\n{{}}\n", "a".repeat(70_000)));
    assert_eq!(errors(items), ["line 1: it has more than 65536 bytes"]);
    let items = json(&format!("{{\"subject\": \"{}\"}}\n", "a".repeat(1025)));
    assert_eq!(errors(items), ["line 1: the subject has more than 1024 bytes"]);
    let (one, other) = ("{\"subject\": \"", "\"}");
    for (length, is_read) in [(65_536, true), (65_537, false)] {
        let padding = " ".repeat(length - one.len() - other.len() - 2);
        let items = json(&format!("{one}x{other}{padding}\n"));
        assert_eq!(items[0].is_ok(), is_read, "{length}");
    }
}

#[test]
fn a_failure_of_reading_ends_the_import() {
    struct Torn;
    impl Read for Torn {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn"))
        }
    }
    let text = "subject\nx\n".as_bytes();
    let items: Vec<_> = SubjectImport::from_csv(text.chain(Torn)).collect();
    assert_eq!(errors(items), ["line 3: it cannot be read: torn"]);
    let items: Vec<_> = SubjectImport::from_json_lines(Torn).collect();
    assert_eq!(errors(items), ["line 1: it cannot be read: torn"]);
    let latin: Vec<_> = SubjectImport::from_csv(&b"subject\nx\n\xfc\ny\n"[..]).collect();
    assert_eq!(errors(latin), ["line 3: it is not UTF-8"]);
}

#[test]
fn names_become_canonical_keys() {
    for (name, key) in [
        (" AMViaPref0@EXAMPLE.com ", "amviapref0@example.com"),
        ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        (" PC-0815 ", "pc-0815"),
        ("ÄÖ", "äö"),
        ("@", "@"),
        ("Straße", "strasse"),
        (" domain.AD\\CENL02$", "domain.ad\\cenl02$"),
    ] {
        assert_eq!(SubjectImport::of(name).key().as_deref(), Some(key));
    }
    for name in ["", " ", "a\nb", &"a".repeat(1025)] {
        assert_eq!(SubjectImport::of(name).key(), None, "{name:?}");
    }
}
