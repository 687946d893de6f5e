//! CPU time of a thread.

use std::time::Duration;

/// A moment by this thread's CPU clock, which does not advance while the thread waits. On systems
/// without such a clock, by the monotonic clock.
#[derive(Clone, Copy)]
pub(super) struct Moment(#[cfg(unix)] Duration, #[cfg(not(unix))] std::time::Instant);

#[cfg(unix)]
impl Moment {
    pub(super) fn now() -> Self {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Self(Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0)))
    }

    /// The CPU time that this thread has used since.
    pub(super) fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

#[cfg(not(unix))]
impl Moment {
    pub(super) fn now() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn waiting_uses_no_cpu_time() {
        const SOME: Duration = Duration::from_millis(50);
        let work = || {
            let start = Moment::now();
            while start.elapsed() < SOME {
                std::hint::black_box(0);
            }
        };
        let start = Moment::now();
        std::thread::spawn(work).join().unwrap();
        assert!(start.elapsed() < SOME, "the CPU time of another thread was counted");
        work();
        assert!(start.elapsed() >= SOME);
    }
}
