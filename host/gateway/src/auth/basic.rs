//! `Authorization: Basic` (RFC 7617), checked against Argon2id hashes.

use super::authorization;
use super::key_fault::KeyFault;
use crate::config::TenantConfig;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codemint::journey::Problem;
use http::HeaderMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// How many passwords are checked at the same time: each takes tens of megabytes and a core.
static CHECKING: Semaphore = Semaphore::const_new(4);

/// How long a request may wait for a free check.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Checks the passwords of one tenant's callers.
pub(super) struct Accounts(Arc<[Account]>);

struct Account {
    name: Arc<str>,
    hash: PasswordHash,
    cost: u64,
}

impl Accounts {
    /// # Errors
    /// [`KeyFault`] when a hash cannot be read, or is not of Argon2id.
    pub(super) fn new(tenant: &TenantConfig) -> Result<Self, KeyFault> {
        let accounts = tenant.credentials.accounts.iter().map(|account| {
            let fault =
                |why| KeyFault::unreadable(tenant, format!("account `{}`", account.name), why);
            let text = account.secret.read().map_err(fault)?;
            let (hash, params) = parse(&text).ok_or_else(|| {
                fault("not an Argon2id hash: make one with `codemint password-hash`".to_owned())
            })?;
            Ok(Account { name: account.name.as_str().into(), hash, cost: cost(&params) })
        });
        Ok(Self(accounts.collect::<Result<_, _>>()?))
    }

    /// The name of the caller's account. The check runs on a thread for blocking work.
    pub(super) async fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        let given = authorization::credentials(headers, "basic").and_then(Given::parse);
        let given = given.ok_or(Problem::Unauthenticated)?;
        if self.0.is_empty() {
            return Err(Problem::Unauthenticated);
        }
        let permit = timeout(TIMEOUT, CHECKING.acquire()).await;
        let Ok(Ok(permit)) = permit else { return Err(Problem::Unavailable) };
        let accounts = Arc::clone(&self.0);
        let checking = spawn_blocking(move || {
            // Held until the work ends, even if the request is dropped before.
            let _permit = permit;
            given.account(&accounts)
        });
        checking.await.map_err(|_| Problem::Internal)?.ok_or(Problem::Unauthenticated)
    }
}

/// The name and password of a request. No `Debug`; zeroed on drop.
struct Given {
    pair: Zeroizing<String>,
    colon: usize,
}

impl Given {
    /// Parses RFC 7617 section 2: base64 of name, colon and password; the name has no colon,
    /// neither has control characters; UTF-8, as the challenge demands.
    fn parse(base64: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(base64).ok()?);
        let pair = Zeroizing::new(std::str::from_utf8(&bytes).ok()?.to_owned());
        let colon = pair.find(':')?;
        (!pair.chars().any(char::is_control)).then_some(Self { pair, colon })
    }

    /// The account with this name and password. An unknown name costs as much as the most expensive
    /// account, so that timing does not reveal names where all accounts have the same parameters.
    fn account(&self, accounts: &[Account]) -> Option<Arc<str>> {
        let name = self.pair.get(..self.colon)?;
        let password = self.pair.get(self.colon + 1..)?;
        let known = accounts.iter().find(|account| &*account.name == name);
        let most_expensive = || accounts.iter().max_by_key(|account| account.cost);
        let checked = known.or_else(most_expensive)?;
        let verified = Argon2::default().verify_password(password.as_bytes(), &checked.hash);
        known.filter(|_| verified.is_ok()).map(|account| Arc::clone(&account.name))
    }
}

/// A warning that names the accounts of a tenant if their hashes have different Argon2 parameters:
/// then an attempt with the name of a cheaper account takes less time than one with an unknown
/// name. Accounts whose hashes cannot be read are left out.
pub(crate) fn unequal_accounts(tenant: &TenantConfig) -> Option<String> {
    let params = tenant.credentials.accounts.iter().filter_map(|account| {
        let (_, params) = parse(&account.secret.read().ok()?)?;
        Some((account.name.as_str(), params))
    });
    unequal(params)
}

fn unequal<'a>(accounts: impl Iterator<Item = (&'a str, Params)>) -> Option<String> {
    let mut groups: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (name, params) in accounts {
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        groups.entry((memory, passes, lanes)).or_default().push(format!("`{name}`"));
    }
    let group = |((memory, passes, lanes), names): (&(u32, u32, u32), &Vec<String>)| {
        format!("{} (m={memory},t={passes},p={lanes})", names.join(", "))
    };
    (groups.len() > 1).then(|| {
        let groups: Vec<_> = groups.iter().map(group).collect();
        format!(
            "accounts have different Argon2 parameters, so that timing reveals names: {}; hash \
             their passwords again with `codemint password-hash`",
            groups.join("; ")
        )
    })
}

/// The cost of a check: memory times passes.
fn cost(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

/// A complete Argon2id hash, and its parameters.
fn parse(text: &str) -> Option<(PasswordHash, Params)> {
    let hash = PasswordHash::new(text).ok()?;
    let whole = hash.algorithm.as_str() == "argon2id" && hash.salt.is_some() && hash.hash.is_some();
    let params = Params::try_from(&hash).ok()?;
    whole.then_some((hash, params))
}

/// Hashes a password for a configuration: Argon2id with 19 MiB and two passes (OWASP password
/// storage cheat sheet), a fresh salt, as a PHC string.
///
/// # Errors
/// When the operating system's random generator fails.
pub(crate) fn hash(password: &[u8]) -> Result<String, Error> {
    Ok(Argon2::default().hash_password(password)?.to_string())
}

#[cfg(test)]
mod tests;
