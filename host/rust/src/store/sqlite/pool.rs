//! The connections for reading.

use super::connect::open_reader;
use super::fault::Fault;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

/// A few connections, opened when they are needed, each used by one thread at a time.
///
/// When all of them are in use, a read waits for one: a read takes microseconds.
pub(super) struct Readers {
    path: PathBuf,
    max: usize,
    state: Mutex<State>,
    freed: Condvar,
    /// Whether running reads are to be interrupted.
    ended: Arc<AtomicBool>,
}

/// After how many steps of SQLite's virtual machine a read checks its deadline: some 10
/// microseconds.
const STEPS: i32 = 1000;

struct State {
    idle: Vec<Connection>,
    /// How many there are, idle or in use.
    open: usize,
    closed: bool,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        // More than two for each core would only wait for a core instead.
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self::of(path, (cores * 2).min(32))
    }

    /// A pool of at most `max` connections.
    pub(super) fn of(path: PathBuf, max: usize) -> Self {
        let state = Mutex::new(State { idle: Vec::new(), open: 0, closed: false });
        Self { path, max, state, freed: Condvar::new(), ended: Arc::default() }
    }

    /// Reads in one transaction, which is interrupted at that time (`None` for never) and when the
    /// store is closed.
    ///
    /// # Errors
    /// [`Fault::Overdue`] when it was interrupted at that time.
    pub(super) fn read_until<T>(
        &self,
        until: Option<Instant>,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let is_late = move || until.is_some_and(|until| Instant::now() >= until);
        let mut place = self.take_place()?;
        let mut connection = match place.connection.take() {
            Some(connection) => connection,
            None => open_reader(&self.path)?,
        };
        let ended = self.ended.clone();
        let must_end = move || is_late() || ended.load(Ordering::Relaxed);
        connection.progress_handler(STEPS, Some(must_end))?;
        let found = in_transaction(&connection, read);
        connection.progress_handler(0, None::<fn() -> bool>)?;
        let found = found.map_err(|fault| match fault.is_interrupted() {
            true if is_late() => Fault::Overdue,
            true => Fault::Closed,
            false => fault.or_full(&self.path),
        })?;
        place.connection = Some(connection);
        Ok(found)
    }

    /// Reads in one transaction: all statements see the same state of the file.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.read_once(|connection| in_transaction(connection, read))
    }

    /// Reads with a single statement, without a transaction around it.
    pub(super) fn read_once<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut place = self.take_place()?;
        let connection = match place.connection.take() {
            Some(connection) => connection,
            None => open_reader(&self.path)?,
        };
        let found = read(&connection).map_err(|fault| fault.or_full(&self.path))?;
        // After a fault the connection was dropped, and is not used again.
        place.connection = Some(connection);
        Ok(found)
    }

    /// Closes the idle connections now, and those in use when they are returned.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        self.ended.store(true, Ordering::Relaxed);
        state.idle.clear();
        self.freed.notify_all();
    }

    fn take_place(&self) -> Result<Place<'_>, Fault> {
        let busy =
            |state: &mut State| !state.closed && state.idle.is_empty() && state.open == self.max;
        let waited = self.freed.wait_while(self.state(), busy);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err(Fault::Closed);
        }
        let connection = state.idle.pop();
        state.open += usize::from(connection.is_none());
        Ok(Place { readers: self, connection })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to have one connection open. It is returned on drop, with the connection if that is
/// still usable.
struct Place<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.readers.state();
        match self.connection.take() {
            Some(connection) if !state.closed => state.idle.push(connection),
            _ => state.open -= 1,
        }
        self.readers.freed.notify_one();
    }
}

fn in_transaction<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    let found = read(connection)?;
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(found)
}
