//! `[[operators]]`: the operators of the API for all tenants, and their roles.

use super::credentials::{name, sha256};
use super::reader::{Found, Section};
use super::tenant::TenantConfig;
use codemint::module::Role;

/// An operator, and what it may do.
#[derive(Clone, Debug)]
pub(crate) struct OperatorConfig {
    /// The name; the actor in the audit trail.
    pub(crate) name: String,
    /// The SHA-256 of the key. It is not a credential.
    pub(crate) sha256: [u8; 32],
    /// The roles, at least one.
    pub(crate) roles: Vec<Role>,
    /// The tenants that the operator may act for, at least one.
    pub(crate) tenants: Vec<String>,
}

/// Every operator of a configuration with these tenants.
pub(super) fn all(whole: &mut Section<'_>, tenants: &[TenantConfig]) -> Vec<OperatorConfig> {
    let Some(found) = whole.optional::<Vec<Found<Section<'_>>>>("operators") else {
        return Vec::new();
    };
    let mut all: Vec<OperatorConfig> = Vec::new();
    for Found { at, value } in found.value {
        let Some(operator) = operator(value, tenants) else { continue };
        let same =
            |known: &OperatorConfig| known.name == operator.name || known.sha256 == operator.sha256;
        if all.iter().any(same) {
            let name = &operator.name;
            whole.fault(at, format!("operator `{name}` occurs twice, by name or by digest"));
        }
        all.push(operator);
    }
    all
}

fn operator(mut table: Section<'_>, tenants: &[TenantConfig]) -> Option<OperatorConfig> {
    let name = name(&mut table);
    let sha256 = sha256(&mut table);
    let roles = roles(&mut table);
    let tenants = tenants_of(&mut table, tenants);
    table.finish();
    Some(OperatorConfig { name: name?, sha256: sha256?, roles: roles?, tenants: tenants? })
}

fn roles(table: &mut Section<'_>) -> Option<Vec<Role>> {
    let found = table.required::<Vec<Found<String>>>("roles")?;
    let mut roles = Vec::new();
    for Found { at, value } in found.value {
        match Role::named(&value) {
            Some(role) => roles.push(role),
            None => table.fault(at, "a role must be `issue`, `read`, `void` or `audit`"),
        }
    }
    if roles.is_empty() {
        table.fault(found.at, "an operator needs at least one role");
    }
    Some(roles)
}

fn tenants_of(table: &mut Section<'_>, known: &[TenantConfig]) -> Option<Vec<String>> {
    let found = table.required::<Vec<Found<String>>>("tenants")?;
    let mut tenants = Vec::new();
    for Found { at, value } in found.value {
        if !known.iter().any(|tenant| tenant.id == value) {
            table.fault(at, format!("there is no tenant `{value}`"));
        }
        tenants.push(value);
    }
    if tenants.is_empty() {
        table.fault(found.at, "an operator needs at least one tenant");
    }
    Some(tenants)
}
