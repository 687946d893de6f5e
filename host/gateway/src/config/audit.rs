//! `[audit]`: how long the audit trail is kept.

use super::reader::Section;

/// The most days that can be configured: a hundred years.
const MOST: u64 = 36_525;

/// How many days an entry is kept; `None` for ever.
pub(super) fn keep_days(whole: &mut Section<'_>) -> Option<u32> {
    let mut section = whole.optional::<Section<'_>>("audit")?.value;
    let days = section.optional::<u64>("keep_days");
    let days = days.and_then(|found| match u32::try_from(found.value) {
        Ok(days) if (1..=MOST).contains(&found.value) => Some(days),
        _ => {
            section.fault(found.at, format!("`audit.keep_days` must be 1 to {MOST}"));
            None
        }
    });
    section.finish();
    days
}
