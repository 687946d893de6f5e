//! The result, standard input and standard output of a command.

use crate::terminal;
use std::error::Error;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The result of a command.
pub(super) type Outcome = Result<ExitCode, Box<dyn Error>>;

/// Writes a line to standard output. Tabs are kept, as they separate columns; a value in a column
/// is escaped by the caller.
pub(super) fn say(text: &str) {
    // The reader may have closed the pipe: `println!` would panic.
    let text = terminal::escaped_except(text, &['\t']);
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Reads one secret from standard input, without the line end after it.
///
/// # Errors
/// When there is none, or it is longer than any secret.
pub(super) fn read_secret() -> Result<Zeroizing<String>, String> {
    const LONGEST: u64 = 4096;
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(|error| format!("cannot read standard input: {error}"))?;
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    match secret.len() as u64 {
        0 => Err("standard input is empty: write the secret to it".to_owned()),
        length if length > LONGEST => {
            Err(format!("standard input has more than {LONGEST} bytes, which no secret has"))
        }
        _ => Ok(Zeroizing::new(secret.to_owned())),
    }
}
