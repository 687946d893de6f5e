//! Arguments for the audit trail.

use super::{Form, WholePlace};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Recompute the chain and compare it with its checkpoints. Reports that the trail is clean, or
    /// the first entry that does not match, with exit code 1.
    Verify {
        #[command(flatten)]
        place: WholePlace,
        #[command(flatten)]
        form: Form,
    },
    /// Write entries to standard output, oldest first: seq, at, tenant, actor, purpose, subject,
    /// event, record, detail, chain. CSV is for spreadsheets: a cell that could be a formula begins
    /// with an apostrophe. JSON lines are exact.
    Export(AuditExport),
}

#[derive(Args)]
pub(crate) struct AuditExport {
    /// The format [default: a table on a terminal, else jsonl].
    #[arg(long, value_enum)]
    pub(crate) format: Option<ExportFormat>,
    /// Only entries of this tenant [default: of all tenants].
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: Option<String>,
    /// Only entries of this time or later (RFC 3339).
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Only entries before this time (RFC 3339).
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) place: WholePlace,
}

/// A format of exported lines.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values (RFC 4180).
    Csv,
}
