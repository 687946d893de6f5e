//! From the JSON of a request for codes to one ask for each subject.

use super::body::Validity as ValidityBody;
use super::body::{Elevation as ElevationBody, Format, Issue, Subject};
use super::deliver::Deliver as DeliverBody;
use super::echo::Echo;
use super::limits::MAX_NOTE;
use super::object::Object;
use super::time;
use super::values::{purpose, reason, rule, subject_key, text};
use super::whole::Whole;
use crate::dialects::places::Places;
use crate::journey::{
    Action, Ask, Deliver, Elevation, Error, ErrorKind, Needs, NotAfter, Request, Validity,
};
use crate::offline::Account;
use crate::words::{
    Alphabet, CheckScheme, Code, CodeFormat, EmailAddress, Language, Purpose, Timestamp,
};
use alloc::{string::String, vec::Vec};

/// What a code that the caller chooses must be ([`Code::chosen`]).
const CHOSEN: &str = "1 to 32 printable ASCII characters without a space at either end";

/// What the subjects of a request have in common.
struct Common {
    purpose: Purpose,
    not_before: Option<Timestamp>,
    not_after: NotAfter,
    uses: Option<u16>,
    format: Option<CodeFormat>,
    reason: Option<String>,
}

/// Validates a request for codes.
///
/// # Errors
/// When a member that applies to all subjects breaks a rule, or there are none or too many of them.
/// An error of one subject becomes that subject's item.
pub(super) fn issue(body: Issue) -> Result<(Request, Echo), Error> {
    match body.subjects.len() {
        0 => return Err(Error::at("subjects", ErrorKind::Empty)),
        count if count > Needs::MAX_SUBJECTS => {
            let kind = ErrorKind::TooMany { count, max: Needs::MAX_SUBJECTS };
            return Err(Error::at("subjects", kind));
        }
        _ => {}
    }
    let (not_before, not_after) = validity(body.validity.map(|Object(body)| body))?;
    let common = Common {
        purpose: purpose(body.purpose.as_deref())?.unwrap_or(Purpose::Enrolment),
        not_before,
        not_after,
        uses: body.uses.map(|Whole(uses)| uses),
        format: body.format.as_ref().map(|Object(body)| format(body)).transpose()?,
        reason: reason(body.reason)?,
    };
    // The needs have room for one account and one computer only.
    if common.purpose == Purpose::Elevation && body.subjects.len() > 1 {
        return Err(rule("subjects", "one where the purpose is elevation"));
    }
    let (mut items, mut subjects) = (Vec::new(), Vec::new());
    let mut places = Places::of(body.subjects.len());
    for Object(subject) in body.subjects {
        let language = Language::of(subject.locale.as_deref().unwrap_or_default());
        subjects.push((subject.id.clone(), language));
        items.push(ask(subject, &common).and_then(|ask| first(ask, &items, &mut places)));
    }
    let action = Action::IssueBatch { items, dry_run: body.dry_run };
    let request = Request { tenant: Some(body.tenant), ..Request::of(common.purpose, action) };
    Ok((request, Echo::Issue { subjects, dry_run: body.dry_run }))
}

/// The ask, if none of these items has its subject.
fn first(ask: Ask, items: &[Result<Ask, Error>], places: &mut Places) -> Result<Ask, Error> {
    let at = |place| items.get(place).and_then(|item: &Result<Ask, Error>| item.as_ref().ok());
    if places.is_new(&ask.subject, items.len(), |place| at(place).map(|ask| &ask.subject)) {
        return Ok(ask);
    }
    Err(rule("id", "a subject that is not in the request already"))
}

