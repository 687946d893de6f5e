//! Times: RFC 3339 in UTC for programs, local time with its zone for people.

use codemint::words::Timestamp;
use jiff::tz::TimeZone;

/// The time in RFC 3339, in UTC.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let at = at.civil();
    let (date, time) = ((at.year, at.month, at.day), (at.hour, at.minute, at.second));
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.0, date.1, date.2, time.0, time.1, time.2)
}

/// A time in RFC 3339 as local time with the abbreviation of its zone; `None` when it is not
/// valid, or beyond what can be shown in a zone.
pub(super) fn local(rfc3339: &str, zone: &TimeZone) -> Option<String> {
    let at: jiff::Timestamp = rfc3339.parse().ok()?;
    Some(at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_is_written_in_rfc_3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(Timestamp::from_seconds(seconds).unwrap()), text);
        }
    }

    #[test]
    fn people_read_local_time_with_its_zone() {
        let local = |text, zone| local(text, &TimeZone::get(zone).unwrap());
        let shown = |text: &str| Some(text.to_owned());
        let (winter, summer) = ("2026-01-31T23:30:00Z", "2026-07-31T23:30:00Z");
        assert_eq!(local(winter, "Europe/Berlin"), shown("2026-02-01 00:30:00 CET"));
        assert_eq!(local(summer, "Europe/Berlin"), shown("2026-08-01 01:30:00 CEST"));
        assert_eq!(local(winter, "UTC"), shown("2026-01-31 23:30:00 UTC"));
        assert_eq!(local("yesterday", "UTC"), None);
    }
}
