//! Statuses and messages. The vendor speaks of a "response code and possible message" and gives
//! none, so all of this is ours.

use crate::journey::{Problem, Refusal};

/// A reply's status and message.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) message: &'static str,
}

const fn said(status: u16, message: &'static str) -> Said {
    Said { status, message }
}

/// What this dialect never asks for was answered.
pub(super) const UNEXPECTED: Said =
    said(500, "An unexpected internal error occurred. No activation code was generated.");

/// What is said of a refusal.
///
/// A computer that is switched off or about to be removed is answered like one that is not there:
/// to the caller it is no computer that a code can be used on, and the message says both.
pub(super) const fn refused(refusal: Refusal) -> Said {
    match refusal {
        Refusal::Subject { .. } => said(404, "The computer is not found or not enabled."),
        Refusal::OtherDevice => {
            said(404, "There is no such computer: AADDeviceId is not that of the named one.")
        }
        Refusal::NoDevice => {
            said(400, "AADDeviceId is missing. It is required for this computer and account.")
        }
        Refusal::TenantForbids => said(403, "Activation codes are switched off."),
        Refusal::SourceForbids => said(403, "Activation codes are not allowed for this computer."),
        Refusal::Account => {
            said(403, "The account is not allowed to create activation codes for this computer.")
        }
        Refusal::Span { .. } => {
            said(403, "The account is not allowed this ValidityTimeIndex for this computer.")
        }
        Refusal::LocalAccount => {
            said(403, "The account is not allowed this TemporaryAccountName for this computer.")
        }
        Refusal::TooManyCodes { .. } => {
            said(403, "The computer has as many activation codes as it may have.")
        }
        Refusal::Undetermined => said(
            500,
            "It could not be determined whether the account is allowed to create activation \
             codes for this computer. No activation code was generated.",
        ),
        // These two are worded by what is wrong with their properties; the others are about things
        // that nobody can ask for here.
        _ => UNEXPECTED,
    }
}

/// What is said of a problem of the host's; its status is that of the problem.
pub(super) const fn rejected(problem: Problem) -> &'static str {
    match problem {
        Problem::Unauthenticated => "Authentication is required.",
        Problem::Forbidden => "Access is denied.",
        Problem::PlainTransport => "The request did not come over TLS.",
        Problem::UnknownTenant => "There is no such gateway.",
        Problem::MethodNotAllowed => "The method is not allowed.",
        Problem::Timeout => "The request did not arrive in time.",
        Problem::TooLarge => "The request is too large.",
        Problem::MediaType => "The request is not application/json.",
        Problem::RepeatDiffers => "The request differs from the one it repeats.",
        Problem::TooManyRequests => "Too many requests.",
        Problem::Internal => UNEXPECTED.message,
        Problem::OutcomeUnknown => "It is not known whether the request was carried out.",
        Problem::Unavailable => "The service is not available. Try again later.",
    }
}
