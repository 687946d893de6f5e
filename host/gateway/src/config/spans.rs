//! `spans`: how long privileges can be raised for.

use super::fault::Faults;
use super::reader::{Found, Readable, Section};
use codemint::words::Span;
use toml::Spanned;
use toml::de::DeValue;

/// The spans of a policy; `None` where it does not name any.
pub(super) fn spans(section: &mut Section<'_>) -> Option<Vec<Span>> {
    let found = section.optional::<Vec<Found<Section<'_>>>>("spans")?;
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
            section.fault(at, format!("span {index} occurs twice"));
        }
        spans.push(Span { index, seconds: length.value.0 });
    }
    Some(spans)
}

/// The length of a span in seconds; `None` until the computer next reaches its server.
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
