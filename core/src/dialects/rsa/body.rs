//! The JSON of a request: shapes, types, and where a fault is.

use super::texts::MAX_USERS;
use crate::journey::{Error, ErrorKind, Needs};
use alloc::{borrow::Cow, format, string::String, string::ToString, vec::Vec};
use core::fmt;
use serde::Deserializer as _;
use serde::de::{self, Deserialize, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One user's details, as they were written.
#[derive(Default)]
pub(super) struct UserDetails {
    pub(super) email: Option<String>,
    pub(super) custom_email: Option<String>,
    pub(super) code_validity: Option<String>,
    pub(super) validity_time_duration_unit: Option<String>,
    pub(super) code_send_to: Option<String>,
}

/// The users of a request, and the names of members that were passed over.
#[derive(Default)]
pub(super) struct Body {
    pub(super) users: Vec<UserDetails>,
    pub(super) ignored: Vec<String>,
    count: usize,
}

/// Reads the body.
///
/// The vendor's own example of duplicates has a comma before the closing bracket, so it is
/// accepted; a body without it never pays for that, and where a fault is, is only searched for
/// once there is one.
///
/// # Errors
/// [`Error`] when it is no JSON array of 1 to [`MAX_USERS`] objects with members of the right
/// types.
pub(super) fn parse(bytes: &[u8]) -> Result<Body, Error> {
    let body = match parse_strictly(bytes) {
        Ok(body) => body,
        Err(_) => match without_trailing_comma(bytes).map(|bytes| parse_strictly(&bytes)) {
            Some(Ok(body)) => body,
            _ => return Err(locate(bytes)),
        },
    };
    match body.count {
        0 => Err(Error::whole(ErrorKind::Empty)),
        count if count > MAX_USERS => {
            Err(Error::whole(ErrorKind::TooMany { count, max: MAX_USERS }))
        }
        _ => Ok(body),
    }
}

fn parse_strictly(bytes: &[u8]) -> Result<Body, serde_json::Error> {
    let mut body = Body::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    json.deserialize_seq(Users(&mut body))?;
    json.end()?;
    Ok(body)
}

/// The bytes less a comma between the last object and the closing bracket, if there is one.
fn without_trailing_comma(bytes: &[u8]) -> Option<Vec<u8>> {
    let before_bracket = bytes.trim_ascii_end().strip_suffix(b"]")?;
    let before_comma = before_bracket.trim_ascii_end().strip_suffix(b",")?;
    before_comma.trim_ascii_end().ends_with(b"}").then(|| [before_comma, b"]"].concat())
}

/// Reads a faulty body once more, this time keeping track of the path.
fn locate(bytes: &[u8]) -> Error {
    const LONGEST: usize = 300;
    let mut body = Body::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let result = tracked.deserialize_seq(Users(&mut body)).and_then(|()| json.end());
    let path = track.path().to_string();
    let mut found = result.err().map_or_else(String::new, |error| error.to_string());
    if found.len() > LONGEST {
        // The end tells line and column, the beginning what was found.
        let head: String = found.chars().take(LONGEST / 2).collect();
        let tail_at =
            found.rfind(", expected").or_else(|| found.rfind(" at line")).unwrap_or(found.len());
        found = format!("{head}…{}", found.get(tail_at..).unwrap_or_default());
    }
    let path = if path == "." { "" } else { path.as_str() };
    Error::at(path, ErrorKind::Shape { found })
}

/// Fills a body from an array; counts, but does not keep, what is beyond the limit.
struct Users<'a>(&'a mut Body);

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

/// Reads one user's details, and notes the names of unknown members.
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

/// Fails when a member of that name was there before (RFC 8259 section 4: names should be unique).
fn once<E: de::Error>(seen: &mut [bool; 5], index: usize, name: &str) -> Result<(), E> {
    match seen.get_mut(index) {
        Some(seen) if !*seen => {
            *seen = true;
            Ok(())
        }
        _ => Err(E::custom(format_args!("member `{name}` is given twice"))),
    }
}

/// Keeps the name of an unknown member for the host's log.
fn note(ignored: &mut Vec<String>, name: &str) {
    const LONGEST: usize = 64;
    let name: String = name.chars().take(LONGEST).collect();
    if ignored.len() < Needs::MAX_IGNORED && !ignored.contains(&name) {
        ignored.push(name);
    }
}

/// A member's name, borrowed where the JSON has no escapes in it.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.into())))
            }
        }
        input.deserialize_str(Borrowing)
    }
}

/// A string.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(Self)
    }
}

/// A whole number, or a string that should be one; kept as it would be written.
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
