//! The JSON of a request for codes: shapes, types, and the place of an error.

use super::constants::MAX_USERS;
use crate::dialects::json::{self, Name, Text, note, once};
use crate::journey::{Error, ErrorKind};
use alloc::{format, string::String, vec::Vec};
use core::fmt;
use serde::de::{self, Deserialize, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One user's details, as given.
#[derive(Default)]
pub(super) struct UserDetails {
    pub(super) email: Option<String>,
    pub(super) custom_email: Option<String>,
    pub(super) code_validity: Option<String>,
    pub(super) validity_time_duration_unit: Option<String>,
    pub(super) code_send_to: Option<String>,
}

/// The users of a request, and the names of members that were ignored.
#[derive(Default)]
pub(super) struct Body {
    pub(super) users: Vec<UserDetails>,
    pub(super) ignored: Vec<String>,
    count: usize,
}

/// Parses the body.
///
/// A comma before the closing bracket is accepted, because the vendor's own example of duplicates
/// has one. A body without it costs nothing extra, and the place of an error is determined only
/// once parsing has failed.
///
/// # Errors
/// [`Error`] when it is not a JSON array of 1 to [`MAX_USERS`] objects with members of the right
/// types, or is nested too deep.
pub(super) fn parse(bytes: &[u8]) -> Result<Body, Error> {
    let text = json::text(bytes)?;
    let body = match parse_strictly(text) {
        Ok(body) => body,
        Err(_) => match without_trailing_comma(text).map(|text| parse_strictly(&text)) {
            Some(Ok(body)) => body,
            _ => {
                let mut body = Body::default();
                json::read(text, Users(&mut body)).map_err(|(error, _)| error)?;
                body
            }
        },
    };
    // Known members are not nested.
    if !body.ignored.is_empty() {
        json::nested_within_bounds(text)?;
    }
    match body.count {
        0 => Err(Error::whole(ErrorKind::Empty)),
        count if count > MAX_USERS => {
            Err(Error::whole(ErrorKind::TooMany { count, max: MAX_USERS }))
        }
        _ => Ok(body),
    }
}

fn parse_strictly(text: &str) -> Result<Body, serde_json::Error> {
    let mut body = Body::default();
    let mut json = serde_json::Deserializer::from_str(text);
    Users(&mut body).deserialize(&mut json)?;
    json.end()?;
    Ok(body)
}

/// The text without the comma between the last object and the closing bracket, if there is one.
fn without_trailing_comma(text: &str) -> Option<String> {
    let before_bracket = trim_end(text).strip_suffix(']')?;
    let before_comma = trim_end(before_bracket).strip_suffix(',')?;
    trim_end(before_comma).ends_with('}').then(|| format!("{before_comma}]"))
}

/// The text without JSON white space at its end (RFC 8259 section 2).
fn trim_end(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\n', '\r'])
}

/// Fills a body from an array. Items beyond the limit are counted but not kept.
struct Users<'a>(&'a mut Body);

impl<'de> DeserializeSeed<'de> for Users<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Users<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of user details")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Body { users, ignored, count } = self.0;
        while users.len() < MAX_USERS {
            let Some(user) = items.next_element_seed(User(ignored))? else { break };
            users.push(user);
        }
        *count = users.len();
        while items.next_element::<IgnoredAny>()?.is_some() {
            *count += 1;
        }
        Ok(())
    }
}

/// Parses one user's details, and records the names of unknown members.
struct User<'a>(&'a mut Vec<String>);

impl<'de> DeserializeSeed<'de> for User<'_> {
    type Value = UserDetails;

    fn deserialize<D: de::Deserializer<'de>>(self, input: D) -> Result<UserDetails, D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for User<'_> {
    type Value = UserDetails;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with user details")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<UserDetails, A::Error> {
        let mut user = UserDetails::default();
        let mut seen = [false; 5];
        while let Some(Name(name)) = members.next_key()? {
            let (place, index) = match &*name {
                "email" => (&mut user.email, 0),
                "custom_email" => (&mut user.custom_email, 1),
                "code_validity" => {
                    once(&mut seen, 2, &name)?;
                    user.code_validity = members.next_value::<Option<Number>>()?.map(|n| n.0);
                    continue;
                }
                "validity_time_duration_unit" => (&mut user.validity_time_duration_unit, 3),
                "code_send_to" => (&mut user.code_send_to, 4),
                _ => {
                    note(self.0, &name);
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            once(&mut seen, index, &name)?;
            *place = members.next_value::<Option<Text>>()?.map(|text| text.0);
        }
        Ok(user)
    }
}

/// A whole number of 64 bits, or a string that should be one; kept as text.
struct Number(String);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a whole number")
            }
            fn visit_str<E>(self, text: &str) -> Result<Number, E> {
                Ok(Number(text.into()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(Number(format!("{number}")))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number(format!("{number}")))
            }
        }
        input.deserialize_any(Either)
    }
}
