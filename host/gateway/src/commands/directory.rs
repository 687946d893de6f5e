//! `codemint directory import FILE`

use super::{Outcome, config_of, say, tenant_of};
use crate::cli::{Encoding, Place};
use crate::home::Home;
use codemint::store::{CsvEncoding, RuleImport, SqliteStore, SubjectImport, csv_columns};
use std::fs::File;
use std::io::{self, Cursor, Read as _};
use std::path::Path;
use std::process::ExitCode;

/// What only a rule has, as a column or a member.
const OF_A_RULE: &str = "account";

/// How much of a file is looked at to tell what it holds: as much as a line may have.
const FIRST_LOOK: u64 = 64 * 1024;

pub(super) fn import(file: &Path, encoding: Option<Encoding>, place: &Place) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let named = |error: io::Error| format!("cannot read `{}`: {error}", file.display());
    let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if !is_csv && encoding.is_some_and(|encoding| encoding != Encoding::Utf8) {
        return Err("JSON lines are UTF-8 (RFC 8259): `--encoding` is for .csv".into());
    }
    let encoding = encoding.unwrap_or_default().of_csv();
    let mut reader = File::open(file).map_err(named)?;
    let mut beginning = Vec::new();
    reader.by_ref().take(FIRST_LOOK).read_to_end(&mut beginning).map_err(named)?;
    let holds_rules = holds_rules(&beginning, is_csv.then_some(encoding));
    let reader = Cursor::new(beginning).chain(reader);
    let store = SqliteStore::open(Home::at(&config.data)?.store())?;
    let (imported, what) = match (holds_rules, is_csv) {
        (false, true) => {
            let subjects = SubjectImport::from_csv_in(encoding, reader);
            (store.import_subjects(&tenant, subjects), "subject")
        }
        (false, false) => {
            (store.import_subjects(&tenant, SubjectImport::from_json_lines(reader)), "subject")
        }
        (true, true) => {
            (store.import_rules(&tenant, RuleImport::from_csv_in(encoding, reader)), "rule")
        }
        (true, false) => (store.import_rules(&tenant, RuleImport::from_json_lines(reader)), "rule"),
    };
    let count = imported.map_err(|error| format!("`{}`, {error}", file.display()))?;
    store.close()?;
    say(&format!("{count} {what}(s) of tenant `{tenant}` imported"));
    Ok(ExitCode::SUCCESS)
}

/// Whether the first line that holds anything is a header or an object of rules. What is not
/// understood is taken for subjects: their reader says what is wrong with it.
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
    fn rules_are_told_from_subjects_by_their_first_line() {
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
