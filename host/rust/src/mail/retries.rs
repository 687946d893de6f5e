//! When a mail is tried again.

/// When a mail is tried again that could not be sent: later and later, and not for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// Seconds until the second try, at least 1. Each further pause is twice as long.
    pub first: u32,
    /// The longest pause, in seconds.
    pub longest: u32,
    /// How often a mail is tried at the most, at least once.
    pub attempts: u32,
}

/// 30 seconds, doubled up to an hour, ten tries: about three hours in all.
impl Default for Retries {
    fn default() -> Self {
        Self { first: 30, longest: 3600, attempts: 10 }
    }
}

impl Retries {
    /// How many seconds to wait after that many tries in vain (from 1): the pause's second half is
    /// left to chance, so that mails which failed together are not tried together.
    pub(super) fn pause(&self, attempts: u32, random: u32) -> u32 {
        let doubled = attempts.saturating_sub(1).min(31);
        let first = u64::from(self.first.max(1));
        let whole = (first << doubled).min(self.longest.max(1).into());
        let half = whole / 2;
        // The bias of this remainder is at most half / 2^32: nothing to a pause.
        let left = u64::from(random) % (half + 1);
        u32::try_from(whole - left).unwrap_or(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retries = Retries::default();
        let longest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100, u32::MAX].map(|n| retries.pause(n, 0));
        assert_eq!(longest, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
    }

    #[test]
    fn chance_takes_at_most_half_of_a_pause() {
        let retries = Retries::default();
        let pauses: Vec<_> = (0..1000).map(|random| retries.pause(2, random)).collect();
        assert_eq!((pauses.iter().min(), pauses.iter().max()), (Some(&30), Some(&60)));
        let different: std::collections::BTreeSet<_> = pauses.iter().collect();
        assert_eq!(different.len(), 31, "each of them may be");
        let none = Retries { first: 0, longest: 0, attempts: 1 };
        assert_eq!([0, 1, 2].map(|n| none.pause(n, 7)), [1; 3], "never at once");
    }
}
