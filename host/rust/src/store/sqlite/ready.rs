//! Whether the file can be read and written.

use super::audit::Trail;
use super::fault::Fault;
use super::job::{Job, Outcome};
use super::schema;
use rusqlite::Connection;
#[cfg(unix)]
use rusqlite::FileControl;

/// Reads a page, if there is one.
pub(super) fn anything(connection: &Connection) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM records LIMIT 1")?;
    statement.exists([])?;
    Ok(())
}

/// Makes a small durable write that changes nothing.
pub(super) struct Touch;

impl Job for Touch {
    fn weight(&self) -> usize {
        1
    }

    /// Fails for a file that was removed or replaced: it could still be written to, but never be
    /// found again.
    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        #[cfg(unix)]
        {
            let mut has_moved = 0;
            connection.file_control(Some(c"main"), FileControl::HasMoved(&mut has_moved))?;
            if has_moved != 0 {
                return Err(Fault::Damaged("the file has been moved or removed".into()));
            }
        }
        schema::touch(connection)?;
        Ok(Outcome::Done)
    }
}
