//! The trail, written to standard output page by page.

use super::formats::{Format, time_of};
use super::{config, open};
use crate::cli::{AuditExport, AuditFormat};
use crate::commands::Outcome;
use codemint::store::SqliteStore;
use codemint::store::audit::AuditEntry;
use std::error::Error;
use std::io::{self, BufWriter, Write as _};
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
    let written = match wanted.format {
        AuditFormat::Jsonl => write(&store, &filter, Format::json_lines(&mut output)),
        AuditFormat::Csv => write(&store, &filter, Format::csv(&mut output)?),
    };
    written?;
    output.flush()?;
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// Which entries are wanted.
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
    let mut after = 0;
    loop {
        let page = store.audit_entries(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for entry in page.iter().filter(|entry| filter.lets_through(entry)) {
            format.write(entry)?;
        }
    }
    Ok(format.finish()?)
}
