//! Times in a tenant's time zone and language.

use codemint_core::words::Timestamp;
use jiff::tz::TimeZone;

/// A time zone by its IANA name. Its rules are built in, so that every host writes the same time,
/// whatever is installed on it.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A point in time as written in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The date.
    pub(super) date: String,
    /// Hours, minutes and seconds.
    pub(super) time: String,
    /// The zone's name, and its offset from UTC at that moment.
    pub(super) zone: String,
    /// Date, time and zone.
    pub(super) whole: String,
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".into(), rules: TimeZone::UTC }
    }
}

impl Zone {
    /// The zone of that name, such as `Europe/Berlin`; `None` if it is unknown.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let rules = TimeZone::get(name).ok()?;
        let name = rules.iana_name()?.to_owned();
        Some(Self { name, rules })
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes a point in time in that language; as in ISO 8601 if the language is not supported.
    /// `None` for the last hours before the year 10000.
    pub(super) fn write(&self, at: Timestamp, language: &str) -> Option<Written> {
        let moment = jiff::Timestamp::from_second(at.seconds().cast_signed()).ok()?;
        let here = moment.to_zoned(self.rules.clone());
        let (year, month, day) = (here.year(), here.month(), here.day());
        let (hour, minute, second) = (here.hour(), here.minute(), here.second());
        let named = |names: [&'static str; 12]| {
            let place = usize::try_from(month.checked_sub(1)?).ok()?;
            names.get(place).copied()
        };
        let colons = format!("{hour:02}:{minute:02}:{second:02}");
        let (date, time, between) = match language {
            "en" => (format!("{day} {} {year}", named(ENGLISH)?), colons, ", "),
            "de" => (format!("{day}. {} {year}", named(GERMAN)?), format!("{colons} Uhr"), ", "),
            "fi" => {
                let dots = format!("{hour:02}.{minute:02}.{second:02}");
                (format!("{day}. {}ta {year}", named(FINNISH)?), dots, " klo ")
            }
            _ => (format!("{year:04}-{month:02}-{day:02}"), colons, " "),
        };
        let zone = self.with_offset(here.offset().seconds());
        let whole = format!("{date}{between}{time} ({zone})");
        Some(Written { date, time, zone, whole })
    }

    /// The zone with its offset from UTC, which distinguishes the two hours when clocks are set
    /// back.
    fn with_offset(&self, offset: i32) -> String {
        if self.name == "UTC" {
            return self.name.clone();
        }
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs() / 60);
        format!("{}, UTC{sign}{:02}:{:02}", self.name, minutes / 60, minutes % 60)
    }
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// Without the case ending that is used in a date.
const FINNISH: [&str; 12] = [
    "tammikuu",
    "helmikuu",
    "maaliskuu",
    "huhtikuu",
    "toukokuu",
    "kesäkuu",
    "heinäkuu",
    "elokuu",
    "syyskuu",
    "lokakuu",
    "marraskuu",
    "joulukuu",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn written(seconds: u64, zone: &str, language: &str) -> String {
        let at = Timestamp::from_seconds(seconds).unwrap();
        Zone::named(zone).unwrap().write(at, language).unwrap().whole
    }

    #[test]
    fn a_moment_is_written_in_each_zone_and_language() {
        // 2026-11-22T17:10:03Z
        for (zone, language, expected) in [
            ("UTC", "en", "22 November 2026, 17:10:03 (UTC)"),
            ("Europe/Berlin", "de", "22. November 2026, 18:10:03 Uhr (Europe/Berlin, UTC+01:00)"),
            (
                "Europe/Helsinki",
                "fi",
                "22. marraskuuta 2026 klo 19.10.03 (Europe/Helsinki, UTC+02:00)",
            ),
            ("America/St_Johns", "en", "22 November 2026, 13:40:03 (America/St_Johns, UTC-03:30)"),
            ("asia/kathmandu", "sv", "2026-11-22 22:55:03 (Asia/Kathmandu, UTC+05:45)"),
        ] {
            assert_eq!(written(1_795_367_403, zone, language), expected);
        }
    }

    #[test]
    fn a_repeated_hour_is_unambiguous() {
        // 2026-10-25T00:30:00Z and an hour later: clocks are set back in between.
        let [first, second] =
            [1_792_888_200, 1_792_891_800].map(|at| written(at, "Europe/Berlin", "de"));
        assert_eq!(first, "25. Oktober 2026, 02:30:00 Uhr (Europe/Berlin, UTC+02:00)");
        assert_eq!(second, "25. Oktober 2026, 02:30:00 Uhr (Europe/Berlin, UTC+01:00)");
    }

    #[test]
    fn only_known_zones_are_accepted() {
        for name in ["", "Berlin", "Europe/Atlantis", "../etc/passwd", "UTC+1"] {
            assert!(Zone::named(name).is_none(), "{name}");
        }
        assert_eq!(Zone::default().name(), Zone::named("UTC").unwrap().name());
        assert!(Zone::default().write(Timestamp::MAX, "en").is_none());
    }
}
