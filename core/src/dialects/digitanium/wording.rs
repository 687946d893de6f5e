//! The error codes and messages of failures. The messages are ours where the vendor has none.

use super::constants::{CODE, ErrorCode, INFO, MAX_INFO, NO_USER, UNAUTHORIZED, USER};
use crate::journey::{Error, ErrorKind, Problem, Refusal};
use crate::words::ValidityBounds;
use alloc::{borrow::Cow, format};

/// An error code and its message.
pub(super) type Failure = (ErrorCode, Cow<'static, str>);

/// The failure of a request that was not understood: chosen by the kind of error where a kind has
/// an error code of its own, else by the place. No message repeats a code that the caller gave.
pub(super) fn not_understood(error: &Error) -> Failure {
    use ErrorCode as C;
    match (&error.kind, error.path.as_str()) {
        (ErrorKind::Missing, USER) => (C::UseridInvalid, "User ID is empty".into()),
        (ErrorKind::Rule { expected }, USER) => {
            (C::UseridInvalid, format!("User ID must be {expected}").into())
        }
        (_, USER) => (C::UseridInvalid, "User ID is not valid".into()),
        (_, INFO) => {
            let message = format!("Info must be up to {MAX_INFO} printable ASCII characters");
            (C::ActivationInfoInvalid, message.into())
        }
        (ErrorKind::Time, _) => {
            let message = "Activation time must be in epoch seconds, in decimal digits";
            (C::DateFormatError, message.into())
        }
        (ErrorKind::Milliseconds, _) => {
            let message = "Activation time must be in epoch seconds, not in milliseconds";
            (C::ActivationTimeInvalid, message.into())
        }
        (ErrorKind::Length { max, .. }, _) => {
            let message = format!("Activation code must have at most {max} characters");
            (C::ActivationCodeLengthInvalid, message.into())
        }
        (ErrorKind::Characters { allowed }, _) => {
            (C::InvalidCharacters, format!("Activation code must have {allowed} only").into())
        }
        (ErrorKind::Rule { expected }, CODE) => {
            (C::InvalidCharacters, format!("Activation code must be {expected}").into())
        }
        _ => (C::ActivationCodeInvalid, parameters(error)),
    }
}

/// The message for an error of the request as a whole, of a parameter in its query, or of its
/// picture.
fn parameters(error: &Error) -> Cow<'static, str> {
    match (&error.kind, error.path.as_str()) {
        (ErrorKind::Empty, _) => "Activation code parameters are empty".into(),
        (ErrorKind::Shape { .. }, CODE) => "Activation code must be a string or null".into(),
        (ErrorKind::Shape { found }, "") => format!("Request body is not valid: {found}").into(),
        (ErrorKind::Shape { found }, path) => {
            format!("Request body is not valid at {path}: {found}").into()
        }
        (ErrorKind::Picture { over }, _) => {
            format!("Activation code and user ID do not fit the QR code by {over} bytes").into()
        }
        (ErrorKind::Rule { expected }, path) => format!("{path} must be {expected}").into(),
        _ => format!("Request is not valid: {error}").into(),
    }
}

/// The failure of a request that was understood and refused.
pub(super) fn refused(refusal: &Refusal) -> Failure {
    use ErrorCode as C;
    match refusal {
        // Unknown, disabled and about to be deleted look the same to the caller (ours).
        Refusal::Subject { .. } => (C::UserNotFound, NO_USER.into()),
        Refusal::Expired { .. } => {
            (C::ActivationTimeHasExpired, "Activation time has already expired".into())
        }
        Refusal::Validity { asked, allowed } => validity(*asked, *allowed),
        Refusal::CodeTaken => {
            (C::ActivationCodeAlreadyExist, "Activation code does already exist".into())
        }
        // Not 409: its only error code would make callers try other codes (ours).
        Refusal::TooManyCodes { max } => {
            let message = format!("User has {max} activation codes already, which is the maximum");
            (C::PermissionDenied, message.into())
        }
        Refusal::TenantForbids | Refusal::SourceForbids => {
            (C::PermissionDenied, "Activation codes are not allowed for this user".into())
        }
        // Only a secret code is mailed, where the policy does not show hidden codes (ours).
        Refusal::MailDomain | Refusal::NoMail => {
            (C::PermissionDenied, "Secret codes are only mailed, which is not set up".into())
        }
        Refusal::NoAddress => {
            (C::PermissionDenied, "Secret codes are only mailed, and user has no address".into())
        }
        // This dialect requests nothing that has any other refusal.
        _ => (C::GeneralError, "Internal error, nothing was changed".into()),
    }
}

/// The vendor has an error code for too late, and none for too soon.
fn validity(asked: u32, allowed: ValidityBounds) -> Failure {
    let ValidityBounds { min, max } = allowed;
    if asked > max {
        let message = format!("Activation time exceeds the maximum duration of {max} seconds");
        return (ErrorCode::ActivationTimeExceedMaxDuration, message.into());
    }
    let message = format!("Activation time is below the minimum duration of {min} seconds");
    (ErrorCode::ActivationTimeInvalid, message.into())
}

/// The failure for a problem of the host. The HTTP status is more precise than the vendor's error
/// codes.
pub(super) const fn rejected(problem: Problem) -> (ErrorCode, &'static str) {
    use ErrorCode as C;
    match problem {
        Problem::Unauthenticated => (C::PermissionDenied, UNAUTHORIZED),
        Problem::Forbidden => (C::PermissionDenied, "Permission denied"),
        Problem::PlainTransport => (C::PermissionDenied, "Request must be made over https"),
        // A tenant that does not exist has no users.
        Problem::UnknownTenant => (C::UserNotFound, "Tenant does not exist"),
        Problem::MethodNotAllowed => (C::GeneralError, "Method is not allowed"),
        Problem::Timeout => (C::GeneralError, "Request did not arrive in time"),
        Problem::TooLarge => (C::ActivationCodeInvalid, "Request body is too large"),
        Problem::MediaType => (C::ActivationCodeInvalid, "Request body must be application/json"),
        Problem::RepeatDiffers => (C::GeneralError, "Request differs from the one it repeats"),
        Problem::TooManyRequests => (C::GeneralError, "Too many requests"),
        Problem::Internal => (C::GeneralError, "Internal error, nothing was changed"),
        Problem::OutcomeUnknown => {
            (C::GeneralError, "It is not known whether the request was carried out")
        }
        Problem::Unavailable => (C::GeneralError, "Service is not available, try again later"),
    }
}
