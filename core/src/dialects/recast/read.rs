//! From a body to a request, with all errors of the body at once.

use super::body::{self, Body, Given};
use super::properties::{self, Text};
use crate::journey::{Action, Ask, Elevation, Error, ErrorKind, Reading, Request};
use crate::words::{Purpose, Span, SubjectKey};
use alloc::{string::String, vec, vec::Vec};

/// The values that the reply checks against the policy, whether or not the rest was understood.
pub(crate) struct Echo {
    /// The requested span, if it is a number that a span can have.
    pub(super) span: Option<u8>,
    /// Whether the request gives no reason; an ill-formed one counts as given.
    pub(super) reasonless: bool,
}

/// Parses a body. A request that breaks rules becomes an item that was not understood, so that the
/// reply can add the errors that depend on the policy.
///
/// # Errors
/// Those of [`body::parse`].
pub(super) fn read(bytes: &[u8]) -> Result<Reading<Echo>, Error> {
    let mut body = body::parse(bytes)?;
    let ignored = core::mem::take(&mut body.ignored);
    let (echo, item) = ask(body);
    let request = Request::of(Purpose::Elevation, Action::Issue(vec![item]));
    Ok(Reading { request, echo, ignored })
}

/// The ask in the properties, or all their errors, in the vendor's order.
fn ask(body: Body) -> (Echo, Result<Ask, Error>) {
    let mut faults = Faults(Vec::new());
    let computer_name = faults.required(&properties::COMPUTER_NAME_TEXT, body.computer_name);
    let computer_domain = faults.required(&properties::COMPUTER_DOMAIN_TEXT, body.computer_domain);
    let device = faults.text(&properties::DEVICE_TEXT, body.device);
    let user_name = faults.required(&properties::USER_NAME_TEXT, body.user_name);
    let user_domain = faults.required(&properties::USER_DOMAIN_TEXT, body.user_domain);
    let span = faults.span(body.span);
    let reason = faults.text(&properties::REASON_TEXT, body.reason).map(without_blank);
    let local_account = faults.required(&properties::LOCAL_ACCOUNT_TEXT, body.local_account);
    let echo = Echo { span, reasonless: matches!(reason, Some(None)) };
    let wanted = (
        computer_name,
        computer_domain,
        device,
        user_name,
        user_domain,
        span,
        reason,
        local_account,
    );
    // For each `None` there is an error in `faults`.
    let (
        Some(computer_name),
        Some(computer_domain),
        Some(device),
        Some(user_name),
        Some(user_domain),
        Some(span),
        Some(reason),
        Some(local_account),
    ) = wanted
    else {
        return (echo, Err(Error::whole(ErrorKind::Several(faults.0))));
    };
    let account = SubjectKey::of_account(&user_name, &user_domain);
    let elevation = Elevation { account, local_account, span, device, reason };
    let subject = SubjectKey::of_computer(&computer_name, &computer_domain);
    (echo, Ok(Ask { elevation: Some(elevation), ..Ask::of(subject) }))
}

/// The reason; one of white space only counts as not given.
fn without_blank(reason: Option<String>) -> Option<String> {
    reason.filter(|text| !text.trim().is_empty())
}

/// The errors found so far.
struct Faults(Vec<Error>);

impl Faults {
    /// The text of a required property; `None` after adding an error.
    fn required(&mut self, property: &Text, given: Given) -> Option<String> {
        let text = self.text(property, given)?;
        if text.is_none() {
            self.add(property.name, ErrorKind::Missing);
        }
        text
    }

    /// The text of a property, `Some(None)` if it is absent; `None` after adding an error.
    fn text(&mut self, property: &Text, given: Given) -> Option<Option<String>> {
        let kind = match given {
            Given::Absent | Given::Null => return Some(None),
            Given::Text(text) => match (property.read)(&text) {
                Some(text) => return Some(Some(text)),
                None => ErrorKind::Rule { expected: property.expected },
            },
            Given::Number(_) | Given::Other => ErrorKind::Rule { expected: "a string" },
            Given::Twice => TWICE,
        };
        self.add(property.name, kind);
        None
    }

    /// The number of the span; `None` after adding an error.
    fn span(&mut self, given: Given) -> Option<u8> {
        let kind = match given {
            Given::Number(Some(span)) if span <= Span::MAX_INDEX => return Some(span),
            Given::Absent | Given::Null => ErrorKind::Missing,
            Given::Number(_) | Given::Text(_) | Given::Other => {
                ErrorKind::Rule { expected: properties::SPAN_EXPECTED }
            }
            Given::Twice => TWICE,
        };
        self.add(properties::SPAN, kind);
        None
    }

    fn add(&mut self, property: &str, kind: ErrorKind) {
        self.0.push(Error::at(property, kind));
    }
}

/// The error of a property that has more than one value.
const TWICE: ErrorKind = ErrorKind::Rule { expected: "given only once" };
