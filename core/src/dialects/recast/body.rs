//! The JSON of a request: one object, and the value of each property.

use super::properties;
use crate::dialects::json::{self, Name, note};
use crate::journey::Error;
use alloc::{format, string::String, vec::Vec};
use core::fmt;
use core::mem;
use serde::Deserializer as _;
use serde::de::{self, Deserialize, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What was given for a property. It is validated later, so that all errors of a request can be
/// reported at once.
#[derive(Default)]
pub(super) enum Given {
    /// Nothing.
    #[default]
    Absent,
    /// `null`, which is treated as absent.
    Null,
    /// A string.
    Text(String),
    /// A number; `None` if it is not a whole number from 0 to 255, or is written with a fraction or
    /// an exponent.
    Number(Option<u8>),
    /// A value of any other type.
    Other,
    /// More than one value (RFC 8259 section 4: names should be unique, and software differs in
    /// which value it takes).
    Twice,
}

/// The properties of a request, and the names of members that were ignored.
///
/// Names are compared exactly, as the vendor writes them. The vendor's own server may be more
/// lenient, but guessing could merge two members; ignored members are reported to the host.
#[derive(Default)]
pub(super) struct Body {
    pub(super) computer_name: Given,
    pub(super) computer_domain: Given,
    pub(super) device: Given,
    pub(super) user_name: Given,
    pub(super) user_domain: Given,
    pub(super) span: Given,
    pub(super) reason: Given,
    pub(super) local_account: Given,
    pub(super) ignored: Vec<String>,
}

/// Parses the body. No error contains a value from the request.
///
/// # Errors
/// [`Error`] when it is not one JSON object in UTF-8, or is nested too deep.
pub(super) fn parse(bytes: &[u8]) -> Result<Body, Error> {
    let text = json::text(bytes)?;
    // Checked first, because the library's error for another type contains the value.
    if !text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with('{') {
        return Err(json::shape("no JSON object".into()));
    }
    let mut body = Body::default();
    let mut input = serde_json::Deserializer::from_str(text);
    let read = input.deserialize_map(Members(&mut body)).and_then(|()| input.end());
    read.map_err(|error| json::shape(format!("{error}")))?;
    json::nested_within_bounds(text)?;
    Ok(body)
}

impl Body {
    /// The property of this name, if there is one.
    fn place(&mut self, name: &str) -> Option<&mut Given> {
        Some(match name {
            properties::COMPUTER_NAME => &mut self.computer_name,
            properties::COMPUTER_DOMAIN => &mut self.computer_domain,
            properties::DEVICE => &mut self.device,
            properties::USER_NAME => &mut self.user_name,
            properties::USER_DOMAIN => &mut self.user_domain,
            properties::SPAN => &mut self.span,
            properties::REASON => &mut self.reason,
            properties::LOCAL_ACCOUNT => &mut self.local_account,
            _ => return None,
        })
    }
}

/// Fills a body from an object.
struct Members<'a>(&'a mut Body);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = members.next_key()? {
            let Some(place) = self.0.place(&name) else {
                note(&mut self.0.ignored, &name);
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = members.next_value()?;
            *place = match mem::take(place) {
                Given::Absent => value,
                _ => Given::Twice,
            };
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Anything)
    }
}

/// Takes a value of any type.
struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Given, E> {
        Ok(Given::Number(u8::try_from(number).ok()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Given, E> {
        Ok(Given::Number(None)) // Only negative numbers come here.
    }

    fn visit_f64<E>(self, _: f64) -> Result<Given, E> {
        Ok(Given::Number(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Given::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Given, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given::Other)
    }
}
