//! Compares an answer with a sample, member by member.

use crate::json::Json;

/// Values that differ from the sample's.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// The earliest and the latest end of a code's validity, in seconds since 1970.
    pub valid_until: (u64, u64),
    /// The link that replaces the sample's.
    pub link: &'a str,
}

/// The differences between the answer and the sample, each with its path. Both must have the same
/// members in the same order.
#[must_use]
pub fn differences(sample: &Json, answer: &Json, open: &Open<'_>) -> Vec<String> {
    let mut found = Vec::new();
    compare("", sample, answer, open, &mut found);
    found
}

fn compare(path: &str, sample: &Json, answer: &Json, open: &Open<'_>, found: &mut Vec<String>) {
    match (sample, answer) {
        (Json::Array(expected), Json::Array(items)) if expected.len() == items.len() => {
            for (index, (expected, item)) in expected.iter().zip(items).enumerate() {
                compare(&format!("{path}[{index}]"), expected, item, open, found);
            }
        }
        (Json::Object(expected), Json::Object(_)) if sample.names() == answer.names() => {
            for (name, expected) in expected {
                let (path, value) = (format!("{path}.{name}"), answer.at(name));
                match is_right(name, value, open) {
                    Some(true) => {}
                    Some(false) => found.push(format!("{path}: {value:?} is not right")),
                    None => compare(&path, expected, value, open, found),
                }
            }
        }
        _ if sample == answer => {}
        _ => found.push(format!("{path}: {answer:?} instead of {sample:?}")),
    }
}

/// Whether the value is right, for a member whose value differs from the sample's.
fn is_right(name: &str, value: &Json, open: &Open<'_>) -> Option<bool> {
    let Json::Text(text) = value else { return None };
    let (earliest, latest) = open.valid_until;
    match name {
        "verify_code" => Some(text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit())),
        "verify_code_validity_time" => {
            Some(moment(text).is_some_and(|at| (earliest..=latest).contains(&at)))
        }
        "verification_Link" => Some(text == open.link),
        _ => None,
    }
}

/// Parses `2023-07-25 05:55:23 UTC` into seconds since 1970. `None` for any other form.
#[must_use]
pub fn moment(text: &str) -> Option<u64> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00 00:00:00 UTC" {
        return None;
    }
    let numbers: Vec<u64> =
        text[..19].split(['-', ' ', ':']).map(|number| number.parse().unwrap()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { return None };
    if !(1..=12).contains(&month) || day == 0 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let years = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 });
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = &months[..month as usize - 1];
    (day <= months[month as usize - 1]).then(|| {
        let days = years.sum::<u64>() + before.iter().sum::<u64>() + day - 1;
        ((days * 24 + hour) * 60 + minute) * 60 + second
    })
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"[{"status":1000,"details":{"email":"a"},"verify_code":"123456789",
        "verify_code_validity_time":"2023-07-25 05:55:23 UTC","verification_Link":"https://h/x"}]"#;
    const OPEN: Open<'_> =
        Open { valid_until: (1_690_264_523, 1_690_264_523), link: "https://h/x" };

    fn with(part: &str, other: &str) -> Vec<String> {
        assert!(SAMPLE.contains(part));
        differences(&Json::parse(SAMPLE), &Json::parse(&SAMPLE.replace(part, other)), &OPEN)
    }

    #[test]
    fn open_members_may_differ() {
        assert!(with("123456789", "000000000").is_empty());
    }

    #[test]
    fn every_difference_is_found() {
        for (part, other) in [
            ("123456789", "12345678"),
            ("123456789", "12345678x"),
            (r#""123456789""#, "123456789"),
            ("05:55:23", "05:55:24"),
            ("05:55:23 UTC", "05:55:23"),
            ("https://h/x", "https://i/x"),
            ("1000", "1001"),
            ("1000", "null"),
            (r#"{"email":"a"}"#, r#"[{"email":"a"}]"#),
            (r#"{"email":"a"}"#, r#"{"email":"b"}"#),
            (r#"{"email":"a"}"#, r#"{"email":"a","more":null}"#),
            (r#"{"email":"a"}"#, "{}"),
            (
                r#""status":1000,"details":{"email":"a"}"#,
                r#""details":{"email":"a"},"status":1000"#,
            ),
            (r#""status":1000"#, r#""status":1000,"status":1000"#),
            (r#"[{"status":1000"#, r#"[{},{"status":1000"#),
        ] {
            assert!(!with(part, other).is_empty(), "{part} -> {other}");
        }
    }

    #[test]
    fn a_moment_is_in_seconds_since_1970() {
        assert_eq!(moment("1970-01-01 00:00:00 UTC"), Some(0));
        assert_eq!(moment("2000-02-29 12:00:00 UTC"), Some(951_825_600));
        assert_eq!(moment("2100-03-01 00:00:00 UTC"), Some(4_107_542_400));
        for bad in ["2023-02-29 00:00:00 UTC", "2023-13-01 00:00:00 UTC", "2023-07-25T05:55:23Z"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }
}
