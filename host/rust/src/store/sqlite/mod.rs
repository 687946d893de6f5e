//! A store in one SQLite file.
//!
//! | what | files |
//! |---|---|
//! | [`SqliteStore`] and its traits | `handle`, `store`, `mails`, `reseal`, `subjects` |
//! | the writing thread | `job`, `writer`, `group` |
//! | what a write does | `write`, `changes`, `removal`, `answers` |
//! | reading | `pool`, `long`, `records`, `search` |
//! | the directory | `subjects`, `listing`, `rules` |
//! | imports | `import`, `import_sort`, `import_steps`, `import_error` |
//! | the audit trail | `audit` |
//! | the latest time | `time` |
//! | the file | `connect`, `schema`, `normal_form`, `log`, `ready`, `column`, `fault` |

mod answers;
mod audit;
mod changes;
mod column;
mod connect;
mod fault;
mod group;
mod handle;
mod import;
mod import_error;
mod import_sort;
mod import_steps;
mod job;
mod listing;
mod log;
mod long;
mod mails;
mod normal_form;
mod pool;
mod ready;
mod records;
mod removal;
mod reseal;
mod rules;
mod schema;
mod search;
mod store;
mod subjects;
mod time;
mod write;
mod writer;

#[cfg(test)]
mod tests;

pub use handle::SqliteStore;
pub use import_error::{Duplicate, ImportAborted};
