//! What a gateway has stored, read from its files without the gateway's code.

use crate::home::Home;
use codemint::keys::{Binding, Keys, RootKey};
use codemint::words::{Code, EmailAddress, Purpose, State};
use rusqlite::{Connection, OpenFlags, params};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// The database and the key of a data folder, opened for reading.
pub struct Ledger {
    database: Connection,
    key_file: PathBuf,
    keys: Keys,
}

/// The stored codes of one tenant, by their digests.
pub struct Codes<'a> {
    keys: &'a Keys,
    tenant: String,
    by_subject: HashMap<String, HashMap<Vec<u8>, State>>,
}

impl Ledger {
    /// Opens the files of a data folder.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn open(home: &Home) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(home.file("codemint.sqlite"), flags).unwrap();
        let key_file = home.file("codes.key");
        let keys = Keys::of(&RootKey::from_file(&key_file).unwrap());
        Self { database, key_file, keys }
    }

    /// All stored codes of the demo tenant for enrolment.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn codes(&self) -> Codes<'_> {
        self.codes_of("demo")
    }

    /// All stored codes of a tenant for enrolment.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn codes_of(&self, tenant: &str) -> Codes<'_> {
        let query = "SELECT subject, digest, state FROM records WHERE tenant = ? AND purpose = ?";
        let mut query = self.database.prepare(query).unwrap();
        let mut rows = query.query(params![tenant, Purpose::Enrolment.name()]).unwrap();
        let mut by_subject: HashMap<String, HashMap<Vec<u8>, State>> = HashMap::new();
        while let Some(row) = rows.next().unwrap() {
            let state = State::named(&row.get::<_, String>(2).unwrap()).unwrap();
            by_subject.entry(row.get(0).unwrap()).or_default().insert(row.get(1).unwrap(), state);
        }
        Codes { keys: &self.keys, tenant: tenant.to_owned(), by_subject }
    }

    /// The number of rows of a table.
    ///
    /// # Panics
    /// When there is no such table.
    #[must_use]
    pub fn count(&self, table: &str) -> usize {
        let query = format!("SELECT count(*) FROM {table}");
        let count: i64 = self.database.query_row(&query, [], |row| row.get(0)).unwrap();
        count.try_into().unwrap()
    }

    /// The number of failures of one kind in the audit trail: those with their own entry, those that
    /// an entry counts, and those that are counted until their interval ends.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn failures(&self, event: &str) -> usize {
        let query = "SELECT (SELECT count(*) FROM audit WHERE event = ?1 AND subject IS NOT NULL)
            + (SELECT coalesce(sum(detail ->> '$.count'), 0) FROM audit
               WHERE event = ?1 AND subject IS NULL)
            + (SELECT coalesce(sum(held), 0) FROM audit_floods WHERE event = ?1)";
        let count: i64 = self.database.query_row(query, [event], |row| row.get(0)).unwrap();
        count.try_into().unwrap()
    }

    /// Copies the database and the key into another data folder, where a test may change them.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn copy_into(&self, other: &Home) {
        let file = other.file("codemint.sqlite");
        self.database.execute("VACUUM INTO ?", [file.to_str().unwrap()]).unwrap();
        fs::copy(&self.key_file, other.file("codes.key")).unwrap();
    }

    /// The result of SQLite's integrity check: `ok` where it finds no fault.
    ///
    /// # Panics
    /// When the check cannot be run.
    #[must_use]
    pub fn integrity(&self) -> String {
        self.database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
    }
}

impl Codes<'_> {
    /// The state of a code of this address; `None` when it is not stored.
    ///
    /// # Panics
    /// When the address or the code is invalid.
    #[must_use]
    pub fn state(&self, address: &str, code: &str) -> Option<State> {
        let subject = subject(address);
        let binding =
            Binding { tenant: &self.tenant, purpose: Purpose::Enrolment, subject: &subject };
        let digest = self.keys.digest(binding, &Code::parse(code).unwrap());
        self.by_subject.get(&subject)?.get(&digest).copied()
    }

    /// The number of live codes of this address.
    ///
    /// # Panics
    /// When the address is invalid.
    #[must_use]
    pub fn live(&self, address: &str) -> usize {
        let stored = self.by_subject.get(&subject(address));
        stored.map_or(0, |codes| codes.values().filter(|state| state.is_live()).count())
    }

    /// The total number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_subject.values().map(HashMap::len).sum()
    }

    /// Whether there are no codes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn subject(address: &str) -> String {
    EmailAddress::parse(address).unwrap().into_key().into_string()
}
