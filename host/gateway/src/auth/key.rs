//! Registered keys, in a header or in the query.

use super::known::{Known, LEAST_SECRET, find, sha256};
use super::{ANONYMOUS, Brought, KeyFault};
use crate::config::TenantConfig;
use codemint::journey::Problem;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

/// Checks the keys of one tenant's callers.
pub(super) struct Keys {
    /// What the header and the parameter are called.
    name: String,
    known: Vec<Known>,
    /// Whether a key may stand in the query.
    in_query: bool,
    /// Whether nobody needs a key.
    open: bool,
}

impl Keys {
    /// # Errors
    /// [`KeyFault`] when a key cannot be read, is empty, or has fewer than 16 bytes.
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

    pub(super) fn is_tried(&self, brought: &Brought<'_>) -> bool {
        brought.headers.contains_key(&self.name) || brought.query.keys(&self.name).next().is_some()
    }

    /// The name of the caller's key. A key in both places must be one key; two in one place are
    /// none, since it cannot be known which of them others have looked at.
    pub(super) fn authenticate(&self, brought: &Brought<'_>) -> Result<Arc<str>, Problem> {
        if self.open {
            return Ok(ANONYMOUS.into());
        }
        let mut headers = brought.headers.get_all(&self.name).iter().map(|v| v.as_bytes());
        let mut queried = brought.query.keys(&self.name);
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
