//! The demo's directory.

use super::names::TENANT;
use super::samples;
use crate::home::Home;
use crate::site::SiteError;
use codemint::store::{RuleImport, SqliteStore, SubjectImport};
use codemint::words::Purpose;
use std::convert::Infallible;
use std::error::Error;
use std::io;

/// Users who may enrol.
const ENROLLING: [&str; 6] =
    ["administrator", "ADUser", "alice", "amuser", "AMViaPref0", "dummyUser"];

/// A user whose identity source does not allow enrolment.
const NOT_ENROLLING: &str = "local_rsa_unified";

/// Fills the directory.
///
/// # Errors
/// When the store cannot be opened or written.
pub(super) fn fill(home: &Home) -> Result<(), SiteError> {
    let store = SqliteStore::open(home.store())?;
    let failed = |error: &dyn Error| io::Error::other(error.to_string());
    let subjects = subjects().map(Ok::<_, Infallible>);
    store.import_subjects(TENANT, subjects).map_err(|error| failed(&error))?;
    let rules = std::iter::once(rule()).map(Ok::<_, Infallible>);
    store.import_rules(TENANT, rules).map_err(|error| failed(&error))?;
    Ok(store.close()?)
}

fn subjects() -> impl Iterator<Item = SubjectImport> {
    let person = |name: &str, purposes| SubjectImport {
        purposes,
        mail: Some(format!("{name}@example.com")),
        ..SubjectImport::of(&format!("{name}@example.com"))
    };
    let other =
        |name: &str, purpose| SubjectImport { purposes: vec![purpose], ..SubjectImport::of(name) };
    let enrolling = ENROLLING.map(|name| person(name, Purpose::ALL.to_vec()));
    let rest = [
        person(NOT_ENROLLING, Vec::new()),
        other(samples::COMPUTER, Purpose::Elevation),
        other(samples::USER, Purpose::Activation),
    ];
    enrolling.into_iter().chain(rest)
}

/// The account that may raise privileges on the computer.
fn rule() -> RuleImport {
    RuleImport {
        account: samples::ACCOUNT.to_owned(),
        computers: vec![samples::COMPUTER.to_owned()],
        spans: 0b1111,
        local_accounts: vec![samples::LOCAL_ACCOUNT.to_owned()],
        by_device: false,
    }
}
