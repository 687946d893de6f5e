//! One limit, counted by key.

use super::cells::{Access, Cells};
use crate::config::Rate;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

/// Limits each key to one rate, or admits everything where no rate is configured.
pub(super) struct Keyed<K: Hash + Eq + Clone, C: Clock> {
    limiter: Option<Limiter<K, C>>,
}

type Limiter<K, C> = RateLimiter<Access<K>, Cells<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl<K: Hash + Eq + Clone, C: Clock + Clone> Keyed<K, C> {
    /// A limit that stores at most `capacity` keys.
    pub(super) fn new(rate: Option<Rate>, capacity: usize, clock: &C) -> Self {
        let limiter = rate.map(|Rate { burst, per_minute }| {
            let quota = Quota::per_minute(per_minute).allow_burst(burst);
            RateLimiter::new(quota, Cells::new(capacity), clock.clone())
        });
        Self { limiter }
    }

    /// Admits `count` at once, or none of them. They are counted unless `access` is a peek.
    ///
    /// # Errors
    /// The time until they would be admitted.
    pub(super) fn admit(&self, access: &Access<K>, count: NonZeroU32) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        match limiter.check_key_n(access, count) {
            Ok(outcome) => {
                outcome.map_err(|not_until| not_until.wait_time_from(limiter.clock().now()))
            }
            // More than the burst. The configuration does not allow such a burst; a request that
            // asks for more is refused here too.
            Err(_) => Err(Duration::MAX),
        }
    }

    /// Admits one.
    ///
    /// # Errors
    /// As [`Self::admit`].
    pub(super) fn one(&self, access: &Access<K>) -> Result<(), Duration> {
        self.admit(access, NonZeroU32::MIN)
    }

    /// Forgets the keys whose full burst is available again.
    pub(super) fn tidy(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }

    /// How many keys are stored.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.limiter.as_ref().map_or(0, Limiter::len)
    }
}
