//! How much of the processor a call has had.

use std::time::Duration;

/// A moment by the clock of this thread, which stands still while the thread waits for its turn.
/// Where the system has no such clock, by the one on the wall.
#[derive(Clone, Copy)]
pub(super) struct Moment(#[cfg(unix)] Duration, #[cfg(not(unix))] std::time::Instant);

#[cfg(unix)]
impl Moment {
    pub(super) fn now() -> Self {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Self(Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0)))
    }

    /// What this thread has had of the processor since.
    pub(super) fn spent(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

#[cfg(not(unix))]
impl Moment {
    pub(super) fn now() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn spent(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn waiting_is_not_spending() {
        const SOME: Duration = Duration::from_millis(50);
        let spend = || {
            let begun = Moment::now();
            while begun.spent() < SOME {
                std::hint::black_box(0);
            }
        };
        let begun = Moment::now();
        std::thread::spawn(spend).join().unwrap();
        assert!(begun.spent() < SOME, "what another thread spent meanwhile counts");
        spend();
        assert!(begun.spent() >= SOME);
    }
}
