//! `codemint directory import FILE`

use super::{Outcome, config_of, say, tenant_of};
use crate::cli::Place;
use crate::home::Home;
use codemint::store::{SqliteStore, SubjectImport};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn import(file: &Path, place: &Place) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let named = |error| format!("cannot read `{}`: {error}", file.display());
    let reader = BufReader::new(File::open(file).map_err(named)?);
    let store = SqliteStore::open(Home::at(&config.data)?.store())?;
    let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let count = if is_csv {
        store.import_subjects(&tenant, SubjectImport::from_csv(reader))
    } else {
        store.import_subjects(&tenant, SubjectImport::from_json_lines(reader))
    };
    let count = count.map_err(|error| format!("`{}`, {error}", file.display()))?;
    store.close()?;
    say(&format!("{count} subject(s) of tenant `{tenant}` imported"));
    Ok(ExitCode::SUCCESS)
}
