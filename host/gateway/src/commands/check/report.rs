//! What a check of a configuration found, in one value.

use super::standards::{self, Standard};
use super::strength::Strength;
use crate::commands::finding::{Finding, extent};
use crate::config::{Config, Fault};
use crate::output::{Cell, Hue, People, Table};
use crate::terminal::escaped;
use serde::Serialize;

/// The columns of the policies.
const HEAD: [&str; 5] = ["TENANT", "PURPOSE", "CODES", "A GUESSER SUCCEEDS WITH", "STANDARDS"];

/// The result of a check.
#[derive(Serialize)]
pub(super) struct Report {
    file: String,
    /// What keeps the configuration from being loaded.
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    tenants: usize,
    /// One for each file or variable that the configuration names.
    files: Vec<Finding>,
    policies: Vec<PolicyReport>,
}

#[derive(Serialize)]
struct PolicyReport {
    tenant: String,
    purpose: &'static str,
    #[serde(flatten)]
    strength: Strength,
    standards: Vec<Standard>,
}

impl Report {
    pub(super) fn of_faults(file: String, faults: Vec<Fault>) -> Self {
        let (warnings, files, policies) = (Vec::new(), Vec::new(), Vec::new());
        Self { file, faults, warnings, tenants: 0, files, policies }
    }

    pub(super) fn of(file: String, config: &Config, with_files: bool) -> Self {
        let rules = config
            .tenants
            .iter()
            .flat_map(|tenant| tenant.policies.iter().map(|rules| (tenant.id.clone(), rules)));
        let policies = rules.map(|(tenant, rules)| {
            let strength = Strength::of(&rules.policy);
            let standards = standards::of(&rules.policy, &strength);
            PolicyReport { tenant, purpose: rules.purpose.name(), strength, standards }
        });
        Self {
            file,
            faults: Vec::new(),
            warnings: config.warnings.clone(),
            tenants: config.tenants.len(),
            files: if with_files { super::files::findings(config) } else { Vec::new() },
            policies: policies.collect(),
        }
    }

    pub(super) fn is_good(&self) -> bool {
        self.faults.is_empty() && !self.files.iter().any(Finding::is_wrong)
    }

    /// The report as text. Where there are faults, they are all of it.
    pub(super) fn text(&self, people: &People, verbose: bool) -> String {
        let mut text = String::new();
        let file = escaped(&self.file);
        for fault in &self.faults {
            text.push_str(&format!("{file}: {}\n", people.hue(Hue::Red, &fault.to_string())));
        }
        for warning in &self.warnings {
            text.push_str(&format!("{file}: {}\n", people.hue(Hue::Yellow, &warning.to_string())));
        }
        let mut files = Table::new(Vec::new());
        let shown = self.files.iter().filter(|finding| verbose || !finding.is_ok());
        shown.for_each(|finding| files.push(finding.row()));
        text.push_str(&people.table(&files));
        text.push_str(&self.policies(people, verbose));
        text.push_str(&self.summary(people));
        text
    }

    /// One line for each policy; with `verbose` also one for each standard.
    fn policies(&self, people: &People, verbose: bool) -> String {
        let mut text = String::new();
        let mut table = Table::new(HEAD.to_vec());
        for policy in &self.policies {
            table.push(policy.row());
            if verbose {
                let mut standards = Table::new(Vec::new());
                policy.standards.iter().for_each(|standard| standards.push(standard.row()));
                text.push_str(&people.table(&table));
                text.push_str(&people.table(&standards));
                table = Table::new(HEAD.to_vec());
            }
        }
        text.push_str(&people.table(&table));
        text
    }

    fn summary(&self, people: &People) -> String {
        let file = escaped(&self.file);
        let wrong = self.files.iter().filter(|finding| finding.is_wrong()).count();
        match (self.faults.len(), wrong) {
            (0, 0) => {
                let found = format!("no fault in {}", extent(self.tenants, self.policies.len()));
                format!("{file}: {}", people.hue(Hue::Green, &found))
            }
            (0, wrong) => format!("{file}: {wrong} file(s) with a fault"),
            (faults, _) => {
                format!("{file}: {faults} fault(s); files are checked once there is none")
            }
        }
    }
}

impl PolicyReport {
    fn row(&self) -> Vec<Cell> {
        let not_met = self.standards.iter().filter(|standard| standard.is_not_met()).count();
        let accepted = self.standards.iter().filter(|standard| standard.is_accepted()).count();
        let met = self.standards.len() - not_met - accepted;
        let hue = if not_met == 0 { Hue::Green } else { Hue::Yellow };
        vec![
            Cell::of(&self.tenant),
            Cell::of(self.purpose),
            Cell::of(self.strength.to_string()),
            Cell::of(self.strength.guessed()),
            Cell::of(format!("{met} met, {accepted} accepted, {not_met} not met")).hue(hue),
        ]
    }
}

#[cfg(test)]
mod tests;
