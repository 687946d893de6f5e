//! The names of the demo's tenant and of the files in its data folder.

/// The ID of the tenant.
pub(super) const TENANT: &str = "demo";
/// The ID of the key for signed tokens.
pub(super) const ACCESS_ID: &str = "demo-operator";
/// The key that codes are hashed and encrypted under.
pub(super) const CODES_KEY: &str = "codes.key";
/// The key for signed tokens, and its public half.
pub(super) const ACCESS_KEY: &str = "access-key.pem";
pub(super) const PUBLIC_KEY: &str = "access-key.pub.pem";
/// The key that computers' keys are derived from.
pub(super) const OFFLINE_KEY: &str = "offline.key";
/// A key that callers send.
pub(super) const OPERATOR_KEY: &str = "operator.key";
/// A bearer token that is registered with the tenant.
pub(super) const OPERATOR_TOKEN: &str = "operator.token";
