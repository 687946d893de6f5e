//! Rate limits: by caller, by address and by tenant.
//!
//! A refused call has no effect: no code, no attempt, no mail, and no entry in the audit trail,
//! which a flood would otherwise fill. A call that one limit refuses may have been counted by
//! another. Counts are in memory: they are lost at a restart, and each of several gateways has its
//! own.

mod cells;
mod keyed;
mod source;

pub(crate) use source::Source;

use crate::config::{Config, LimitsConfig, Rate};
use cells::Access;
use codemint::issuer::{Admission, Asking, Limited};
use codemint::module::Limit;
use governor::clock::{Clock, MonotonicClock};
use keyed::Keyed;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// How many addresses each limit stores: some megabytes. See [`Access`] for what happens to others.
const MAX_ADDRESSES: usize = 65_536;

/// How many cells the names that no tenant has are distributed over, by a keyed hash. Names with
/// the same cell share its rate; to exhaust the cell of a chosen name, a caller must spend the rate
/// of about that many tenants. There is no shared cell as for addresses: unknown names would be
/// limited together, and known ones would not.
const NAME_CELLS: u64 = 65_536;

/// What a refused call was counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum By {
    /// Its source address.
    Address,
    /// Its caller.
    Caller,
    /// Its tenant.
    Tenant,
}

impl By {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Address, Self::Caller, Self::Tenant];

    /// The name, for metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Caller => "caller",
            Self::Tenant => "tenant",
        }
    }
}

/// A limit was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// What was counted.
    pub(crate) by: By,
    /// The time until the next call is admitted.
    pub(crate) wait: Duration,
}

impl TooMany {
    /// The wait in whole seconds, rounded up and at least 1, so that a caller that waits that long
    /// is not too early (RFC 9110 section 10.2.3).
    pub(crate) fn seconds(&self) -> u64 {
        let partial = u64::from(self.wait.subsec_nanos() > 0);
        self.wait.as_secs().saturating_add(partial).max(1)
    }
}

/// Every limit of a gateway.
pub(crate) struct Limits<C: Clock = MonotonicClock> {
    /// The IDs of the configured tenants.
    tenants: HashSet<String>,
    counts: Arc<Counts<C>>,
}

/// What is counted. It outlives a change of the tenants.
struct Counts<C: Clock> {
    /// The keyed hash by which the names of callers and tenants are stored.
    names: RandomState,
    issue_callers: Keyed<u64, C>,
    issue_addresses: Keyed<Source, C>,
    issue_tenants: Keyed<u64, C>,
    redeem_addresses: Keyed<Source, C>,
    redeem_tenants: Keyed<u64, C>,
    /// Names that no tenant has. They are limited at the same rate as tenants, so that the limit
    /// does not reveal which tenants exist. The number of their cells is fixed ([`NAME_CELLS`]).
    redeem_unknown: Keyed<u64, C>,
    failures: Keyed<Source, C>,
    pages: Keyed<Source, C>,
}

impl Limits {
    /// The limits of a configuration, by the monotonic clock.
    pub(crate) fn new(config: &Config) -> Self {
        let tenants = config.tenants.iter().map(|tenant| tenant.id.as_str());
        Self::by_clock(&config.limits, tenants, &MonotonicClock)
    }

    /// The limits for the tenants of another configuration with the same rates: the counts are
    /// shared, so that those of addresses, callers and remaining tenants continue.
    pub(crate) fn with_tenants_of(&self, config: &Config) -> Self {
        self.with_tenants(config.tenants.iter().map(|tenant| tenant.id.as_str()))
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by_clock<'t>(
        limits: &LimitsConfig,
        tenants: impl IntoIterator<Item = &'t str>,
        clock: &C,
    ) -> Self {
        let sources = |rate: Option<Rate>| Keyed::new(rate, MAX_ADDRESSES, clock);
        // The configurations, or `NAME_CELLS`, bound the number of these keys.
        let named = |rate: Option<Rate>| Keyed::new(rate, usize::MAX, clock);
        let counts = Counts {
            names: RandomState::new(),
            issue_callers: named(limits.issue_per_caller),
            issue_addresses: sources(limits.issue_per_address),
            issue_tenants: named(limits.issue_per_tenant),
            redeem_addresses: sources(limits.redeem_per_address),
            redeem_tenants: named(limits.redeem_per_tenant),
            redeem_unknown: named(limits.redeem_per_tenant),
            failures: sources(limits.failures_per_address),
            pages: sources(limits.pages_per_address),
        };
        let tenants = tenants.into_iter().map(str::to_owned).collect();
        Self { tenants, counts: Arc::new(counts) }
    }

