//! From a body to a request, with all faults of the body at once.

use super::body::{self, Body, Given};
use super::properties::{self as named, Text};
use crate::journey::{Action, Ask, Elevation, Error, ErrorKind, Reading, Request};
use crate::words::{Purpose, Span, SubjectKey};
use alloc::{string::String, vec, vec::Vec};

/// What the policy is asked once it is known, whether or not the rest was understood.
pub(crate) struct Echo {
    /// The asked span, if it is a number that a span can have.
    pub(super) span: Option<u8>,
    /// Whether the request gives no reason; one that is ill-formed counts as given.
    pub(super) reasonless: bool,
}

/// Understands a body. A request that breaks rules is an item that was not understood, so that the
/// reply can add what only the policy knows.
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

/// What the properties ask for, or all that is wrong with them, in the vendor's order.
fn ask(body: Body) -> (Echo, Result<Ask, Error>) {
    let mut faults = Faults(Vec::new());
    let computer_name = faults.required(&named::COMPUTER_NAME_TEXT, body.computer_name);
    let computer_domain = faults.required(&named::COMPUTER_DOMAIN_TEXT, body.computer_domain);
    let device = faults.text(&named::DEVICE_TEXT, body.device);
    let user_name = faults.required(&named::USER_NAME_TEXT, body.user_name);
    let user_domain = faults.required(&named::USER_DOMAIN_TEXT, body.user_domain);
    let span = faults.span(body.span);
    let reason = faults.text(&named::REASON_TEXT, body.reason).map(without_blank);
    let local_account = faults.required(&named::LOCAL_ACCOUNT_TEXT, body.local_account);
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
    // Each that is `None` here has left a fault.
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

/// A reason of white space alone tells nobody anything: it counts as not given.
fn without_blank(reason: Option<String>) -> Option<String> {
    reason.filter(|text| !text.trim().is_empty())
}

/// What is wrong, so far.
struct Faults(Vec<Error>);

impl Faults {
    /// The text of a property that must be given; `None` leaves a fault.
    fn required(&mut self, property: &Text, given: Given) -> Option<String> {
        let text = self.text(property, given)?;
        if text.is_none() {
            self.add(property.name, ErrorKind::Missing);
        }
        text
    }

    /// The text of a property, `Some(None)` where none is given; `None` leaves a fault.
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

    /// The number of the span; `None` leaves a fault.
    fn span(&mut self, given: Given) -> Option<u8> {
        let kind = match given {
            Given::Number(Some(span)) if span <= Span::MAX_INDEX => return Some(span),
            Given::Absent | Given::Null => ErrorKind::Missing,
            Given::Number(_) | Given::Text(_) | Given::Other => {
                ErrorKind::Rule { expected: named::SPAN_EXPECTED }
            }
            Given::Twice => TWICE,
        };
        self.add(named::SPAN, kind);
        None
    }

    fn add(&mut self, property: &str, kind: ErrorKind) {
        self.0.push(Error::at(property, kind));
    }
}

/// A property has more than one value.
const TWICE: ErrorKind = ErrorKind::Rule { expected: "given only once" };
