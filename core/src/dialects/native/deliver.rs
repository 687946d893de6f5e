//! The delivery of a code, as JSON.

use alloc::string::String;
use core::fmt;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// How a code reaches its subject: a keyword, or an object with the address.
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub(super) enum Deliver {
    /// In the answer.
    Answer,
    /// By mail to the address in the directory.
    Mail,
    /// By mail to this address.
    MailTo(String),
}

/// Implemented by hand, because a derived enum would also accept `{"answer": null}`.
impl<'de> Deserialize<'de> for Deliver {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Way)
    }
}

struct Way;

/// The object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct To {
    mail_to: String,
}

impl<'de> Visitor<'de> for Way {
    type Value = Deliver;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`answer`, `mail`, or an object with `mail_to`")
    }

    fn visit_str<E: Error>(self, keyword: &str) -> Result<Deliver, E> {
        match keyword {
            "answer" => Ok(Deliver::Answer),
            "mail" => Ok(Deliver::Mail),
            other => Err(E::unknown_variant(other, &["answer", "mail", "mail_to"])),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Deliver, A::Error> {
        let To { mail_to } = To::deserialize(MapAccessDeserializer::new(members))?;
        Ok(Deliver::MailTo(mail_to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_a_string_and_an_address_is_in_an_object() {
        let read = |text: &str| serde_json::from_str::<Deliver>(text);
        assert!(matches!(read(r#""answer""#), Ok(Deliver::Answer)));
        assert!(matches!(read(r#""mail""#), Ok(Deliver::Mail)));
        let to = read(r#"{"mail_to":"a@example.com"}"#);
        assert!(matches!(to, Ok(Deliver::MailTo(to)) if to == "a@example.com"));
        for wrong in [
            r#""mail_to""#,
            r#""Answer""#,
            r#"{"answer":null}"#,
            r#"{"mail":null}"#,
            r#"{"mail_to":null}"#,
            r#"{"mail_to":"a@example.com","mail_to":"a@example.com"}"#,
            r#"{"mail_to":"a@example.com","cc":"b@example.com"}"#,
            "{}",
            "[]",
            "7",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
