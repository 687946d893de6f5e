//! What is said of mails.

use super::Place;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum MailCommand {
    /// List mails that wait, the oldest first, one a line with tabs between its columns.
    List {
        /// Those instead that are dead: refused, tried in vain as often as they may be, or too late.
        #[arg(long)]
        dead: bool,
        /// How many at the most.
        #[arg(long, default_value_t = 1000)]
        limit: usize,
        #[command(flatten)]
        place: Place,
    },
    /// Have a mail that waits tried now. What is dead has no code any more: issue a new one.
    Retry {
        /// Its id, as `mail list` tells it.
        id: String,
        #[command(flatten)]
        place: Place,
    },
}
