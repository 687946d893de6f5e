//! `codemint directory import FILE`

use super::opened::Directory;
use crate::cli::Encoding;
use crate::commands::standard::{Outcome, say};
use crate::output::{Counted, Progress};
use codemint::store::{CsvEncoding, RuleImport, SubjectImport, csv_columns};
use std::fs::File;
use std::io::{self, Cursor, Read as _};
use std::path::Path;
use std::process::ExitCode;

/// The column or member that only a rule has.
const OF_A_RULE: &str = "account";

/// How many bytes of a file are read to detect what it holds: as many as a line may have.
const FIRST_READ: u64 = 64 * 1024;

pub(super) fn run(file: &Path, encoding: Option<Encoding>, directory: &Directory) -> Outcome {
    let unreadable = |error: io::Error| format!("cannot read `{}`: {error}", file.display());
    let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if !is_csv && encoding.is_some_and(|encoding| encoding != Encoding::Utf8) {
        return Err("JSON lines are UTF-8 (RFC 8259): `--encoding` is for .csv files".into());
    }
    let encoding = encoding.unwrap_or_default().of_csv();
    let opened = File::open(file).map_err(unreadable)?;
    let length = opened.metadata().map_or(0, |facts| facts.len());
    let progress = Progress::of_bytes("reading", length);
    let mut reader = Counted { inner: opened, progress: &progress };
    let mut beginning = Vec::new();
    reader.by_ref().take(FIRST_READ).read_to_end(&mut beginning).map_err(unreadable)?;
    let holds_rules = holds_rules(&beginning, is_csv.then_some(encoding));
    let reader = Cursor::new(beginning).chain(reader);
    let Directory { store, tenant } = directory;
    let (imported, what) = match (holds_rules, is_csv) {
        (false, true) => {
            let subjects = SubjectImport::from_csv_in(encoding, reader);
            (store.import_subjects(tenant, written_after(subjects, &progress)), "subject")
        }
        (false, false) => {
            let subjects = SubjectImport::from_json_lines(reader);
            (store.import_subjects(tenant, written_after(subjects, &progress)), "subject")
        }
        (true, true) => {
            (store.import_rules(tenant, RuleImport::from_csv_in(encoding, reader)), "rule")
        }
        (true, false) => (store.import_rules(tenant, RuleImport::from_json_lines(reader)), "rule"),
    };
    let count = imported.map_err(|error| format!("`{}`, {error}", file.display()))?;
    drop(progress);
    store.close()?;
    say(&format!("{count} {what}(s) of tenant `{tenant}` imported"));
    Ok(ExitCode::SUCCESS)
}

/// The same items; after the last one the progress says that they are being written.
fn written_after<T>(
    items: impl Iterator<Item = T>,
    progress: &Progress,
) -> impl Iterator<Item = T> {
    let turn = std::iter::from_fn(move || {
        progress.turn_to("writing");
        None
    });
    items.chain(turn)
}

/// Whether the first line with anything in it is a header or an object of rules. A line that is
/// neither is left to the reader of subjects, which reports what is wrong.
fn holds_rules(beginning: &[u8], csv: Option<CsvEncoding>) -> bool {
    if let Some(encoding) = csv {
        return csv_columns(encoding, beginning).iter().any(|column| column == OF_A_RULE);
    }
    let text = String::from_utf8_lossy(beginning);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let Some(first) = lines.find(|line| !line.trim().is_empty()) else { return false };
    let object: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(first);
    object.is_ok_and(|object| object.contains_key(OF_A_RULE))
}

#[cfg(test)]
mod tests {
    use super::{CsvEncoding, holds_rules};

    #[test]
    fn rules_are_distinguished_from_subjects_by_their_first_line() {
        for (text, is_csv, rules) in [
            ("account,spans,local_accounts\n", true, true),
            ("\u{feff}\r\n\nspans,\"account\", local_accounts\r\n", true, true),
            ("spans;account;local_accounts\n", true, true),
            ("spans\taccount\tlocal_accounts\n", true, true),
            ("subject,standing\naccount,active\n", true, false),
            ("subject\naccount,account\n", true, false),
            ("", true, false),
            (r#"{"account":"a\\b","spans":[]}"#, false, true),
            (r#"{"subject":"account"}"#, false, false),
            ("account", false, false),
            ("[", false, false),
        ] {
            let csv = is_csv.then_some(CsvEncoding::Utf8);
            assert_eq!(holds_rules(text.as_bytes(), csv), rules, "{text}");
        }
        let utf_16: Vec<u8> = "account;spans\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(holds_rules(&utf_16, Some(CsvEncoding::Utf16)));
        assert!(!holds_rules(&utf_16, Some(CsvEncoding::Utf8)));
    }
}
