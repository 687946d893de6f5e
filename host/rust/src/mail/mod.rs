//! Mail: composing mails with codes, sending them by SMTP, and the outbox's workers.
//!
//! From the inside out: values that are safe in a mail ([`HeaderText`], [`Link`], [`Zone`],
//! [`Templates`]), how a tenant's mails look ([`Letterhead`]), a sender ([`SmtpMailer`]), and the
//! workers that send the mails that wait in the store ([`Outbox`]).

mod compose;
mod header;
mod letterhead;
mod link;
mod mailer;
mod outbox;
mod remote;
mod retries;
mod smtp;
mod templates;
mod wording;
mod zone;

pub use header::{HeaderFault, HeaderText};
pub use letterhead::{Letterhead, QrContent, QrDrawer};
pub use link::{Link, LinkFault};
pub use mailer::{Mail, MailFailure, MailSettingsError, Mailer};
pub use outbox::{Executor, Lane, MailEvent, Outbox, OutboxError, OutboxParts, Task};
pub use retries::Retries;
pub use smtp::{SmtpMailer, SmtpPassword, SmtpSettings, SmtpTls};
pub use templates::{TemplateFault, Templates};
pub use zone::Zone;

pub use crate::store::MailFault;
