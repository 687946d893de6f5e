//! The wall clock of a process that was started with the library that sets it.

use crate::built::disk_shim;
use crate::gateway::Start;
use crate::home::Home;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

/// The variable with the path of the clock's file.
const VARIABLE: &str = "CODEMINT_CLOCK";

/// A wall clock that stands still until it is set.
pub struct WallClock {
    file: File,
    path: std::path::PathBuf,
}

impl WallClock {
    /// Creates a clock at that time, in seconds since 1970, with its file in `home`.
    ///
    /// # Panics
    /// When the file cannot be written.
    #[must_use]
    pub fn at(home: &Home, now: u64) -> Self {
        let path = home.file("clock");
        let clock = Self { file: File::create(&path).unwrap(), path };
        clock.set(now);
        clock
    }

    /// Sets the clock, in seconds since 1970.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn set(&self, now: u64) {
        self.file.write_all_at(&now.to_ne_bytes(), 0).unwrap();
    }

    /// The environment variables of a process that uses this clock.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, &std::path::Path); 2] {
        [("LD_PRELOAD", disk_shim().as_path()), (VARIABLE, &self.path)]
    }
}

impl Start<'_> {
    /// Uses that clock.
    #[must_use]
    pub fn by(self, clock: &WallClock) -> Self {
        clock.environment().into_iter().fold(self, |start, (name, value)| start.env(name, value))
    }
}
