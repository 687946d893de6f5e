//! Where records, mails to be sent and the audit trail are stored.

mod answers;
mod api;
pub mod audit;
mod error;
mod import;
mod memory;
mod queue;
mod records;
mod reseal;
mod sqlite;
mod wait;
mod write;

#[cfg(feature = "store-conformance")]
pub mod conformance;

pub use answers::{AnswerKey, KeptAnswer};
pub use api::Store;
pub use audit::{AuditFilter, AuditLine};
pub use error::StoreError;
pub use import::{CsvEncoding, ImportError, RuleImport, SubjectImport, csv_columns};
pub use memory::MemoryStore;
pub use queue::{DeadMail, MailCounts, MailFault, MailQueue, MailStep, WaitingMail};
pub use records::StoredRecord;
pub use reseal::{Forms, NewForms, Reseal, Resealable};
pub use sqlite::{Duplicate, ImportAborted, SqliteStore};
pub use write::{Applied, AuditRow, NewMail, NewRecord, Write};
