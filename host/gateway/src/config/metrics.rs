//! `[metrics]`: where metrics are served.

use super::reader::Section;

/// The address and port of a listener that serves metrics alone; `None` where the main one serves
/// them.
pub(super) fn listen(whole: &mut Section<'_>) -> Option<String> {
    let mut section = whole.optional::<Section<'_>>("metrics")?.value;
    let listen = section.required::<String>("listen").map(|found| found.value);
    section.finish();
    listen
}
