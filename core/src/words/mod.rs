//! The vocabulary: small types that cannot hold an ill-formed value.

mod alphabet;
mod code;
mod email;
mod mint;
mod policy;
mod record;
mod recorded;
mod subject;
mod time;
mod typed;
pub(crate) mod wall;

pub use alphabet::Alphabet;
pub use code::{Code, CodeFormat};
pub use email::EmailAddress;
pub use mint::{Mint, Seed};
pub use policy::{FloorBreach, Policy, PolicyFault, Span, ValidityBounds};
pub use record::{LiveCode, Purpose, RecordId, State};
pub use recorded::{Phase, Recorded};
pub use subject::SubjectKey;
pub use time::{Civil, Timestamp};
pub use typed::Typed;
