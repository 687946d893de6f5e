//! `[clock]`: how long a jump of the clock must last before it is accepted.

use super::reader::Section;
use codemint::clock::SteadyClock;
use std::time::Duration;

/// The longest time, in seconds: a day.
const MOST: u64 = 24 * 60 * 60;

/// How long a clock that jumped ahead must stay there before it is accepted; zero: at once.
pub(super) fn confirmation(whole: &mut Section<'_>) -> Duration {
    configured(whole).unwrap_or(SteadyClock::CONFIRMATION)
}

fn configured(whole: &mut Section<'_>) -> Option<Duration> {
    let mut section = whole.optional::<Section<'_>>("clock")?.value;
    let seconds = section.optional::<u64>("confirm_seconds");
    let seconds = seconds.map(|found| {
        if found.value > MOST {
            section.fault(found.at, format!("`clock.confirm_seconds` must be 0 to {MOST}"));
        }
        Duration::from_secs(found.value)
    });
    section.finish();
    seconds
}
