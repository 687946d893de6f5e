//! What a gateway has stored, read from its files by other means than the gateway's own.

use crate::home::Home;
use codemint::keys::{Binding, Keys, RootKey};
use codemint::words::{Code, EmailAddress, Purpose, State};
use rusqlite::{Connection, OpenFlags, params};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// The database and the key of one home, open for reading.
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
    /// Opens the files of a home.
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

    /// All codes that the demo tenant has now for enrolment.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn codes(&self) -> Codes<'_> {
        self.codes_of("demo")
    }

    /// All codes that a tenant has now for enrolment.
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

    /// How many rows a table has.
    ///
    /// # Panics
    /// When there is no such table.
    #[must_use]
    pub fn count(&self, table: &str) -> usize {
        let query = format!("SELECT count(*) FROM {table}");
        let count: i64 = self.database.query_row(&query, [], |row| row.get(0)).unwrap();
        count.try_into().unwrap()
    }

    /// How many failures of one kind the audit trail has: those with an entry of their own, those that
    /// an entry counts, and those that are counted until their interval is over.
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

    /// Copies database and key into another home, to be spoiled there.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn copy_into(&self, other: &Home) {
        let file = other.file("codemint.sqlite");
        self.database.execute("VACUUM INTO ?", [file.to_str().unwrap()]).unwrap();
        fs::copy(&self.key_file, other.file("codes.key")).unwrap();
    }

    /// What the database says about its own soundness; `ok` when there is nothing to say.
    ///
    /// # Panics
    /// When it says nothing.
    #[must_use]
    pub fn integrity(&self) -> String {
        self.database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
    }
}

impl Codes<'_> {
    /// Where the code stands that was handed out for this address; `None` when it is not stored.
    ///
    /// # Panics
    /// When one of the two is none.
    #[must_use]
    pub fn state(&self, address: &str, code: &str) -> Option<State> {
        let subject = subject(address);
        let binding =
            Binding { tenant: &self.tenant, purpose: Purpose::Enrolment, subject: &subject };
        let digest = self.keys.digest(binding, &Code::parse(code).unwrap());
        self.by_subject.get(&subject)?.get(&digest).copied()
    }

    /// How many live codes this address has.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn live(&self, address: &str) -> usize {
        let stored = self.by_subject.get(&subject(address));
        stored.map_or(0, |codes| codes.values().filter(|state| state.is_live()).count())
    }

    /// How many codes there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_subject.values().map(HashMap::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn subject(address: &str) -> String {
    EmailAddress::parse(address).unwrap().into_key().into_string()
}
