//! Voiding codes: the request and its reply.

use super::constants::{
    BAD_ADDRESS, MAX_USERS, NO_USER, NOTHING_TO_VOID, UNEXPECTED, VOIDED_ENROLMENT,
    VOIDED_PASSWORD_RESET,
};
use super::echo::Echo;
use crate::dialects::json::{self, Name, Text, note, once};
use crate::dialects::places::Places;
use crate::journey::{Action, Answer, Error, ErrorKind, Outcome, Reading, Refusal, Reply, Request};
use crate::words::{EmailAddress, Purpose, SubjectKey};
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::Serialize;
use serde::de::{self, Deserialize, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

const EMAILS: &str = "userEmails";
const MODE: &str = "codeGenerationMode";

/// The members of a request, as given.
#[derive(Default)]
struct Body {
    emails: Option<Emails>,
    mode: Option<String>,
    ignored: Vec<String>,
}

/// The first [`MAX_USERS`] addresses, and the number of all.
struct Emails {
    kept: Vec<String>,
    count: usize,
}

/// Parses a body. The members have two spellings, because the vendor's table and its example
/// disagree; only one of the two may be given. Duplicate addresses are handled as in a request for
/// codes.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is not a JSON object of that shape; [`ErrorKind::Missing`],
/// [`ErrorKind::Empty`] or [`ErrorKind::TooMany`] for the addresses; [`ErrorKind::Rule`] for the
/// mode.
pub(super) fn read(bytes: &[u8]) -> Result<Reading<Echo>, Error> {
    let text = json::text(bytes)?;
    let body = json::read(text, Object).map_err(|(error, _)| error)?;
    if !body.ignored.is_empty() {
        json::nested_within_bounds(text)?;
    }
    let emails = body.emails.ok_or_else(|| Error::at(EMAILS, ErrorKind::Missing))?;
    match emails.count {
        0 => return Err(Error::whole(ErrorKind::Empty)),
        count if count > MAX_USERS => {
            return Err(Error::whole(ErrorKind::TooMany { count, max: MAX_USERS }));
        }
        _ => {}
    }
    let purpose = match body.mode.as_deref() {
        Some("ENROLLMENT") => Purpose::Enrolment,
        Some("PASSWORD_RESET") => Purpose::PasswordReset,
        _ => {
            let expected = "ENROLLMENT or PASSWORD_RESET";
            return Err(Error::at(MODE, ErrorKind::Rule { expected }));
        }
    };
    let mut places = Places::of(emails.kept.len());
    let (mut items, mut echo) = (Vec::new(), Vec::new());
    for email in emails.kept {
        let subject = EmailAddress::parse(&email).map(EmailAddress::into_key);
        let at = |place| subject_at(&items, place);
        if subject.as_ref().is_some_and(|subject| !places.is_new(subject, items.len(), at)) {
            continue;
        }
        items.push(subject.ok_or_else(|| Error::at(EMAILS, ErrorKind::Address)));
        echo.push(email);
    }
    let request = Request::of(purpose, Action::Void(items));
    Ok(Reading { request, echo: Echo::Voided(echo), ignored: body.ignored })
}

fn subject_at(items: &[Result<SubjectKey, Error>], place: usize) -> Option<&SubjectKey> {
    items.get(place)?.as_ref().ok()
}

/// Parses the object that is the body.
struct Object;

impl<'de> DeserializeSeed<'de> for Object {
    type Value = Body;

    fn deserialize<D: de::Deserializer<'de>>(self, input: D) -> Result<Body, D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the users whose codes are voided")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Body, A::Error> {
        let mut body = Body::default();
        let mut seen = [false; 2];
        while let Some(Name(name)) = members.next_key()? {
            match &*name {
                EMAILS | "user_emails" => {
                    once(&mut seen, 0, &name)?;
                    body.emails = members.next_value()?;
                }
                MODE | "code_generation_mode" => {
                    once(&mut seen, 1, &name)?;
                    body.mode = members.next_value::<Option<Text>>()?.map(|text| text.0);
                }
                _ => {
                    note(&mut body.ignored, &name);
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(body)
    }
}

impl<'de> Deserialize<'de> for Emails {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Emails;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of mail addresses")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Emails, A::Error> {
                let mut emails = Emails { kept: Vec::new(), count: 0 };
                while emails.kept.len() < MAX_USERS {
                    let Some(Text(email)) = items.next_element()? else { break };
                    emails.kept.push(email);
                }
                emails.count = emails.kept.len();
                while items.next_element::<IgnoredAny>()?.is_some() {
                    emails.count += 1;
                }
                Ok(emails)
            }
        }
        input.deserialize_seq(List)
    }
}

/// The reply.
#[derive(Serialize)]
struct Results {
    results: Vec<Item>,
}

/// One user's result.
#[derive(Serialize)]
struct Item {
    status: u16,
    user_email: String,
    #[serde(rename = "errorMessage", skip_serializing_if = "Option::is_none")]
    error_message: Option<&'static str>,
}

pub(super) fn reply(addresses: &[String], outcome: &Outcome<'_>) -> Reply {
    let [voided, nothing] = match outcome.purpose {
        Some(Purpose::PasswordReset) => VOIDED_PASSWORD_RESET,
        _ => VOIDED_ENROLMENT,
    };
    let item = |(user_email, answer): (&'_ String, &Answer<'_>)| {
        let (status, error_message) = match answer {
            Answer::Voided(_) => (voided, None),
            Answer::Refused(Refusal::NothingLive) => (nothing, Some(NOTHING_TO_VOID)),
            Answer::Refused(Refusal::Subject { .. }) => (NO_USER.number, Some(NO_USER.message)),
            Answer::NotUnderstood(_) => (BAD_ADDRESS.number, Some(BAD_ADDRESS.message)),
            _ => (UNEXPECTED.number, Some(UNEXPECTED.message)),
        };
        Item { status, user_email: user_email.clone(), error_message }
    };
    let results = addresses.iter().zip(&outcome.answers).map(item).collect();
    json::reply(200, &Results { results })
}
