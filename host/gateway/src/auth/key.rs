//! Registered keys, in a header or in the query.

use super::caller::Presented;
use super::key_fault::KeyFault;
use super::known::{Known, LEAST_SECRET, find, sha256};
use crate::config::TenantConfig;
use codemint::journey::Problem;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

/// Checks the keys of one tenant's callers.
pub(super) struct Keys {
    /// The name of the header field and of the query parameter.
    name: String,
    known: Vec<Known>,
    /// Whether the query may hold a key.
    in_query: bool,
    /// Whether callers need no key.
    open: bool,
}

impl Keys {
    /// # Errors
    /// [`KeyFault`] when a key cannot be read, is empty, or has fewer than [`LEAST_SECRET`] bytes.
    pub(super) fn new(name: &str, tenant: &TenantConfig) -> Result<Self, KeyFault> {
        let credentials = &tenant.credentials;
        let known = credentials.keys.iter().map(|key| {
            let fault = |why| KeyFault::unreadable(tenant, format!("key `{}`", key.name), why);
            let secret = key.secret.read().map_err(fault)?;
            if secret.is_empty() {
                return Err(fault("it is empty".to_owned()));
            }
            if secret.len() < LEAST_SECRET {
                return Err(fault(format!("it has fewer than {LEAST_SECRET} bytes")));
            }
            Ok(Known { name: key.name.as_str().into(), sha256: sha256(secret.as_bytes()) })
        });
        Ok(Self {
            name: name.to_owned(),
            known: known.collect::<Result<_, _>>()?,
            in_query: credentials.key_in_query,
            open: credentials.allow_unauthenticated && credentials.keys.is_empty(),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn is_attempted(&self, presented: &Presented<'_>) -> bool {
        presented.headers.contains_key(&self.name)
            || presented.query.keys(&self.name).next().is_some()
    }

    /// The name of the caller's key. A key in both places must be the same key. Two in one place
    /// are refused: an intermediary may have checked either of them.
    pub(super) fn authenticate(&self, presented: &Presented<'_>) -> Result<Arc<str>, Problem> {
        let mut headers = presented.headers.get_all(&self.name).iter().map(|v| v.as_bytes());
        let mut queried = presented.query.keys(&self.name);
        let (header, parameter) = (headers.next(), queried.next());
        let twice = headers.next().is_some() || queried.next().is_some();
        if twice || (parameter.is_some() && !self.in_query) {
            return Err(Problem::Unauthenticated);
        }
        let key = match (header, parameter) {
            (Some(one), Some(other)) if bool::from(sha256(one).ct_eq(&sha256(other))) => Some(one),
            (Some(only), None) | (None, Some(only)) => Some(only),
            (Some(_), Some(_)) | (None, None) => None,
        };
        key.and_then(|key| find(&self.known, key)).ok_or(Problem::Unauthenticated)
    }
}
