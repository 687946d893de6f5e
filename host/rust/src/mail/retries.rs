//! When a mail is attempted again.

/// When a mail that could not be sent is attempted again: with growing pauses, and not for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// Seconds until the second attempt, at least 1. Each further pause is twice as long.
    pub first: u32,
    /// The longest pause, in seconds.
    pub longest: u32,
    /// The most attempts for one mail, at least 1.
    pub attempts: u32,
}

/// 30 seconds, doubled up to an hour, ten attempts: about three hours in all.
impl Default for Retries {
    fn default() -> Self {
        Self { first: 30, longest: 3600, attempts: 10 }
    }
}

impl Retries {
    /// How many seconds to wait after that many failed attempts (from 1). The second half of the
    /// pause is random, so that mails that failed together are not attempted together.
    pub(super) fn pause(&self, attempts: u32, random: u32) -> u32 {
        let doubled = attempts.saturating_sub(1).min(31);
        let first = u64::from(self.first.max(1));
        let whole = (first << doubled).min(self.longest.max(1).into());
        let half = whole / 2;
        // The bias of this remainder is at most half / 2^32, which is negligible for a pause.
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
    fn at_most_half_of_a_pause_is_random() {
        let retries = Retries::default();
        let pauses: Vec<_> = (0..1000).map(|random| retries.pause(2, random)).collect();
        assert_eq!((pauses.iter().min(), pauses.iter().max()), (Some(&30), Some(&60)));
        let different: std::collections::BTreeSet<_> = pauses.iter().collect();
        assert_eq!(different.len(), 31, "every value occurs");
        let none = Retries { first: 0, longest: 0, attempts: 1 };
        assert_eq!([0, 1, 2].map(|n| none.pause(n, 7)), [1; 3], "at least a second");
    }
}
