//! `[connections]`: limits on connections.

use super::fault::Faults;
use super::reader::{Readable, Section};
use toml::Spanned;
use toml::de::DeValue;

/// The highest configurable limit.
const MOST: u64 = 1_000_000;

/// The limits on open connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionsConfig {
    /// All of them.
    pub(crate) most: usize,
    /// Those from one address (IPv4) or /64 network (IPv6); `None` for no limit. Trusted proxies are
    /// exempt: their connections carry the calls of many clients.
    pub(crate) per_address: Option<usize>,
}

impl ConnectionsConfig {
    /// The default limits.
    pub(crate) const fn usual() -> Self {
        Self { most: 1024, per_address: Some(128) }
    }

    /// The highest limits.
    pub(crate) const fn widest() -> Self {
        Self { most: MOST as usize, per_address: None }
    }

    /// The configured limits.
    pub(super) fn from(whole: &mut Section<'_>) -> Self {
        let usual = Self::usual();
        let Some(found) = whole.optional::<Section<'_>>("connections") else { return usual };
        let mut section = found.value;
        let count = |found: u64| usize::try_from(found).unwrap_or(usize::MAX);
        let most = section.number("most", 1, MOST).map_or(usual.most, |found| count(found.value));
        let per_address = match section.optional::<Count>("per_address").map(|found| found.value) {
            None => usual.per_address,
            Some(Count::Off) => None,
            Some(Count::Of(number)) => Some(count(number)),
        };
        section.finish();
        Self { most, per_address }
    }
}

/// A number, or the keyword that turns a limit off.
enum Count {
    Off,
    Of(u64),
}

impl<'i> Readable<'i> for Count {
    const WHAT: &'static str = "a whole number between 1 and 1000000, or `off`";
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self> {
        match value.get_ref().as_str() {
            Some("off") => Some(Self::Off),
            Some(_) => None,
            None => {
                let number = u64::read(value, path, faults)?;
                (1..=MOST).contains(&number).then_some(Self::Of(number))
            }
        }
    }
}
