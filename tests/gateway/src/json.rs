//! JSON that keeps the order of members, and duplicate members.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that is not negative. No answer under test has others.
    Number(u64),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Parses a text.
    ///
    /// # Panics
    /// When it is not JSON, or has another number.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("not JSON ({error}): {text}"))
    }

    /// The member of that name, if there is one.
    ///
    /// # Panics
    /// When this is not an object.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { panic!("not an object: {self:?}") };
        members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// The member of that name.
    ///
    /// # Panics
    /// When this is not an object, or has no such member.
    #[must_use]
    pub fn at(&self, name: &str) -> &Self {
        self.find(name).unwrap_or_else(|| panic!("no member `{name}`: {self:?}"))
    }

    /// The names of the members, in order.
    ///
    /// # Panics
    /// When this is not an object.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let Self::Object(members) = self else { panic!("not an object: {self:?}") };
        members.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The items.
    ///
    /// # Panics
    /// When this is not an array.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        let Self::Array(items) = self else { panic!("not an array: {self:?}") };
        items
    }

    /// The text.
    ///
    /// # Panics
    /// When this is not a string.
    #[must_use]
    pub fn text(&self) -> &str {
        let Self::Text(text) = self else { panic!("not a string: {self:?}") };
        text
    }

    /// The number.
    ///
    /// # Panics
    /// When this is not a number.
    #[must_use]
    pub fn number(&self) -> u64 {
        let Self::Number(number) = self else { panic!("not a number: {self:?}") };
        *number
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with whole numbers only")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}
