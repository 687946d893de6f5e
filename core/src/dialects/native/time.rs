//! Times in the format of RFC 3339.

use crate::words::Timestamp;
use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
use serde::{Serialize, Serializer};

/// Parses a time; a fraction of a second is truncated. `None` for a text that is not an RFC 3339
/// date and time (section 5.6), or is before 1970 or after 9999.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let seconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp();
    u64::try_from(seconds).ok().and_then(Timestamp::from_seconds)
}

/// `2026-11-22T16:34:36Z`
#[derive(Clone, Copy)]
pub(super) struct Utc(pub(super) Timestamp);

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00T00:00:00Z";
        text.first_chunk_mut().into_iter().for_each(|to| *to = self.0.civil().written(b'T'));
        output.serialize_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parsed_and_written() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2023-07-25T05:55:23Z", Some(1_690_264_523)),
            ("2023-07-25T07:55:23.999+02:00", Some(1_690_264_523)),
            ("2023-07-25t05:55:23z", Some(1_690_264_523)),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799)),
            ("1969-12-31T23:59:59Z", None),
            ("2023-02-29T00:00:00Z", None),
            ("2023-07-25", None),
            ("2023-07-25T05:55:23", None),
            ("1690264523", None),
            ("", None),
        ] {
            let found = parse(text).map(Timestamp::seconds);
            assert_eq!(found, seconds, "{text}");
        }
        let at = Timestamp::from_seconds(1_690_264_523).unwrap();
        assert_eq!(serde_json::to_string(&Utc(at)).unwrap(), "\"2023-07-25T05:55:23Z\"");
    }
}
