//! The routes' names.

pub(super) const ISSUE: &str = "issue";
pub(super) const LIST: &str = "list";
pub(super) const INSPECT: &str = "inspect";
pub(super) const VOID: &str = "void";
pub(super) const UNLOCK: &str = "unlock";
pub(super) const CHECK: &str = "check";
pub(super) const REDEEM: &str = "redeem";
pub(super) const HISTORY: &str = "history";
pub(super) const AUDIT: &str = "audit";
pub(super) const OPENAPI: &str = "openapi";
