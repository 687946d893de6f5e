use super::*;
use codemint::store::audit::Chain;
use codemint::words::RecordId;

/// Texts that a terminal or a spreadsheet might obey.
const HOSTILE: [&str; 26] = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =HYPERLINK(\"http://evil\")",
    "\u{ff1d}1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}1",
    "\u{3000}=1",
    "a\"b,c\r\nd",
    "\u{feff}=1",
    "\u{200b}+1",
    "\u{2060}\u{ad} -1",
    "\u{feff}\u{feff}@SUM(A1)",
    "\u{202e}=1",
    "\u{e0001}=1",
    "\u{fe0f}=1",
    "\u{2212}1",
    "\u{fe66}1",
    "\0=1",
    "\u{1b}[31m\u{9b}31m\u{7f}\0",
    "\u{202e}\u{2066}\u{2028}\u{200f}",
];

fn entry(text: &str) -> AuditEntry {
    AuditEntry {
        seq: 7,
        at: 951_782_400,
        tenant: text.into(),
        actor: text.into(),
        purpose: Some(text.into()),
        subject: Some(text.into()),
        event: text.into(),
        record: Some(RecordId::from_u128(7)),
        detail: Some(text.into()),
        chain: Chain([0xab; 32]),
    }
}

fn written(is_csv: bool, entries: &[AuditEntry]) -> String {
    let mut output = Vec::new();
    let mut format = match is_csv {
        true => Format::csv(&mut output).unwrap(),
        false => Format::json_lines(&mut output),
    };
    entries.iter().for_each(|entry| format.write(entry).unwrap());
    format.finish().unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn json_lines_have_one_object_a_line_and_give_back_every_text() {
    for text in HOSTILE.into_iter().chain(["", "DOMAIN\\user", "用户 \u{feff}"]) {
        let line = written(false, &[entry(text)]);
        assert_eq!(line.chars().filter(|char| char.is_control()).collect::<String>(), "\n");
        assert!(!line.contains(['\u{202e}', '\u{2066}', '\u{2028}', '\u{200f}']), "{line:?}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        for member in ["tenant", "actor", "purpose", "subject", "event", "detail"] {
            assert_eq!(value[member], text, "{member}");
        }
    }
    let absent =
        AuditEntry { purpose: None, subject: None, record: None, detail: None, ..entry("x") };
    assert_eq!(
        written(false, &[absent]),
        format!(
            "{{\"seq\":7,\"at\":\"2000-02-29T00:00:00Z\",\"tenant\":\"x\",\"actor\":\"x\",\
             \"purpose\":null,\"subject\":null,\"event\":\"x\",\"record\":null,\"detail\":null,\
             \"chain\":\"{}\"}}\n",
            "ab".repeat(32)
        )
    );
}

#[test]
fn no_cell_is_a_formula_and_no_line_has_another_in_it() {
    let entries: Vec<_> = HOSTILE.into_iter().map(entry).collect();
    let text = written(true, &entries);
    assert_eq!(text.matches("\r\n").count(), 1 + HOSTILE.len());
    let controls: String = text.chars().filter(|char| char.is_control()).collect();
    assert_eq!(controls, "\r\n".repeat(1 + HOSTILE.len()));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (row, hostile) in rows.iter().zip(HOSTILE) {
        assert_eq!(row.len(), COLUMNS.len());
        for cell in [2, 3, 4, 5, 6, 8].map(|column| &row[column]) {
            let is_obeyed = |cell: &str| {
                // An independent rule: what is visible before the first of these signs.
                let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '−', '﹦'];
                let before = cell.split(signs).next().unwrap_or_default();
                let hidden = |char: char| !char.is_alphanumeric() && !char.is_ascii_punctuation();
                before.len() < cell.len() && before.chars().all(hidden)
            };
            assert!(!is_obeyed(cell), "{cell:?}");
            // The control: without the apostrophe it would be a formula, or its first character is
            // escaped.
            let bare = cell.strip_prefix('\'');
            assert_eq!(
                bare.is_some(),
                is_obeyed(hostile) || hostile.starts_with(['\t', '\r', '\n'])
            );
        }
    }
    let with_lines = HOSTILE.iter().position(|text| text.starts_with("a\"b")).unwrap();
    assert_eq!(&rows[with_lines][8], "a\"b,c\\u000d\\u000ad");
    let absent =
        AuditEntry { purpose: None, subject: None, record: None, detail: None, ..entry("a") };
    let absent = written(true, &[absent]);
    let line = absent.lines().nth(1).unwrap();
    assert_eq!(line, format!("7,2000-02-29T00:00:00Z,a,a,,,a,,,{}", "ab".repeat(32)));
}

#[test]
fn times_are_read_and_written() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T01:00:00+01:00", 951_782_400),
        ("2000-02-28T23:59:59.5Z", 951_782_400),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] {
        assert_eq!(time_of(text), Ok(seconds), "{text}");
    }
    for text in ["", "2000-02-30T00:00:00Z", "2000-02-29", "2000-02-29 00:00", "yesterday"] {
        assert!(time_of(text).is_err(), "{text}");
    }
    assert_eq!((rfc3339(0).as_str(), rfc3339(-1).as_str()), ("1970-01-01T00:00:00Z", "-1"));
}

#[test]
fn people_get_a_table_with_local_times_and_nothing_that_a_terminal_obeys() {
    let mut output = Vec::new();
    let mut format = Format::table(&mut output, People::test("Europe/Berlin", false));
    for text in HOSTILE {
        format.write(&entry(text)).unwrap();
    }
    format.finish().unwrap();
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.lines().count(), 1 + HOSTILE.len());
    assert!(text.starts_with("SEQ  AT"), "{text}");
    assert!(text.contains("\n7    2000-02-29 01:00:00 CET  "), "{text}");
    assert!(text.chars().all(|char| !char.is_control() || char == '\n'), "{text:?}");
}
