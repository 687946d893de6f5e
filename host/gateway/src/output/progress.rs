//! Progress of a long command on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal as _, Read};
use std::time::Duration;

/// How often a spinner moves.
const TICK: Duration = Duration::from_millis(120);

/// A bar or a spinner; nothing where standard error is not a terminal. Removed when dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar of that many bytes.
    pub(crate) fn of_bytes(what: &'static str, total: u64) -> Self {
        Self::begin(ProgressBar::new(total), "{msg} [{wide_bar}] {bytes}/{total_bytes}", what)
    }

    /// A spinner, with a count of what is done.
    pub(crate) fn of_count(what: &'static str) -> Self {
        Self::begin(ProgressBar::new_spinner(), "{spinner} {msg} {human_pos}", what)
    }

    /// A spinner, with the time that has passed.
    pub(crate) fn of_time(what: &'static str) -> Self {
        Self::begin(ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}", what)
    }

    fn begin(bar: ProgressBar, template: &str, what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        // The templates above are valid; with another the default style would be used.
        let style = ProgressStyle::with_template(template);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// Says that so much more is done.
    pub(crate) fn add(&self, count: u64) {
        self.0.inc(count);
    }

    /// Says what is being done from now on.
    pub(crate) fn turn_to(&self, what: &'static str) {
        self.0.set_message(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A reader whose bytes are counted as progress.
pub(crate) struct Counted<'a, R> {
    pub(crate) inner: R,
    pub(crate) progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.progress.add(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_changes_nothing_that_is_read() {
        let progress = Progress(ProgressBar::hidden());
        let mut text = String::new();
        let mut counted = Counted { inner: "some bytes".as_bytes(), progress: &progress };
        counted.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), progress.0.position()), ("some bytes", 10));
    }
}
