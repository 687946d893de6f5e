//! `codemint directory import FILE`

use super::{Outcome, config_of, say, tenant_of};
use crate::cli::Place;
use crate::home::Home;
use codemint::store::{RuleImport, SqliteStore, SubjectImport};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

/// What only a rule has, as a column or a member.
const OF_A_RULE: &str = "account";

/// How much of a file is looked at to tell what it holds: as much as a line may have.
const FIRST_LOOK: usize = 64 * 1024;

pub(super) fn import(file: &Path, place: &Place) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let named = |error: io::Error| format!("cannot read `{}`: {error}", file.display());
    let opened = File::open(file).map_err(named)?;
    let mut reader = BufReader::with_capacity(FIRST_LOOK, opened);
    let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let holds_rules = holds_rules(reader.fill_buf().map_err(named)?, is_csv);
    let store = SqliteStore::open(Home::at(&config.data)?.store())?;
    let (imported, what) = match (holds_rules, is_csv) {
        (false, true) => {
            (store.import_subjects(&tenant, SubjectImport::from_csv(reader)), "subject")
        }
        (false, false) => {
            (store.import_subjects(&tenant, SubjectImport::from_json_lines(reader)), "subject")
        }
        (true, true) => (store.import_rules(&tenant, RuleImport::from_csv(reader)), "rule"),
        (true, false) => (store.import_rules(&tenant, RuleImport::from_json_lines(reader)), "rule"),
    };
    let count = imported.map_err(|error| format!("`{}`, {error}", file.display()))?;
    store.close()?;
    say(&format!("{count} {what}(s) of tenant `{tenant}` imported"));
    Ok(ExitCode::SUCCESS)
}

/// Whether the first line that holds anything is a header or an object of rules. What is not
/// understood is taken for subjects: their reader says what is wrong with it.
fn holds_rules(beginning: &[u8], is_csv: bool) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let Some(first) = lines.find(|line| !line.trim().is_empty()) else { return false };
    if is_csv {
        return first.split(',').any(|column| column.trim().trim_matches('"') == OF_A_RULE);
    }
    let object: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(first);
    object.is_ok_and(|object| object.contains_key(OF_A_RULE))
}

#[cfg(test)]
mod tests {
    use super::holds_rules;

    #[test]
    fn rules_are_told_from_subjects_by_their_first_line() {
        for (text, is_csv, rules) in [
            ("account,spans,local_accounts\n", true, true),
            ("\u{feff}\r\n\nspans, \"account\" ,local_accounts\r\n", true, true),
            ("subject,standing\naccount,active\n", true, false),
            ("subject\naccount,account\n", true, false),
            ("", true, false),
            (r#"{"account":"a\\b","spans":[]}"#, false, true),
            (r#"{"subject":"account"}"#, false, false),
            ("account", false, false),
            ("[", false, false),
        ] {
            assert_eq!(holds_rules(text.as_bytes(), is_csv), rules, "{text}");
        }
    }
}
