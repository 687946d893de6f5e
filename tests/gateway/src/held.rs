//! Reads of the database that wait until a test releases them.

use crate::built::disk_shim;
use crate::gateway::Start;
use crate::home::Home;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

/// The file that controls the library, in the gateway's folder.
const CONTROL: &str = "fault";

/// Reads that wait. Dropping it releases them.
pub struct HeldReads {
    /// Locked as long as it is open.
    _control: File,
    record: PathBuf,
}

impl HeldReads {
    /// Holds reads by threads of that name, in a gateway that was started with
    /// [`Start::with_holdable_reads`].
    ///
    /// # Panics
    /// When the control file cannot be written and locked.
    #[must_use]
    pub fn by(home: &Home, thread: &str) -> Self {
        let mut control = File::create(home.file(CONTROL)).unwrap();
        control.lock().unwrap();
        control.write_all(format!("hold {thread}").as_bytes()).unwrap();
        Self { _control: control, record: home.file(&format!("{CONTROL}.fired")) }
    }

    /// The IDs of the threads that are held.
    #[must_use]
    pub fn threads(&self) -> BTreeSet<u32> {
        let record = fs::read_to_string(&self.record).unwrap_or_default();
        let complete = record.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        complete.map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect()
    }
}

impl Start<'_> {
    /// Lets [`HeldReads`] hold the gateway's reads.
    #[must_use]
    pub fn with_holdable_reads(self, home: &Home) -> Self {
        self.env("LD_PRELOAD", disk_shim()).env("CODEMINT_FAULT", home.file(CONTROL))
    }
}
