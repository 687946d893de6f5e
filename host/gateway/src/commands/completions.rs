//! `codemint completions SHELL` and `codemint man DIR`

use super::standard::{Outcome, say};
use crate::cli::Cli;
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn completions(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "codemint", &mut script);
    let mut output = io::stdout().lock();
    output.write_all(&script)?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes one page for each command, `codemint.1`, `codemint-serve.1` and so on.
pub(super) fn man(folder: &Path) -> Outcome {
    clap_mangen::generate_to(Cli::command(), folder).map_err(|error| {
        format!("cannot write to `{}`: {error}; the folder must exist", folder.display())
    })?;
    let page = folder.join("codemint.1");
    say(&format!("manual pages are in `{}`: try `man {}`", folder.display(), page.display()));
    Ok(ExitCode::SUCCESS)
}
