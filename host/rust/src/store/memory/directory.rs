//! The directory in memory.

use super::MemoryStore;
use super::known::PlacedRule;
use crate::directory::{Directory, DirectoryEntry, DirectoryError, ElevationEntry};
use crate::store::import::entry;
use crate::store::{RuleImport, SubjectImport};
use async_trait::async_trait;
use codemint_core::words::Purpose;
use std::collections::HashSet;

impl MemoryStore {
    /// Adds a subject to the directory, or replaces it. Does nothing when its name is invalid:
    /// empty, longer than 1,024 bytes, or with control characters.
    pub fn insert_subject(&self, tenant: &str, subject: SubjectImport) {
        if let Some(key) = subject.key() {
            self.tables().known.subjects.insert((tenant.into(), key), subject);
        }
    }

    /// Adds a rule of elevation to those of its account. Does nothing when a name in it is invalid,
    /// or when it allows nothing.
    pub fn insert_rule(&self, tenant: &str, rule: RuleImport) {
        if let Some((key, placed)) = PlacedRule::of(tenant, rule) {
            self.tables().known.rules.entry(key).or_default().extend(placed);
        }
    }

    /// Replaces all rules of the accounts that these rules name, as [`SqliteStore::import_rules`]
    /// does. A rule with an invalid name is left out.
    ///
    /// [`SqliteStore::import_rules`]: crate::store::SqliteStore::import_rules
    pub fn replace_rules(&self, tenant: &str, rules: impl IntoIterator<Item = RuleImport>) {
        let rules = rules.into_iter().filter_map(|rule| PlacedRule::of(tenant, rule));
        let rules: Vec<_> = rules.collect();
        let accounts: HashSet<_> = rules.iter().map(|(account, _)| account.clone()).collect();
        let known = &mut self.tables().known.rules;
        for account in accounts {
            known.remove(&account);
        }
        for (account, placed) in rules {
            known.entry(account).or_default().extend(placed);
        }
    }
}

#[async_trait]
impl Directory for MemoryStore {
    async fn look_up(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let tables = self.tables();
        let known = |subject: &String| tables.known.subjects.get(&(tenant.into(), subject.clone()));
        Ok(subjects.iter().map(|subject| entry(known(subject), purpose)).collect())
    }

    async fn elevation(
        &self,
        tenant: &str,
        account: &str,
        computer: &str,
    ) -> Result<ElevationEntry, DirectoryError> {
        let known = &self.tables().known;
        let rules = known.rules.get(&(tenant.into(), account.into()));
        let applying = rules.into_iter().flatten().filter(|placed| placed.is_for(computer));
        let subject = known.subjects.get(&(tenant.into(), computer.into()));
        Ok(ElevationEntry {
            rules: applying.map(|placed| placed.rule.clone()).collect(),
            device: subject.and_then(|subject| subject.device.clone()),
        })
    }
}
