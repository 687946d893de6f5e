//! `[limits]`: rate limits.

use super::fault::Faults;
use super::reader::{Readable, Section};
use codemint::journey::Needs;
use std::num::NonZeroU32;
use toml::Spanned;
use toml::de::DeValue;

/// The highest configurable burst.
const MOST_AT_ONCE: u32 = 1_000_000;

/// The highest configurable rate per minute: a million a second.
const MOST_A_MINUTE: u32 = 60_000_000;

/// The most codes that one request asks for: with a smaller burst such a request would always be
/// refused.
const LARGEST_BATCH: u32 = Needs::MAX_SUBJECTS as u32;

/// A rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    /// How many at once, after a pause.
    pub(crate) burst: NonZeroU32,
    /// How many a minute, in the long run.
    pub(crate) per_minute: NonZeroU32,
}

/// The rate limits; `None` for no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LimitsConfig {
    /// Calls that issue, of one caller.
    pub(crate) issue_per_caller: Option<Rate>,
    /// Calls that issue, from one address.
    pub(crate) issue_per_address: Option<Rate>,
    /// Codes that are asked for, of one tenant.
    pub(crate) issue_per_tenant: Option<Rate>,
    /// Calls that check or redeem, from one address.
    pub(crate) redeem_per_address: Option<Rate>,
    /// Calls that check or redeem, of one tenant.
    pub(crate) redeem_per_tenant: Option<Rate>,
    /// Failed authentication attempts, from one address.
    pub(crate) failures_per_address: Option<Rate>,
    /// Requests for public pages, from one address.
    pub(crate) pages_per_address: Option<Rate>,
}

impl Rate {
    /// A limit; zero counts as 1.
    pub(crate) fn new(burst: u32, per_minute: u32) -> Self {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self { burst: at_least_one(burst), per_minute: at_least_one(per_minute) }
    }
}

impl LimitsConfig {
    /// The default limits.
    pub(crate) fn usual() -> Self {
        Self {
            issue_per_caller: Some(Rate::new(300, 600)),
            issue_per_address: Some(Rate::new(600, 1_200)),
            issue_per_tenant: Some(Rate::new(10_000, 10_000)),
            redeem_per_address: Some(Rate::new(120, 60)),
            redeem_per_tenant: Some(Rate::new(3_000, 3_000)),
            failures_per_address: Some(Rate::new(60, 30)),
            pages_per_address: Some(Rate::new(600, 1_200)),
        }
    }

    /// The highest configurable limits.
    pub(crate) fn widest() -> Self {
        let most = Some(Rate::new(MOST_AT_ONCE, MOST_A_MINUTE));
        Self {
            issue_per_caller: most,
            issue_per_address: most,
            issue_per_tenant: most,
            redeem_per_address: most,
            redeem_per_tenant: most,
            failures_per_address: most,
            pages_per_address: most,
        }
    }

    /// The configured limits.
    pub(super) fn from(whole: &mut Section<'_>) -> Self {
        let usual = Self::usual();
        let mut section = match whole.optional::<Setting<'_>>("limits").map(|found| found.value) {
            None => return usual,
            Some(Setting::Off) => return Self::default(),
            Some(Setting::Table(section)) => section,
        };
        let mut of = |key: &str, least, usual| rate(&mut section, key, least, usual);
        let limits = Self {
            issue_per_caller: of("issue_per_caller", 1, usual.issue_per_caller),
            issue_per_address: of("issue_per_address", 1, usual.issue_per_address),
            issue_per_tenant: of("issue_per_tenant", LARGEST_BATCH, usual.issue_per_tenant),
            redeem_per_address: of("redeem_per_address", 1, usual.redeem_per_address),
            redeem_per_tenant: of("redeem_per_tenant", 1, usual.redeem_per_tenant),
            failures_per_address: of("failures_per_address", 1, usual.failures_per_address),
            pages_per_address: of("pages_per_address", 1, usual.pages_per_address),
        };
        section.finish();
        limits
    }
}

/// One limit; the default where it is absent. A fault has been added where it is invalid.
fn rate(section: &mut Section<'_>, key: &str, least: u32, usual: Option<Rate>) -> Option<Rate> {
    if !section.has(key) {
        return usual;
    }
    let mut table = match section.optional::<Setting<'_>>(key)?.value {
        Setting::Off => return None,
        Setting::Table(table) => table,
    };
    let burst = burst(&mut table, least);
    let per_minute = table.required_number("per_minute", 1, MOST_A_MINUTE.into());
    table.finish();
    let number = |found: u64| u32::try_from(found).ok();
    Some(Rate::new(number(burst?)?, number(per_minute?.value)?))
}

fn burst(table: &mut Section<'_>, least: u32) -> Option<u64> {
    let found = table.required_number("burst", 1, MOST_AT_ONCE.into())?;
    if found.value < least.into() {
        let message = format!(
            "`burst` must be at least {least} here: codes are counted, and one request may ask for \
             that many"
        );
        table.fault(found.at, message);
        return None;
    }
    Some(found.value)
}

/// A table, or the keyword that turns the limit off.
enum Setting<'i> {
    Off,
    Table(Section<'i>),
}

impl<'i> Readable<'i> for Setting<'i> {
    const WHAT: &'static str = "a table, or `off`";
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self> {
        match value.get_ref().as_str() {
            Some("off") => Some(Self::Off),
            Some(_) => None,
            None => Section::read(value, path, faults).map(Self::Table),
        }
    }
}
