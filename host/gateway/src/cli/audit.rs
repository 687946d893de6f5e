//! What is said of the audit trail.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Compute the chain anew and hold it against its checkpoints: `clean`, or the first entry that
    /// does not fit, and status 1.
    Verify(AuditPlace),
    /// Write entries to standard output, oldest first: seq, at, tenant, actor, purpose, subject,
    /// event, record, detail, chain. CSV is for spreadsheets: what might be a formula there has an
    /// apostrophe before it. JSON lines are exact.
    Export(AuditExport),
}

/// Where an audit trail is.
#[derive(Args)]
pub(crate) struct AuditPlace {
    /// The configuration, TOML [default: that of the demo].
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    /// The folder of everything that is kept, instead of the configured one.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct AuditExport {
    /// How they are written.
    #[arg(long, value_enum)]
    pub(crate) format: AuditFormat,
    /// Only those of this tenant [default: of all].
    #[arg(long)]
    pub(crate) tenant: Option<String>,
    /// Only those of this time or later, RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Only those from before this time, RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) place: AuditPlace,
}

/// A format of the exported trail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values, RFC 4180.
    Csv,
}