    fn with_tenants<'t>(&self, tenants: impl IntoIterator<Item = &'t str>) -> Self {
        let tenants = tenants.into_iter().map(str::to_owned).collect();
        Self { tenants, counts: Arc::clone(&self.counts) }
    }

    /// Whether credentials from `source` may be checked now. Counts nothing; to be called before
    /// each check. Checks that are already running are finished.
    ///
    /// # Errors
    /// [`TooMany`] after too many failed attempts.
    pub(crate) fn attempt(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.counts.failures.one(&Access::Peek(source)))
    }

    /// Counts a failed authentication attempt.
    ///
    /// # Errors
    /// [`TooMany`] when others have exhausted the limit meanwhile.
    pub(crate) fn failed_attempt(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.counts.failures.one(&Access::Unauthenticated(source)))
    }

    /// Counts a request for a public page: health, metrics, the OpenAPI document; also one for a path
    /// that does not exist, with a method that its path does not have, or over plain HTTP where the
    /// route requires TLS.
    ///
    /// # Errors
    /// [`TooMany`] when it is refused.
    pub(crate) fn page(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.counts.pages.one(&Access::Unauthenticated(source)))
    }

    /// Counts a call, before its body is read. `caller` is the authenticated caller: the tenant
    /// that it proved its identity to, empty for an operator, and its name.
    ///
    /// # Errors
    /// [`TooMany`] when it is refused.
    pub(crate) fn call(
        &self,
        limit: Limit,
        source: Source,
        caller: Option<(&str, &str)>,
    ) -> Result<(), TooMany> {
        let addresses = match limit {
            Limit::None => return Ok(()),
            Limit::Issue => &self.counts.issue_addresses,
            Limit::Present => &self.counts.redeem_addresses,
        };
        let access = match caller {
            Some(_) => Access::Authenticated(source),
            None => Access::Unauthenticated(source),
        };
        by(By::Address, addresses.one(&access))?;
        match (limit, caller) {
            (Limit::Issue, Some(caller)) => {
                let caller = Access::Authenticated(self.counts.names.hash_one(caller));
                by(By::Caller, self.counts.issue_callers.one(&caller))
            }
            // Checking and redeeming are public: callers are counted by address alone.
            _ => Ok(()),
        }
    }

    /// Forgets counts that no longer limit anything; to be called periodically.
    pub(crate) fn tidy(&self) {
        let Counts { issue_callers, issue_tenants, redeem_tenants, redeem_unknown, .. } =
            &*self.counts;
        for named in [issue_callers, issue_tenants, redeem_tenants, redeem_unknown] {
            named.tidy();
        }
        let Counts { issue_addresses, redeem_addresses, failures, pages, .. } = &*self.counts;
        for sources in [issue_addresses, redeem_addresses, failures, pages] {
            sources.tidy();
        }
    }
}

fn by(by: By, outcome: Result<(), Duration>) -> Result<(), TooMany> {
    outcome.map_err(|wait| TooMany { by, wait })
}

impl<C: Clock + Clone + Send + Sync> Admission for Limits<C>
where
    C::Instant: Send + Sync,
{
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited> {
        let name = self.counts.names.hash_one(asking.tenant);
        let outcome = match asking.route.limit {
            Limit::None => Ok(()),
            Limit::Issue => {
                let codes = NonZeroU32::new(asking.codes).unwrap_or(NonZeroU32::MIN);
                self.counts.issue_tenants.admit(&Access::Authenticated(name), codes)
            }
            Limit::Present if self.tenants.contains(asking.tenant) => {
                self.counts.redeem_tenants.one(&Access::Authenticated(name))
            }
            Limit::Present => {
                self.counts.redeem_unknown.one(&Access::Authenticated(name % NAME_CELLS))
            }
        };
        outcome.map_err(|wait| Limited { wait })
    }
}

#[cfg(test)]
mod tests;
