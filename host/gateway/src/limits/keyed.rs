//! One limit, for many.

use super::cells::{Cells, Touch};
use crate::config::Rate;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

/// Lets in so much of each key, or everything where nothing is limited.
pub(super) struct Keyed<K: Hash + Eq + Clone, C: Clock> {
    limiter: Option<Limiter<K, C>>,
}

type Limiter<K, C> = RateLimiter<Touch<K>, Cells<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl<K: Hash + Eq + Clone, C: Clock + Clone> Keyed<K, C> {
    /// A limit with room for so many keys.
    pub(super) fn new(rate: Option<Rate>, room: usize, clock: &C) -> Self {
        let limiter = rate.map(|Rate { burst, per_minute }| {
            let quota = Quota::per_minute(per_minute).allow_burst(burst);
            RateLimiter::new(quota, Cells::new(room), clock.clone())
        });
        Self { limiter }
    }

    /// Whether so many are let in, all or none; if so, they are counted, unless it is a look.
    ///
    /// # Errors
    /// How long it takes until they would be.
    pub(super) fn let_in(&self, touch: &Touch<K>, count: NonZeroU32) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        match limiter.check_key_n(touch, count) {
            Ok(outcome) => {
                outcome.map_err(|not_until| not_until.wait_time_from(limiter.clock().now()))
            }
            // More than are ever let in at once. A configuration that allows that is refused; a
            // request that comes here all the same is not let in.
            Err(_) => Err(Duration::MAX),
        }
    }

    /// Whether one is let in.
    ///
    /// # Errors
    /// As [`Self::let_in`].
    pub(super) fn one(&self, touch: &Touch<K>) -> Result<(), Duration> {
        self.let_in(touch, NonZeroU32::MIN)
    }

    /// Forgets those who could ask for as much as if they had never asked.
    pub(super) fn tidy(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }

    /// How many keys are remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.limiter.as_ref().map_or(0, Limiter::len)
    }
}
