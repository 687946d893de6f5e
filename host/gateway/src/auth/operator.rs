//! The keys of operators, who may act for several tenants.

use super::authorization;
use super::caller::{Caller, Denied};
use super::known::{Known, find_place};
use crate::config::OperatorConfig;
use codemint::issuer::Roles;
use codemint::journey::Problem;
use codemint::module::Role;
use http::HeaderMap;
use std::sync::Arc;

/// Checks the keys of operators for one role.
pub(super) struct Operators {
    role: Role,
    keys: Vec<Known>,
    /// In the order of `keys`.
    operators: Vec<Operator>,
}

struct Operator {
    roles: Roles,
    tenants: Arc<[String]>,
}

impl Operators {
    pub(super) fn new(role: Role, operators: &[OperatorConfig]) -> Self {
        let key =
            |one: &OperatorConfig| Known { name: one.name.as_str().into(), sha256: one.sha256 };
        let operator = |one: &OperatorConfig| Operator {
            roles: Roles::of(&one.roles),
            tenants: one.tenants.clone().into(),
        };
        Self {
            role,
            keys: operators.iter().map(key).collect(),
            operators: operators.iter().map(operator).collect(),
        }
    }

    /// The operator whose key the caller presents.
    ///
    /// # Errors
    /// [`Denied::FailedAttempt`] with [`Problem::Unauthenticated`] for a missing or unknown key;
    /// [`Denied::Other`] with [`Problem::Forbidden`] for the key of an operator without the role.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Denied> {
        let key = authorization::credentials(headers, "bearer");
        let place = key.and_then(|key| find_place(&self.keys, key.as_bytes()));
        let found = place.and_then(|place| self.keys.get(place).zip(self.operators.get(place)));
        let (known, operator) = found.ok_or(Denied::FailedAttempt(Problem::Unauthenticated))?;
        if !operator.roles.contains(self.role) {
            return Err(Denied::Other(Problem::Forbidden));
        }
        Ok(Caller::Operator {
            name: Arc::clone(&known.name),
            tenants: Arc::clone(&operator.tenants),
            roles: operator.roles,
        })
    }
}
