//! `Authorization: Basic` (RFC 7617) against Argon2id hashes.

use super::{KeyFault, authorization};
use crate::config::TenantConfig;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codemint::journey::Problem;
use http::HeaderMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// How many passwords are checked at the same time: each takes tens of megabytes and a core.
static CHECKING: Semaphore = Semaphore::const_new(4);

/// How long a caller may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Checks the passwords of one tenant's callers.
pub(super) struct Accounts(Arc<[Account]>);

struct Account {
    name: Arc<str>,
    hash: PasswordHash,
    /// Memory times passes: what a check costs.
    cost: u64,
}

impl Accounts {
    /// # Errors
    /// [`KeyFault`] when a hash cannot be read, or is none of Argon2id.
    pub(super) fn new(tenant: &TenantConfig) -> Result<Self, KeyFault> {
        let accounts = tenant.credentials.accounts.iter().map(|account| {
            let fault =
                |why| KeyFault::unreadable(tenant, format!("account `{}`", account.name), why);
            let text = account.secret.read().map_err(fault)?;
            let (hash, cost) = parse(&text).ok_or_else(|| {
                fault(
                    "a password is kept as `$argon2id$…`, as `codemint password-hash` writes it"
                        .to_owned(),
                )
            })?;
            Ok(Account { name: account.name.as_str().into(), hash, cost })
        });
        Ok(Self(accounts.collect::<Result<_, _>>()?))
    }

    /// The name of the caller's account. The check runs on a thread of its own kind.
    pub(super) async fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        let given = authorization::credentials(headers, "basic").and_then(Given::parse);
        let given = given.ok_or(Problem::Unauthenticated)?;
        if self.0.is_empty() {
            return Err(Problem::Unauthenticated);
        }
        let turn = timeout(PATIENCE, CHECKING.acquire()).await;
        let Ok(Ok(turn)) = turn else { return Err(Problem::Unavailable) };
        let accounts = Arc::clone(&self.0);
        let checking = spawn_blocking(move || {
            // The turn ends with the work, also when nobody waits for the answer any more.
            let _turn = turn;
            given.account(&accounts)
        });
        checking.await.map_err(|_| Problem::Internal)?.ok_or(Problem::Unauthenticated)
    }
}

/// Name and password as a caller gave them. No `Debug`; wiped on drop.
struct Given {
    pair: Zeroizing<String>,
    colon: usize,
}

impl Given {
    /// RFC 7617 section 2: base64 of name, colon and password, the name without a colon, neither
    /// with control characters; UTF-8, as the challenge says.
    fn parse(base64: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(base64).ok()?);
        let pair = Zeroizing::new(std::str::from_utf8(&bytes).ok()?.to_owned());
        let colon = pair.find(':')?;
        (!pair.chars().any(char::is_control)).then_some(Self { pair, colon })
    }

    /// The account whose name and password these are. A name that is not known costs as much as
    /// the dearest that is, so that the time does not tell which names there are.
    fn account(&self, accounts: &[Account]) -> Option<Arc<str>> {
        let name = self.pair.get(..self.colon)?;
        let password = self.pair.get(self.colon + 1..)?;
        let known = accounts.iter().find(|account| &*account.name == name);
        let dearest = || accounts.iter().max_by_key(|account| account.cost);
        let checked = known.or_else(dearest)?;
        let verified = Argon2::default().verify_password(password.as_bytes(), &checked.hash);
        known.filter(|_| verified.is_ok()).map(|account| Arc::clone(&account.name))
    }
}

/// An Argon2id hash with all its parts, and what checking it costs.
fn parse(text: &str) -> Option<(PasswordHash, u64)> {
    let hash = PasswordHash::new(text).ok()?;
    let whole = hash.algorithm.as_str() == "argon2id" && hash.salt.is_some() && hash.hash.is_some();
    let params = Params::try_from(&hash).ok()?;
    whole.then(|| (hash, u64::from(params.m_cost()) * u64::from(params.t_cost())))
}

/// A password as a configuration keeps it: Argon2id with 19 MiB and two passes (OWASP's password
/// storage cheat sheet), a fresh salt, in PHC's form.
///
/// # Errors
/// When the operating system gives no randomness.
pub(crate) fn hash(password: &[u8]) -> Result<String, Error> {
    Ok(Argon2::default().hash_password(password)?.to_string())
}

#[cfg(test)]
mod tests;
