//! The demo's tenant: its policies and its callers.

use super::names::{ACCESS_ID, OFFLINE_KEY, OPERATOR_KEY, PUBLIC_KEY, TENANT};
use super::samples;
use crate::auth::sha256;
use crate::config::{
    AccessKey, Config, Credentials, NamedSecret, OperatorConfig, PolicyConfig, SecretSource,
    TenantConfig, TenantMail, TokenDigest,
};
use crate::home::Home;
use codemint::module::Role;
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};

const HOUR: u32 = 60 * 60;
const DAY: u32 = 24 * HOUR;

/// The tenant, with that bearer token for its operator.
pub(super) fn config(home: &Home, token: &str) -> TenantConfig {
    let access_key = AccessKey {
        id: ACCESS_ID.to_owned(),
        public_key: SecretSource::File(home.file(PUBLIC_KEY)),
    };
    let key = NamedSecret {
        name: ACCESS_ID.to_owned(),
        secret: SecretSource::File(home.file(OPERATOR_KEY)),
    };
    let token =
        TokenDigest { name: samples::OPERATOR.to_owned(), sha256: sha256(token.as_bytes()) };
    TenantConfig {
        id: TENANT.to_owned(),
        base_url: format!("http://{}", Config::DEFAULT_LISTEN),
        hosts: Vec::new(),
        policies: [enrolment(), elevation(), activation()].into_iter().flatten().collect(),
        mail: TenantMail::default(),
        credentials: Credentials {
            access_keys: vec![access_key],
            keys: vec![key],
            key_in_query: true,
            tokens: vec![token],
            ..Credentials::default()
        },
        offline: Some(SecretSource::File(home.file(OFFLINE_KEY))),
        plain_http: false,
    }
}

/// The operator, with all roles for the tenant and the same token as a key.
pub(super) fn operator(token: &str) -> OperatorConfig {
    OperatorConfig {
        name: samples::OPERATOR.to_owned(),
        sha256: sha256(token.as_bytes()),
        roles: Role::ALL.to_vec(),
        tenants: vec![TENANT.to_owned()],
    }
}

/// A policy of decimal codes that allows issuing.
fn policy(length: u8, min: u32, max: u32) -> Option<Policy> {
    let format = CodeFormat::new(Alphabet::Decimal, length)?;
    let mut policy = Policy::new(format, 5, ValidityBounds { min, max }).ok()?;
    policy.issuing_allowed = true;
    Some(policy)
}

fn enrolment() -> Option<PolicyConfig> {
    let policy = policy(9, 600, DAY)?;
    Some(PolicyConfig { purpose: Purpose::Enrolment, policy, remove_after: None })
}

fn elevation() -> Option<PolicyConfig> {
    let mut policy = policy(20, HOUR, 72 * HOUR)?;
    policy.usual_validity = HOUR;
    Some(PolicyConfig { purpose: Purpose::Elevation, policy, remove_after: None })
}

fn activation() -> Option<PolicyConfig> {
    let mut policy = policy(8, 1, 30 * DAY)?;
    policy.usual_validity = 8 * HOUR;
    policy.max_live = 100;
    policy.revealable = true;
    Some(PolicyConfig { purpose: Purpose::Activation, policy, remove_after: Some(7 * DAY) })
}
