//! From a body to a request: duplicates, defaults, rules.

use super::body::{self, UserDetails};
use super::constants::{DEFAULT_VALIDITY, MAX_VALIDITY, MIN_VALIDITY};
use super::echo::{Echo, UserEcho};
use crate::dialects::places::Places;
use crate::journey::{
    Action, Ask, Deliver, Error, ErrorKind, NotAfter, Reading, Request, Validity,
};
use crate::words::{EmailAddress, Purpose, SubjectKey};
use alloc::vec::Vec;

/// Parses a body that requests codes for this purpose.
///
/// Two entries are the same user when their addresses have the same key; the first is kept, the
/// others are dropped. Entries without a valid address are all kept.
///
/// # Errors
/// Those of [`body::parse`]. What is wrong with one user alone becomes that user's item.
pub(super) fn read(bytes: &[u8], purpose: Purpose) -> Result<Reading<Echo>, Error> {
    let body = body::parse(bytes)?;
    let key = |email| EmailAddress::parse(email).map(EmailAddress::into_key);
    let subjects: Vec<_> =
        body.users.iter().map(|user| user.email.as_deref().and_then(key)).collect();
    let mut places = Places::of(subjects.len());
    let mut items = Vec::with_capacity(body.users.len());
    let mut echo = Vec::with_capacity(body.users.len());
    for ((place, subject), user) in subjects.iter().enumerate().zip(body.users) {
        let at = |place: usize| subjects.get(place)?.as_ref();
        if subject.as_ref().is_some_and(|subject| !places.is_new(subject, place, at)) {
            continue;
        }
        items.push(ask(subject.clone(), &user));
        echo.push(UserEcho::of(user));
    }
    let request = Request::of(purpose, Action::Issue(items));
    Ok(Reading { request, echo: Echo::Users(echo), ignored: body.ignored })
}

/// The ask in one user's details, or the first rule that they break.
fn ask(subject: Option<SubjectKey>, user: &UserDetails) -> Result<Ask, Error> {
    let subject = subject.ok_or_else(|| Error::at("email", ErrorKind::Address))?;
    let custom = match user.custom_email.as_deref().map(EmailAddress::parse) {
        Some(None) => return Err(Error::at("custom_email", ErrorKind::Address)),
        Some(address) => address,
        None => None,
    };
    let validity = validity(user)?;
    let deliver = match user.code_send_to.as_deref() {
        None | Some("DISPLAY") => Deliver::Answer,
        Some("EMAIL") => Deliver::Mail { to: custom },
        Some(_) => return Err(rule("code_send_to", "DISPLAY or EMAIL")),
    };
    Ok(Ask { not_after: NotAfter::In(validity), deliver, ..Ask::of(subject) })
}

/// The requested validity. Number and unit are given together or not at all.
fn validity(user: &UserDetails) -> Result<Validity, Error> {
    const NUMBER: &str = "code_validity";
    const UNIT: &str = "validity_time_duration_unit";
    let number = user.code_validity.as_deref();
    let unit = user.validity_time_duration_unit.as_deref();
    let unit_seconds = match unit {
        None if number.is_some() => return Err(rule(UNIT, "given together with code_validity")),
        None | Some("MIN") => 60,
        Some("HOUR") => 60 * 60,
        Some(_) => return Err(rule(UNIT, "MIN or HOUR")),
    };
    let number = match number {
        None if unit.is_some() => {
            return Err(rule(NUMBER, "given together with validity_time_duration_unit"));
        }
        None => DEFAULT_VALIDITY,
        Some(number) => number,
    };
    if !number.bytes().all(|byte| byte.is_ascii_digit()) || number.is_empty() {
        return Err(rule(NUMBER, "a whole number in decimal digits"));
    }
    // A number beyond 32 bits is above the maximum in any case.
    let seconds = number.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(unit_seconds);
    Validity::from_seconds(seconds)
        .filter(|validity| (MIN_VALIDITY..=MAX_VALIDITY).contains(&validity.seconds()))
        .ok_or_else(|| rule(NUMBER, "between 10 minutes and 24 hours"))
}

fn rule(field: &str, expected: &'static str) -> Error {
    Error::at(field, ErrorKind::Rule { expected })
}
