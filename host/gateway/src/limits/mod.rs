//! How much may be asked, and how fast: by whom, from where, and of which tenant.
//!
//! A call that is turned away does nothing: no code, no try, no mail, and no entry in the audit
//! trail, which a flood would otherwise fill. Where one limit turns it away, another may have counted
//! it. What is counted is in memory: a gateway that starts again begins anew, and each of several
//! counts for itself.

mod cells;
mod keyed;
mod source;

pub(crate) use source::Source;

use crate::config::{Config, LimitsConfig, Rate};
use cells::Touch;
use codemint::issuer::{Admission, Asking, Limited};
use codemint::module::Limit;
use governor::clock::{Clock, MonotonicClock};
use keyed::Keyed;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

/// How many addresses each limit remembers: some megabytes. Whoever comes beyond that is a stranger among others, or known: [`Touch`].
const ROOM: usize = 65_536;

/// Over how many cells the names are spread that no tenant has. Names that share a cell, by a keyed
/// hash, also share its rate; to make a chosen name run dry, a caller must spend the rate of about so
/// many tenants. There is no crowd as for addresses: in it unknown names would run dry together,
/// and known ones would not.
const NAME_CELLS: u64 = 65_536;

/// What a call was counted by that was turned away.
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
    /// Each of them.
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

/// There were too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// By what they were counted.
    pub(crate) by: By,
    /// How long it takes until the next is let in.
    pub(crate) wait: Duration,
}

impl TooMany {
    /// The wait in whole seconds, rounded up and at least 1: whoever waits that long does not come
    /// too early (RFC 9110 section 10.2.3).
    pub(crate) fn seconds(&self) -> u64 {
        let begun = u64::from(self.wait.subsec_nanos() > 0);
        self.wait.as_secs().saturating_add(begun).max(1)
    }
}

/// Every limit of a gateway.
pub(crate) struct Limits<C: Clock = MonotonicClock> {
    /// The tenants that there are.
    tenants: HashSet<String>,
    /// Callers and tenants are remembered by a keyed hash of their names.
    names: RandomState,
    issue_callers: Keyed<u64, C>,
    issue_addresses: Keyed<Source, C>,
    issue_tenants: Keyed<u64, C>,
    redeem_addresses: Keyed<Source, C>,
    redeem_tenants: Keyed<u64, C>,
    /// Names that no tenant has. They are limited at the same rate as tenants, so that the limit
    /// does not show which tenants exist, and their cells are fixed in number ([`NAME_CELLS`]).
    redeem_names: Keyed<u64, C>,
    failures: Keyed<Source, C>,
    pages: Keyed<Source, C>,
}

impl Limits {
    /// The limits of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let tenants = config.tenants.iter().map(|tenant| tenant.id.as_str());
        Self::by_clock(&config.limits, tenants, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by_clock<'t>(
        limits: &LimitsConfig,
        tenants: impl IntoIterator<Item = &'t str>,
        clock: &C,
    ) -> Self {
        let sources = |rate: Option<Rate>| Keyed::new(rate, ROOM, clock);
        // There are no more of these than the configuration names.
        let named = |rate: Option<Rate>| Keyed::new(rate, usize::MAX, clock);
        Self {
            tenants: tenants.into_iter().map(str::to_owned).collect(),
            names: RandomState::new(),
            issue_callers: named(limits.issue_per_caller),
            issue_addresses: sources(limits.issue_per_address),
            issue_tenants: named(limits.issue_per_tenant),
            redeem_addresses: sources(limits.redeem_per_address),
            redeem_tenants: named(limits.redeem_per_tenant),
            redeem_names: named(limits.redeem_per_tenant),
            failures: sources(limits.failures_per_address),
            pages: sources(limits.pages_per_address),
        }
    }

    /// To be asked before a proof is looked at: whether so many from there were none that nobody
    /// looks at another now. What is in hand at that moment is finished.
    ///
    /// # Errors
    /// [`TooMany`] when there were.
    pub(crate) fn proof(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.failures.one(&Touch::Look(source)))
    }

    /// Counts a proof that was none.
    ///
    /// # Errors
    /// [`TooMany`] when there were too many meanwhile.
    pub(crate) fn failed_proof(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.failures.one(&Touch::Stranger(source)))
    }

    /// Counts a request for what anybody may see: health, metrics, a document, a path that does not
    /// exist.
    ///
    /// # Errors
    /// [`TooMany`] when it is turned away.
    pub(crate) fn page(&self, source: Source) -> Result<(), TooMany> {
        by(By::Address, self.pages.one(&Touch::Stranger(source)))
    }

    /// Counts a call, before its body is read. `caller` is whoever has proved who it is: the tenant
    /// that it proved it to, empty where it is for several, and its name.
    ///
    /// # Errors
    /// [`TooMany`] when it is turned away.
    pub(crate) fn call(
        &self,
        limit: Limit,
        source: Source,
        caller: Option<(&str, &str)>,
    ) -> Result<(), TooMany> {
        let addresses = match limit {
            Limit::None => return Ok(()),
            Limit::Issue => &self.issue_addresses,
            Limit::Present => &self.redeem_addresses,
        };
        let touch = if caller.is_some() { Touch::Known(source) } else { Touch::Stranger(source) };
        by(By::Address, addresses.one(&touch))?;
        match (limit, caller) {
            (Limit::Issue, Some(caller)) => {
                let caller = Touch::Known(self.names.hash_one(caller));
                by(By::Caller, self.issue_callers.one(&caller))
            }
            // Who presents a code is nobody in particular, or has an address at least.
            _ => Ok(()),
        }
    }

    /// Forgets whoever has not asked for a while; to be called now and then.
    pub(crate) fn tidy(&self) {
        for named in
            [&self.issue_callers, &self.issue_tenants, &self.redeem_tenants, &self.redeem_names]
        {
            named.tidy();
        }
        for sources in [&self.issue_addresses, &self.redeem_addresses, &self.failures, &self.pages]
        {
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
        let name = self.names.hash_one(asking.tenant);
        let outcome = match asking.route.limit {
            Limit::None => Ok(()),
            Limit::Issue => {
                let codes = NonZeroU32::new(asking.codes).unwrap_or(NonZeroU32::MIN);
                self.issue_tenants.let_in(&Touch::Known(name), codes)
            }
            Limit::Present if self.tenants.contains(asking.tenant) => {
                self.redeem_tenants.one(&Touch::Known(name))
            }
            Limit::Present => self.redeem_names.one(&Touch::Known(name % NAME_CELLS)),
        };
        outcome.map_err(|wait| Limited { wait })
    }
}

#[cfg(test)]
mod tests;
