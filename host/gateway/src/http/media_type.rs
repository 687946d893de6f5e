//! The media type of a request body.

use codemint::journey::Problem;
use http::{HeaderMap, header};

/// Checks that a body may be read as `wanted`: `Content-Type` is that media type, or one with its
/// subtype as a structured suffix (RFC 6839: `application/x+json`), or is absent. Parameters are
/// ignored.
///
/// # Errors
/// [`Problem::MediaType`] for another media type, or two fields.
pub(super) fn check(wanted: Option<&str>, headers: &HeaderMap) -> Result<(), Problem> {
    let mut fields = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(wanted), Some(first)) = (wanted, fields.next()) else { return Ok(()) };
    let essence = first.to_str().ok().and_then(|value| value.split(';').next());
    match essence {
        Some(essence) if fields.next().is_none() && matches(wanted, essence.trim()) => Ok(()),
        _ => Err(Problem::MediaType),
    }
}

fn matches(wanted: &str, essence: &str) -> bool {
    let suffixed = || {
        let (kind, wanted) = wanted.split_once('/')?;
        let (other_kind, other) = essence.split_once('/')?;
        let (name, suffix) = other.rsplit_once('+')?;
        let same = kind.eq_ignore_ascii_case(other_kind) && suffix.eq_ignore_ascii_case(wanted);
        Some(same && !name.is_empty())
    };
    wanted.eq_ignore_ascii_case(essence) || suffixed() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::check;
    use http::{HeaderMap, HeaderValue, header};

    #[test]
    fn the_wanted_type_its_suffix_and_no_type_are_accepted() {
        for (values, passes) in [
            (&[][..], true),
            (&["application/json"], true),
            (&["Application/JSON; charset=utf-8"], true),
            (&["application/json;"], true),
            (&["application/vnd.example.v1+json; x=\"a;b\""], true),
            (&["text/json"], false),
            (&["application/json5"], false),
            (&["application/+json"], false),
            (&["image/x+json"], false),
            (&["application/x-www-form-urlencoded"], false),
            (&["text/plain, application/json"], false),
            (&["application/json", "application/json"], false),
            (&[""], false),
            (&["b\u{fc}cher/json"], false),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
                headers.append(header::CONTENT_TYPE, value);
            }
            assert_eq!(check(Some("application/json"), &headers).is_ok(), passes, "{values:?}");
            assert!(check(None, &headers).is_ok());
        }
    }
}
