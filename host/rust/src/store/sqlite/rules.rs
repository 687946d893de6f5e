//! Rules of elevation.

use super::audit::Trail;
use super::fault::Fault;
use super::handle::SqliteStore;
use super::import_error::ImportAborted;
use super::job::{Job, Outcome};
use crate::directory::ElevationEntry;
use crate::store::{RuleImport, StoreError};
use codemint_core::journey::Rule;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// The maximum number of rules in one import: they are written in one transaction, for which all
/// other writes wait.
const MAX_RULES: usize = 20_000;

/// A rule as it is stored.
struct RuleRow {
    account: String,
    /// JSON.
    computers: String,
    spans: u16,
    /// JSON.
    local_accounts: String,
    by_device: bool,
}

impl SqliteStore {
    /// Replaces all rules of the accounts that these rules name, in one transaction: all or none.
    /// Rules of other accounts stay as they are; a rule that allows nothing only names its account
    /// ([`RuleImport`]). Returns the number of rules.
    ///
    /// Blocks the thread: do not call it on an asynchronous one.
    ///
    /// # Errors
    /// [`ImportAborted`] at the first error of the iterator, at a rule with an invalid name, when
    /// there are more than 20,000 rules, or when the store fails. Nothing has changed then.
    pub fn import_rules<E>(
        &self,
        tenant: &str,
        rules: impl Iterator<Item = Result<RuleImport, E>>,
    ) -> Result<u64, ImportAborted<E>> {
        let (mut accounts, mut rows, mut count) = (BTreeSet::new(), Vec::new(), 0);
        for rule in rules {
            let rule = rule.map_err(ImportAborted::Entry)?;
            count += 1;
            if count > MAX_RULES {
                return Err(refused("an import has more than 20000 rules"));
            }
            let row = RuleRow::of(&rule);
            let row = row.ok_or_else(|| {
                refused("a name in a rule is empty, too long, or has control characters")
            })?;
            accounts.insert(row.account.clone());
            rows.extend((!rule.is_empty()).then_some(row));
        }
        let (tenant, accounts) = (tenant.into(), accounts.into_iter().collect());
        self.run_blocking(Replace { tenant, accounts, rules: rows })?;
        Ok(count as u64)
    }
}

fn refused<E>(why: &'static str) -> ImportAborted<E> {
    StoreError::from(Fault::Refused(why)).into()
}

impl RuleRow {
    fn of(rule: &RuleImport) -> Option<Self> {
        Some(Self {
            account: rule.account_key()?,
            computers: serde_json::to_string(&rule.computer_keys()?).ok()?,
            spans: rule.spans,
            local_accounts: serde_json::to_string(&rule.local_accounts).ok()?,
            by_device: rule.by_device,
        })
    }
}

/// Replaces a tenant's rules for these accounts.
struct Replace {
    tenant: String,
    /// Each once.
    accounts: Vec<String>,
    rules: Vec<RuleRow>,
}

impl Job for Replace {
    fn weight(&self) -> usize {
        self.accounts.len() + self.rules.len()
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        let Self { tenant, accounts, rules } = self;
        let mut clear = connection
            .prepare_cached("DELETE FROM elevation_rules WHERE tenant = ?1 AND account = ?2")?;
        for account in accounts {
            clear.execute(params![tenant, account])?;
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO elevation_rules (tenant, account, computers, spans, local_accounts,
             by_device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for RuleRow { account, computers, spans, local_accounts, by_device } in rules {
            insert.execute(params![
                tenant,
                account,
                computers,
                spans,
                local_accounts,
                by_device
            ])?;
        }
        Ok(Outcome::Done)
    }
}

/// Reads the rules that apply to an account on a computer, and the computer's device ID.
pub(super) fn elevation(
    connection: &Connection,
    tenant: &str,
    account: &str,
    computer: &str,
) -> Result<ElevationEntry, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT computers, spans, local_accounts, by_device FROM elevation_rules
         WHERE tenant = ?1 AND account = ?2 ORDER BY number",
    )?;
    let mut rows = statement.query(params![tenant, account])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        let computers = list(&row.get::<_, String>(0)?)?;
        if computers.is_empty() || computers.iter().any(|name| name == computer) {
            let (spans, by_device) = (row.get(1)?, row.get(3)?);
            let local_accounts = list(&row.get::<_, String>(2)?)?;
            rules.push(Rule { spans, local_accounts, by_device });
        }
    }
    Ok(ElevationEntry { rules, device: device(connection, tenant, computer)? })
}

/// Reads the computer's ID in its cloud directory: from a published import that has not been moved
/// yet, or else from the subjects.
fn device(connection: &Connection, tenant: &str, computer: &str) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT device FROM staged WHERE subject = ?2
         AND import = (SELECT id FROM imports WHERE published = 1 AND tenant = ?1)
         UNION ALL
         SELECT device FROM subjects WHERE tenant = ?1 AND subject = ?2
         LIMIT 1",
    )?;
    Ok(statement.query_row(params![tenant, computer], |row| row.get(0)).optional()?.flatten())
}

fn list(json: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::Damaged(error.to_string()))
}
