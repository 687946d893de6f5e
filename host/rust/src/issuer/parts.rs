//! What an issuer consists of.

use super::admission::Admission;
use super::rules::TenantRules;
use super::ticks::Ticks;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::entropy::Seeds;
use crate::keys::Keys;
use crate::mail::Outbox;
use crate::module::Module;
use crate::store::Store;
use codemint_core::journey::Needs;
use std::collections::HashMap;
use std::sync::Arc;

/// Issues codes and answers every other request about them. Runs on any async executor.
pub struct Issuer {
    pub(super) module: Module,
    pub(super) store: Arc<dyn Store>,
    pub(super) directory: Arc<dyn Directory>,
    pub(super) clock: Arc<dyn Clock>,
    /// Orders settlements within a second.
    pub(super) ticks: Ticks,
    pub(super) seeds: Seeds,
    pub(super) keys: Arc<Keys>,
    /// The rules by tenant. A tenant exists if it has a policy here.
    pub(super) rules: HashMap<String, TenantRules>,
    pub(super) outbox: Option<Outbox>,
    /// Limits requests; `None` admits all.
    pub(super) admission: Option<Box<dyn Admission>>,
}

/// What the module asked, and for which tenant.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) tenant: &'a str,
    pub(super) needs: &'a Needs,
    /// The subjects of the needs as strings.
    pub(super) subjects: &'a [String],
}

impl Issuer {
    /// The module that it runs.
    #[must_use]
    pub const fn module(&self) -> &Module {
        &self.module
    }
}
