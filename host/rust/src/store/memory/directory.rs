//! The directory in memory.

use super::MemoryStore;
use crate::directory::{Directory, DirectoryEntry, DirectoryError, ElevationEntry};
use crate::store::import::entry;
use crate::store::{RuleImport, SubjectImport};
use async_trait::async_trait;
use codemint_core::journey::Rule;
use codemint_core::words::Purpose;
use std::collections::{HashMap, HashSet};

/// Who is known, by tenant and key.
#[derive(Default)]
pub(super) struct Known {
    subjects: HashMap<(String, String), SubjectImport>,
    /// By account.
    rules: HashMap<(String, String), Vec<Applying>>,
}

/// A rule, and where it applies.
struct Applying {
    /// Canonical keys; empty = every computer.
    computers: Vec<String>,
    rule: Rule,
}

impl MemoryStore {
    /// Adds a subject to the directory, or replaces what is known of it. Does nothing when its name
    /// is none: empty, longer than 1,024 bytes, or with control characters.
    pub fn insert_subject(&self, tenant: &str, subject: SubjectImport) {
        if let Some(key) = subject.key() {
            self.tables().known.subjects.insert((tenant.into(), key), subject);
        }
    }

    /// Adds a rule of elevation to those that its account has. Does nothing when one of its names
    /// is none, or when it allows nothing.
    pub fn insert_rule(&self, tenant: &str, rule: RuleImport) {
        if let Some((key, applying)) = Applying::of(tenant, rule) {
            self.tables().known.rules.entry(key).or_default().extend(applying);
        }
    }

    /// Puts these rules in place of all that the accounts have which they name, as
    /// [`SqliteStore::import_rules`] does. A rule of which one name is none is left out.
    ///
    /// [`SqliteStore::import_rules`]: crate::store::SqliteStore::import_rules
    pub fn replace_rules(&self, tenant: &str, rules: impl IntoIterator<Item = RuleImport>) {
        let rules = rules.into_iter().filter_map(|rule| Applying::of(tenant, rule));
        let rules: Vec<_> = rules.collect();
        let accounts: HashSet<_> = rules.iter().map(|(account, _)| account.clone()).collect();
        let known = &mut self.tables().known.rules;
        for account in accounts {
            known.remove(&account);
        }
        for (account, applying) in rules {
            known.entry(account).or_default().extend(applying);
        }
    }
}

impl Applying {
    /// Tenant and account, and the rule, if it allows anything.
    fn of(tenant: &str, rule: RuleImport) -> Option<((String, String), Option<Self>)> {
        let account = (tenant.into(), rule.account_key()?);
        let (computers, is_empty) = (rule.computer_keys()?, rule.is_empty());
        let RuleImport { spans, local_accounts, by_device, .. } = rule;
        let rule = Rule { spans, local_accounts, by_device };
        Some((account, (!is_empty).then_some(Self { computers, rule })))
    }

    fn is_for(&self, computer: &str) -> bool {
        self.computers.is_empty() || self.computers.iter().any(|known| known == computer)
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
        let applying = rules.into_iter().flatten().filter(|rule| rule.is_for(computer));
        let subject = known.subjects.get(&(tenant.into(), computer.into()));
        Ok(ElevationEntry {
            rules: applying.map(|applying| applying.rule.clone()).collect(),
            device: subject.and_then(|subject| subject.device.clone()),
        })
    }
}
