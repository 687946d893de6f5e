//! Arguments for the outbox.

use super::{Form, Place};
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum MailCommand {
    /// List waiting mails, oldest first.
    List {
        /// List dead mails instead: rejected, failed at the last attempt, or expired.
        #[arg(long)]
        dead: bool,
        /// The most mails.
        #[arg(long, default_value_t = 1000)]
        limit: usize,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Make a waiting mail due now. A dead mail no longer has its code: issue a new one instead.
    Retry {
        /// The mail's ID, as `mail list` shows it.
        id: String,
        #[command(flatten)]
        place: Place,
    },
}
