//! Whom the demo knows.

use super::{TENANT, samples};
use crate::home::Home;
use crate::site::SiteError;
use codemint::journey::Standing;
use codemint::store::{SqliteStore, SubjectImport};
use codemint::words::Purpose;
use std::convert::Infallible;
use std::io;

/// Who may enrol.
const ENROLLING: [&str; 6] =
    ["administrator", "ADUser", "alice", "amuser", "AMViaPref0", "dummyUser"];

/// Whose identity source does not allow it.
const NOT_ENROLLING: &str = "local_rsa_unified";

/// Fills the directory.
///
/// # Errors
/// When the store cannot be opened or written.
pub(super) fn fill(home: &Home) -> Result<(), SiteError> {
    let store = SqliteStore::open(home.store())?;
    let imported = store.import_subjects(TENANT, subjects().map(Ok::<_, Infallible>));
    imported.map_err(|error| io::Error::other(error.to_string()))?;
    Ok(store.close()?)
}

fn subjects() -> impl Iterator<Item = SubjectImport> {
    let person = |name: &str, purposes| SubjectImport {
        subject: format!("{name}@example.com"),
        standing: Standing::Active,
        purposes,
        mail: Some(format!("{name}@example.com")),
    };
    let other = |name: &str, purpose| SubjectImport {
        subject: name.to_owned(),
        standing: Standing::Active,
        purposes: vec![purpose],
        mail: None,
    };
    let enrolling = ENROLLING.map(|name| person(name, Purpose::ALL.to_vec()));
    let rest = [
        person(NOT_ENROLLING, Vec::new()),
        other(samples::COMPUTER, Purpose::Elevation),
        other(samples::USER, Purpose::Activation),
    ];
    enrolling.into_iter().chain(rest)
}
