//! The rules that an issuer applies to one tenant.

use crate::offline::OfflineKey;
use codemint_core::words::{Policy, Purpose};
use std::collections::HashMap;

/// What is configured for a tenant.
#[derive(Default)]
pub(super) struct TenantRules {
    purposes: HashMap<Purpose, PurposeRules>,
    /// The key from which the keys of the tenant's computers are derived, if they verify codes
    /// without a network.
    pub(super) offline_key: Option<OfflineKey>,
}

/// What is configured for one purpose of a tenant.
#[derive(Default)]
struct PurposeRules {
    policy: Option<Policy>,
    /// How many seconds after expiry the values of codes are removed, if they are.
    remove_after: Option<u32>,
}

impl TenantRules {
    pub(super) fn set_policy(&mut self, purpose: Purpose, policy: Policy) {
        self.purposes.entry(purpose).or_default().policy = Some(policy);
    }

    pub(super) fn set_removal(&mut self, purpose: Purpose, seconds: u32) {
        self.purposes.entry(purpose).or_default().remove_after = Some(seconds);
    }

    pub(super) fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.purposes.values().filter_map(|rules| rules.policy.as_ref())
    }

    pub(super) fn policy(&self, purpose: Purpose) -> Option<&Policy> {
        self.purposes.get(&purpose)?.policy.as_ref()
    }

    /// How many seconds after expiry the values of codes for this purpose are removed; `None` where
    /// they are kept.
    pub(super) fn remove_after(&self, purpose: Purpose) -> Option<u32> {
        self.purposes.get(&purpose)?.remove_after
    }

    /// Whether the tenant exists for callers: it has a policy.
    pub(super) fn has_policy(&self) -> bool {
        self.policies().next().is_some()
    }
}
