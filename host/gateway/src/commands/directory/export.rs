//! `codemint directory export`

use super::entry::{Rule, Subject};
use super::opened::Directory;
use crate::cli::ExportFormat;
use crate::commands::spreadsheet;
use crate::commands::standard::Outcome;
use crate::output::Progress;
use crate::terminal::escaped;
use serde::Serialize;
use std::error::Error;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::ExitCode;

/// A writer of either format.
enum Lines<W: Write> {
    Json(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Lines<W> {
    fn new<const N: usize>(format: ExportFormat, names: [&str; N], output: W) -> io::Result<Self> {
        if format == ExportFormat::Jsonl {
            return Ok(Self::Json(output));
        }
        let mut writer = spreadsheet::writer(output);
        writer.write_record(names)?;
        Ok(Self::Csv(Box::new(writer)))
    }

    fn write<const N: usize>(
        &mut self,
        item: &impl Serialize,
        cells: impl FnOnce() -> [String; N],
    ) -> io::Result<()> {
        match self {
            Self::Json(output) => writeln!(output, "{}", escaped(&serde_json::to_string(item)?)),
            Self::Csv(writer) => Ok(writer.write_record(cells())?),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Json(mut output) => output.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}

pub(super) fn run(format: ExportFormat, rules: bool, directory: &Directory) -> Outcome {
    let mut output = BufWriter::new(io::stdout().lock());
    // Beside the lines themselves a spinner would be in the way.
    let progress = (!io::stdout().is_terminal()).then(|| Progress::of_count("written:"));
    let count = |page: usize| progress.iter().for_each(|progress| progress.add(page as u64));
    if rules {
        let names = ["account", "computers", "spans", "local_accounts", "by_device"];
        let mut lines = Lines::new(format, names, &mut output)?;
        directory.each_rule(|page| {
            for rule in page.iter().map(|(_, rule)| Rule::of(rule)) {
                lines.write(&rule, || rule.cells())?;
            }
            count(page.len());
            Ok::<_, Box<dyn Error>>(())
        })?;
        lines.finish()?;
    } else {
        let names = ["subject", "standing", "purposes", "mail", "device", "locale"];
        let mut lines = Lines::new(format, names, &mut output)?;
        directory.each_subject(|page| {
            for subject in page.iter().map(Subject::of) {
                lines.write(&subject, || subject.cells())?;
            }
            count(page.len());
            Ok::<_, Box<dyn Error>>(())
        })?;
        lines.finish()?;
    }
    output.flush()?;
    directory.store.close()?;
    Ok(ExitCode::SUCCESS)
}
