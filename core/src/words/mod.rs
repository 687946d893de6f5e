//! The vocabulary: small types that cannot hold an ill-formed value.

mod alphabet;
mod check;
mod code;
mod computer;
mod display;
mod email;
mod entry;
mod format;
mod mint;
mod policy;
mod record;
mod recorded;
mod spoken;
mod subject;
mod time;
mod typed;
mod values;
pub(crate) mod wall;

pub use alphabet::Alphabet;
pub use check::CheckScheme;
pub use code::Code;
pub use computer::is_computer_name;
pub use display::{GROUP_SEPARATOR, Shown, display};
pub use email::EmailAddress;
pub use entry::{EntryFault, MAX_TYPED, entry, fold_any};
pub(crate) use entry::{is_separator, narrow};
pub use format::CodeFormat;
pub use mint::{Mint, Seed};
pub use policy::{FloorBreach, Policy, PolicyFault, Span, ValidityBounds};
pub use record::{LiveCode, Purpose, RecordId, State};
pub use recorded::{Phase, Recorded};
pub use spoken::{Language, spoken};
pub use subject::SubjectKey;
pub use time::{Civil, Timestamp};
pub use typed::Typed;
