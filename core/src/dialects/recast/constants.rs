//! Statuses and messages. The vendor mentions a "response code and possible message" and documents
//! none, so all of this is ours.

use crate::journey::{Problem, Refusal};

/// The status and message of a reply without a code.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) message: &'static str,
}

const fn failure(status: u16, message: &'static str) -> Failure {
    Failure { status, message }
}

/// An answer to something that this dialect never requests.
pub(super) const UNEXPECTED: Failure =
    failure(500, "An unexpected internal error occurred. No activation code was generated.");

/// The reply to a refusal.
///
/// A computer that is disabled or about to be deleted gets the same reply as an unknown one: the
/// caller cannot use a code on it, and the message names both causes.
pub(super) const fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Subject { .. } => failure(404, "The computer is not found or not enabled."),
        Refusal::OtherDevice => {
            failure(404, "There is no such computer: AADDeviceId is not that of the named one.")
        }
        Refusal::NoDevice => {
            failure(400, "AADDeviceId is missing. It is required for this computer and account.")
        }
        Refusal::TenantForbids => failure(403, "Activation codes are switched off."),
        Refusal::SourceForbids => {
            failure(403, "Activation codes are not allowed for this computer.")
        }
        Refusal::Account => {
            failure(403, "The account is not allowed to create activation codes for this computer.")
        }
        Refusal::Span { .. } => {
            failure(403, "The account is not allowed this ValidityTimeIndex for this computer.")
        }
        Refusal::LocalAccount => {
            failure(403, "The account is not allowed this TemporaryAccountName for this computer.")
        }
        Refusal::TooManyCodes { .. } => {
            failure(403, "The computer has as many activation codes as it may have.")
        }
        Refusal::Undetermined => failure(
            500,
            "It could not be determined whether the account is allowed to create activation \
             codes for this computer. No activation code was generated.",
        ),
        // `NoSuchSpan` and `NoReason` are reported as errors of their properties; the others
        // concern nothing that this dialect can request.
        _ => UNEXPECTED,
    }
}

/// The message for a problem of the host; the status is the problem's.
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
