//! `[connections]`: how many connections there may be.

use super::reader::{Faults, Readable, Section};
use toml::Spanned;
use toml::de::DeValue;

/// The most that can be configured, of either.
const MOST: u64 = 1_000_000;

/// How many connections there may be at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionsConfig {
    /// In total.
    pub(crate) most: usize,
    /// From one address (IPv4) or network of 64 bits (IPv6); `None` where that is not limited.
    /// Trusted proxies are not limited: their connections carry the calls of many.
    pub(crate) per_address: Option<usize>,
}

impl ConnectionsConfig {
    /// What is allowed where nothing is said.
    pub(crate) const fn usual() -> Self {
        Self { most: 1024, per_address: Some(128) }
    }

    /// As many as the process can have, from any address.
    pub(crate) const fn widest() -> Self {
        Self { most: MOST as usize, per_address: None }
    }

    /// What a configuration allows.
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

/// A number, or the keyword that turns the limit off.
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
