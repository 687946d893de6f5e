//! What the directory in memory contains.

use crate::store::{RuleImport, SubjectImport};
use codemint_core::journey::Rule;
use std::collections::HashMap;

/// Subjects and rules, by tenant and key.
#[derive(Default)]
pub(super) struct Known {
    pub(super) subjects: HashMap<(String, String), SubjectImport>,
    /// By account.
    pub(super) rules: HashMap<(String, String), Vec<PlacedRule>>,
}

/// A rule, and the computers that it applies to.
pub(super) struct PlacedRule {
    /// Canonical keys; empty for every computer.
    computers: Vec<String>,
    pub(super) rule: Rule,
}

impl PlacedRule {
    /// Tenant and account, and the rule, if it allows anything. `None` when a name in it is
    /// invalid.
    pub(super) fn of(tenant: &str, rule: RuleImport) -> Option<((String, String), Option<Self>)> {
        let account = (tenant.into(), rule.account_key()?);
        let (computers, is_empty) = (rule.computer_keys()?, rule.is_empty());
        let RuleImport { spans, local_accounts, by_device, .. } = rule;
        let rule = Rule { spans, local_accounts, by_device };
        Some((account, (!is_empty).then_some(Self { computers, rule })))
    }

    pub(super) fn is_for(&self, computer: &str) -> bool {
        self.computers.is_empty() || self.computers.iter().any(|known| known == computer)
    }
}
