//! `spans`: for how long privileges can be raised.

use super::reader::{Faults, Found, Readable, Section};
use codemint::words::{Purpose, Span};
use toml::Spanned;
use toml::de::DeValue;

const HOUR: u32 = 60 * 60;
const DAY: u32 = 24 * HOUR;

/// The table of a policy that has none: a month has 30 days, twelve have 365.
const USUAL: [Option<u32>; 12] = [
    Some(HOUR),
    Some(4 * HOUR),
    Some(8 * HOUR),
    Some(DAY),
    Some(2 * DAY),
    Some(7 * DAY),
    Some(14 * DAY),
    Some(30 * DAY),
    Some(60 * DAY),
    None,
    Some(180 * DAY),
    Some(365 * DAY),
];

/// The usual table.
pub(crate) fn usual() -> Vec<Span> {
    (0..).zip(USUAL).map(|(index, seconds)| Span { index, seconds }).collect()
}

/// The spans of a policy. Only elevations have any if none are given.
pub(super) fn spans(section: &mut Section<'_>, purpose: Purpose) -> Vec<Span> {
    let Some(found) = section.optional::<Vec<Found<Section<'_>>>>("spans") else {
        return if purpose == Purpose::Elevation { usual() } else { Vec::new() };
    };
    if found.value.is_empty() {
        section.fault(found.at, "`spans` must name at least one");
    }
    let mut spans: Vec<Span> = Vec::new();
    for Found { at, value: mut table } in found.value {
        let index = table.required_number("index", 0, Span::MAX_INDEX.into());
        let length = table.required::<Length>("seconds");
        table.finish();
        let index = index.and_then(|found| u8::try_from(found.value).ok());
        let (Some(index), Some(length)) = (index, length) else { continue };
        if spans.iter().any(|known| known.index == index) {
            section.fault(at, format!("span {index} is there twice"));
        }
        spans.push(Span { index, seconds: length.value.0 });
    }
    spans
}

/// How long a span is; `None` until the computer next reaches its server.
struct Length(Option<u32>);

impl<'i> Readable<'i> for Length {
    const WHAT: &'static str = "a number of seconds from 1 to 4294967295, or `until-contact`";
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self> {
        if value.get_ref().as_str() == Some("until-contact") {
            return Some(Self(None));
        }
        let seconds = u32::try_from(u64::read(value, path, faults)?).ok()?;
        (seconds > 0).then_some(Self(Some(seconds)))
    }
}
