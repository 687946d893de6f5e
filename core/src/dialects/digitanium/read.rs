//! From path, query and body to a request: defaults, rules.

use super::body::{self, Params};
use super::constants::{
    CODE, INFO, MAX_INFO, NAME, PRINTABLE, PRINTABLE_ONLY, QR_CODE, QR_TYPE, USER,
};
use crate::dialects::uri;
use crate::journey::{Action, Ask, Call, Error, ErrorKind, NotAfter, Reading, Request, Route};
use crate::words::{Code, CodeFormat, Purpose, SubjectKey};
use alloc::{string::String, vec, vec::Vec};

/// The parts of a request that its reply needs.
pub(crate) struct Echo {
    /// The user's name as given, decoded.
    pub(super) user: String,
    /// The content of the pictures; `None` where none are requested.
    pub(super) pictures: Option<QrType>,
}

/// The content of a QR symbol (vendor: `responseQrType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QrType {
    /// The code only.
    Normal,
    /// The policy's template, for the vendor's app.
    Mpower,
}

/// Parses a call: the path first, then the query, then the body. The first error is reported.
///
/// # Errors
/// Those of [`uri::segment`], [`uri::parameter`] and [`body::parse`]; [`ErrorKind::Rule`] for an
/// invalid name or an unknown value in the query; and those of the body's members.
pub(super) fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Echo>, Error> {
    let user = uri::segment(route, call, USER)?;
    let subject = SubjectKey::of_user(&user).ok_or_else(|| rule(USER, NAME))?;
    let qr_type = qr_type(call.query)?;
    let (action, pictures, ignored) = if route.method == "GET" {
        let pictures = pictures_wanted(call.query)?.then_some(qr_type);
        (Action::List(subject), pictures, Vec::new())
    } else {
        let mut params = body::parse(call.body)?;
        let ignored = core::mem::take(&mut params.ignored);
        (Action::Issue(vec![Ok(ask(subject, params)?)]), Some(qr_type), ignored)
    };
    let request = Request::of(Purpose::Activation, action);
    Ok(Reading { request, echo: Echo { user, pictures }, ignored })
}

/// `mpower` or `normal` (vendor); `normal` by default (ours). Anything else, including an empty
/// value or another case, is refused (ours), rather than answered with a picture that the app
/// cannot read.
fn qr_type(query: &str) -> Result<QrType, Error> {
    match uri::parameter(query, QR_TYPE)?.as_deref() {
        None | Some("normal") => Ok(QrType::Normal),
        Some("mpower") => Ok(QrType::Mpower),
        Some(_) => Err(rule(QR_TYPE, "mpower or normal")),
    }
}

/// `true` or `false` (vendor); false by default (ours).
fn pictures_wanted(query: &str) -> Result<bool, Error> {
    match uri::parameter(query, QR_CODE)?.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(rule(QR_CODE, "true or false")),
    }
}

fn rule(name: &str, expected: &'static str) -> Error {
    Error::at(name, ErrorKind::Rule { expected })
}

/// The ask in the members, checked in the vendor's order: code, time, note.
fn ask(subject: SubjectKey, params: Params) -> Result<Ask, Error> {
    let wish = match params.code.as_deref().map(String::as_str) {
        None | Some("") => None,
        Some(text) => Some(code(text)?),
    };
    let not_after = params.not_after.map_or(Ok(NotAfter::Usual), |epoch| epoch.not_after())?;
    let note = note(params.info)?;
    let hidden = params.secret.unwrap_or(false);
    Ok(Ask { wish, not_after, note, hidden, ..Ask::of(subject) })
}

/// A code that the caller chooses: at most 32 characters (vendor:
/// `ACTIVATION_CODE_LENGTH_INVALID`), counted as characters and not as bytes (ours), all of them
/// printable ASCII (vendor: `INVALID_CHARACTERS`). The policy's length and alphabet apply to random
/// codes only (ours).
///
/// Spaces around it are removed, as when it is typed, and the reply has it without them; a code of
/// spaces only is refused (ours). The vendor's pages say nothing about either.
fn code(text: &str) -> Result<Code, Error> {
    const MAX: usize = CodeFormat::MAX_LENGTH as usize;
    if text.chars().count() > MAX {
        return Err(Error::at(CODE, ErrorKind::Length { min: 1, max: MAX }));
    }
    match text.trim_matches(' ') {
        "" => Err(rule(CODE, "something other than spaces")),
        text => Code::chosen(text).ok_or_else(|| Error::at(CODE, PRINTABLE)),
    }
}

/// A note of at most [`MAX_INFO`] characters of printable ASCII (vendor). An empty one is treated
/// as absent (ours).
fn note(info: Option<String>) -> Result<Option<String>, Error> {
    let Some(info) = info.filter(|info| !info.is_empty()) else { return Ok(None) };
    if info.chars().count() > MAX_INFO {
        return Err(Error::at(INFO, ErrorKind::Length { min: 0, max: MAX_INFO }));
    }
    if !info.bytes().all(|byte| PRINTABLE_ONLY.contains(&byte)) {
        return Err(Error::at(INFO, PRINTABLE));
    }
    Ok(Some(info))
}
