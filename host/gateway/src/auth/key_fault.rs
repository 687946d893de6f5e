//! Faults in a tenant's credentials.

use crate::config::TenantConfig;

/// Why a tenant's credentials cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyFault {
    /// A key, or the hash of a password, cannot be read.
    #[error("tenant `{tenant}`, {what}: {why}")]
    Unreadable {
        /// The tenant.
        tenant: String,
        /// Which credential it is.
        what: String,
        /// The reason, without the credential.
        why: String,
    },
    /// There are more keys than the scheme allows.
    #[error("tenant `{tenant}` has {count} access keys, at most {max} are allowed")]
    TooMany {
        /// The tenant.
        tenant: String,
        /// How many it has.
        count: usize,
        /// How many it may have.
        max: u8,
    },
}

impl KeyFault {
    pub(super) fn unreadable(tenant: &TenantConfig, what: String, why: String) -> Self {
        Self::Unreadable { tenant: tenant.id.clone(), what, why }
    }
}