fn ask(subject: Subject, common: &Common) -> Result<Ask, Error> {
    let key = subject_key("id", &subject.id)?;
    let deliver = match subject.deliver {
        None | Some(DeliverBody::Answer) => Deliver::Answer,
        Some(DeliverBody::Mail) => Deliver::Mail { to: None },
        Some(DeliverBody::MailTo(to)) => {
            let invalid = || Error::at("deliver.mail_to", ErrorKind::Address);
            Deliver::Mail { to: Some(EmailAddress::parse(&to).ok_or_else(invalid)?) }
        }
    };
    if common.purpose == Purpose::Elevation && key.as_computer().is_none() {
        return Err(rule("id", "a computer, as domain\\NAME$, where the purpose is elevation"));
    }
    // The computer may verify such a code offline, so the caller cannot choose it.
    if common.purpose == Purpose::Elevation && subject.code.is_some() {
        return Err(rule("code", "left out where the purpose is elevation"));
    }
    let wish = subject
        .code
        .as_ref()
        .map(|code| Code::chosen(code.reveal()).ok_or_else(|| rule("code", CHOSEN)));
    Ok(Ask {
        not_before: common.not_before,
        not_after: common.not_after,
        deliver,
        wish: wish.transpose()?,
        note: text("note", subject.note, MAX_NOTE)?,
        hidden: subject.hidden,
        elevation: elevation(subject.elevation.map(|Object(body)| body), common)?,
        uses: common.uses,
        format: common.format,
        reason: common.reason.clone(),
        ..Ask::of(key)
    })
}

/// The privileges to raise; given if and only if that is the purpose.
fn elevation(body: Option<ElevationBody>, common: &Common) -> Result<Option<Elevation>, Error> {
    const PATH: &str = "elevation";
    let elevation = match (body, common.purpose) {
        (None, Purpose::Elevation) => return Err(Error::at(PATH, ErrorKind::Missing)),
        (None, _) => return Ok(None),
        (Some(_), purpose) if purpose != Purpose::Elevation => {
            return Err(rule(PATH, "left out where that is not the purpose"));
        }
        (Some(body), _) => body,
    };
    let local_account = local_account(elevation.local_account)?;
    Ok(Some(Elevation {
        account: subject_key("elevation.account", &elevation.account)?,
        local_account,
        span: elevation.span.0,
        device: text("elevation.device", elevation.device, MAX_NOTE)?,
        reason: common.reason.clone(),
    }))
}

/// A local account. It must be an [`Account`], since there is no offline code for anything else.
fn local_account(name: String) -> Result<String, Error> {
    const PATH: &str = "elevation.local_account";
    const EXPECTED: &str =
        "a name of 1 to 256 bytes without control characters and without white space at its ends";
    let name = text(PATH, Some(name), MAX_NOTE)?;
    let name = name.ok_or_else(|| Error::at(PATH, ErrorKind::Missing))?;
    if Account::parse(&name).is_some() { Ok(name) } else { Err(rule(PATH, EXPECTED)) }
}

fn validity(body: Option<ValidityBody>) -> Result<(Option<Timestamp>, NotAfter), Error> {
    let Some(body) = body else { return Ok((None, NotAfter::Usual)) };
    let not_before = time("validity.not_before", body.not_before.as_deref())?;
    let not_after = match (time("validity.not_after", body.not_after.as_deref())?, body.seconds) {
        (Some(_), Some(_)) => {
            return Err(rule("validity", "given by not_after or by seconds, not by both"));
        }
        (Some(at), None) => NotAfter::At(at),
        (None, Some(Whole(seconds))) => NotAfter::In(
            Validity::from_seconds(seconds)
                .ok_or_else(|| rule("validity.seconds", "at least 1"))?,
        ),
        (None, None) => NotAfter::Usual,
    };
    Ok((not_before, not_after))
}

fn time(path: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, Error> {
    const EXPECTED: &str = "an RFC 3339 date and time";
    text.map(|text| time::parse(text).ok_or_else(|| rule(path, EXPECTED))).transpose()
}

fn format(body: &Format) -> Result<CodeFormat, Error> {
    const ALPHABETS: &str = "decimal, base20, base31 or crockford32";
    const SCHEMES: &str = "none, mod97, damm, verhoeff, letter-pair or mod37";
    let alphabet = Alphabet::named(&body.alphabet);
    let alphabet = alphabet.ok_or_else(|| rule("format.alphabet", ALPHABETS))?;
    let format = CodeFormat::new(alphabet, body.length.0);
    let format = format.ok_or_else(|| rule("format.length", "from 1 to 32"))?;
    let check = CheckScheme::named(body.check.as_deref().unwrap_or(CheckScheme::None.name()));
    let check = check.ok_or_else(|| rule("format.check", SCHEMES))?;
    const FITTING: &str = "one that goes with the alphabet, of 32 symbols with the others at most";
    let format = format.with_check(check).ok_or_else(|| rule("format.check", FITTING))?;
    let group = body.group.as_ref().map_or(0, |group| group.0);
    format.with_group(group).ok_or_else(|| rule("format.group", "from 0 to 32"))
}
