//! The grammar of RFC 4180, and detecting the separator.

use super::{csv, errors, people};
use crate::store::SubjectImport;

#[test]
fn misplaced_quotes_are_refused_with_their_line() {
    let header = "subject,purposes,mail";
    for (record, problem) in [
        (r#""c@example.com"junk,enrolment,"c@example.com"org"#, "text follows a closing quote"),
        (r#"c,enrolment,"c@example.com"org"#, "text follows a closing quote"),
        (r#""c" ,,"#, "text follows a closing quote"),
        ("\"c\"\t,,", "text follows a closing quote"),
        ("\"c\"\u{feff},,", "text follows a closing quote"),
        (r#""c""d"e,,"#, "text follows a closing quote"),
        ("\"c\nd\"e,,", "text follows a closing quote"),
        (r#"5" disk,,"#, "a quote is within a field that is not quoted"),
        (r#" "c",,"#, "a quote is within a field that is not quoted"),
        (r#"c"",,"#, "a quote is within a field that is not quoted"),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!("{header}\nfirst,,\n{record}\nlast,,\n").replace('\n', end);
            let items = csv(&text);
            assert_eq!(errors(items.clone()), [format!("line 3: {problem}")], "{record}");
            // Reading continues with the next line.
            let last = items.into_iter().rfind(Result::is_ok).unwrap().unwrap();
            assert_eq!(last.subject, "last", "{record}");
        }
    }
}

#[test]
fn quotes_are_read_where_they_are_allowed() {
    for (field, name) in [
        (r#""c""#, "c"),
        (r#""c ""d"" e""#, "c \"d\" e"),
        (r#""""""#, "\""),
        (r#""""""""#, "\"\""),
        (r#""c,d""#, "c,d"),
        (r#""c;d""#, "c;d"),
        ("c d", "c d"),
        ("c'd", "c'd"),
    ] {
        let items = csv(&format!("subject,mail\n{field},\n"));
        assert_eq!(items, [Ok(SubjectImport::of(name))], "{field}");
    }
}

#[test]
fn semicolons_and_tabs_are_detected_from_the_header() {
    let text = "mail,subject,purposes,standing\n\
        B@Example.com,A@Example.com,all,active\n\
        ,b,elevation enrolment,disabled\n\
        ,\"o'brien, jr\",,pending-deletion\n\
        \"\",\"d \"\"e\"\"\",password-reset,\n";
    let people: Vec<_> = people().into_iter().map(Ok).collect();
    assert_eq!(csv(text), people);
    for separator in [';', '\t'] {
        let text = text.replace(',', &separator.to_string()).replace("brien; jr", "brien, jr");
        let text = text.replace("brien\t jr", "brien, jr");
        assert_eq!(csv(&text), people, "{text}");
        let quoted = text.replacen("subject", "\"subject\"", 1);
        assert_eq!(csv(&quoted), people, "{quoted}");
    }
    // A list in a field needs quotes if its separator is that of the header.
    let list = |purposes| csv(&format!("subject;purposes\nx;{purposes}\n"));
    assert_eq!(errors(list("all;all")), ["line 2: it has 3 columns, the header has 2"]);
    assert!(list("\"elevation;enrolment\"")[0].is_ok());
    // With two separators in a header a name contains the other one.
    assert_eq!(
        errors(csv("subject;purposes,mail\n")),
        ["line 1: there is no column `subject;purposes`"]
    );
}

#[test]
fn each_subject_has_the_line_on_which_it_begins() {
    let text = "\nsubject,mail\n\na,\n\"b\n\",\nc,\n".replace("\"b\n\"", "b");
    let lines = SubjectImport::from_csv(text.as_bytes()).map(|item| item.unwrap().line);
    assert_eq!(lines.collect::<Vec<_>>(), [Some(4), Some(5), Some(6)]);
    let text = "{\"subject\":\"a\"}\n\n{\"subject\":\"b\"}";
    let lines = SubjectImport::from_json_lines(text.as_bytes()).map(|item| item.unwrap().line);
    assert_eq!(lines.collect::<Vec<_>>(), [Some(1), Some(3)]);
}
