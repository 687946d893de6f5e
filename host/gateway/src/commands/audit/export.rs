//! The trail on standard output, page by page.

use super::formats::{Format, time_of};
use super::trail::{config, open};
use crate::cli::{AuditExport, ExportFormat};
use crate::commands::standard::Outcome;
use crate::output::{Output, Progress};
use codemint::store::SqliteStore;
use codemint::store::audit::AuditEntry;
use std::error::Error;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How many entries are in memory at once.
const PAGE: usize = 1000;

pub(super) fn run(wanted: &AuditExport) -> Outcome {
    let filter = Filter {
        tenant: wanted.tenant.as_deref(),
        from: wanted.from.as_deref().map(time_of).transpose()?,
        to: wanted.to.as_deref().map(time_of).transpose()?,
    };
    let store = open(&config(&wanted.place)?)?;
    let mut output = BufWriter::new(io::stdout().lock());
    let format = match (wanted.format, Output::choose(false)) {
        (Some(ExportFormat::Csv), _) => Format::csv(&mut output)?,
        (None, Output::People(people)) => Format::table(&mut output, people),
        (Some(ExportFormat::Jsonl), _) | (None, Output::Json) => Format::json_lines(&mut output),
    };
    write(&store, &filter, format)?;
    output.flush()?;
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// Which entries are written.
struct Filter<'a> {
    tenant: Option<&'a str>,
    /// The first second.
    from: Option<i64>,
    /// The second after the last one.
    to: Option<i64>,
}

impl Filter<'_> {
    fn lets_through(&self, entry: &AuditEntry) -> bool {
        self.tenant.is_none_or(|tenant| tenant == entry.tenant)
            && self.from.is_none_or(|from| from <= entry.at)
            && self.to.is_none_or(|to| entry.at < to)
    }
}

fn write(
    store: &SqliteStore,
    filter: &Filter<'_>,
    mut format: Format<impl io::Write>,
) -> Result<(), Box<dyn Error>> {
    // Beside the entries themselves a spinner would be in the way.
    let progress = (!io::stdout().is_terminal()).then(|| Progress::of_count("entries read:"));
    let mut after = 0;
    loop {
        let page = store.audit_entries(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for entry in page.iter().filter(|entry| filter.lets_through(entry)) {
            format.write(entry)?;
        }
        progress.iter().for_each(|progress| progress.add(page.len() as u64));
    }
    Ok(format.finish()?)
}
