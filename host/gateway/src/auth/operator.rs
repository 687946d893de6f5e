//! The keys of operators, who may speak for several tenants.

use super::authorization;
use super::known::{Known, find_place};
use super::{Caller, Denied};
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
    /// One for each key.
    callers: Vec<Operator>,
}

struct Operator {
    roles: Roles,
    tenants: Arc<[String]>,
}

impl Operators {
    pub(super) fn new(role: Role, operators: &[OperatorConfig]) -> Self {
        let key =
            |one: &OperatorConfig| Known { name: one.name.as_str().into(), sha256: one.sha256 };
        let caller = |one: &OperatorConfig| Operator {
            roles: Roles::of(&one.roles),
            tenants: one.tenants.clone().into(),
        };
        Self {
            role,
            keys: operators.iter().map(key).collect(),
            callers: operators.iter().map(caller).collect(),
        }
    }

    /// The operator whose key the caller has.
    ///
    /// # Errors
    /// [`Problem::Unauthenticated`] for no key or an unknown one, which is a failed attempt;
    /// [`Problem::Forbidden`] for that of an operator without the role, which is none.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Denied> {
        let key = authorization::credentials(headers, "bearer");
        let place = key.and_then(|key| find_place(&self.keys, key.as_bytes()));
        let found = place.and_then(|place| self.keys.get(place).zip(self.callers.get(place)));
        let (known, operator) = found.ok_or(Denied::Proof(Problem::Unauthenticated))?;
        if !operator.roles.contains(self.role) {
            return Err(Denied::Otherwise(Problem::Forbidden));
        }
        Ok(Caller::Operator {
            name: Arc::clone(&known.name),
            tenants: Arc::clone(&operator.tenants),
            roles: operator.roles,
        })
    }
}
