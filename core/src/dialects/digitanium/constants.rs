//! The vendor's names, limits and fixed texts, and ours where the vendor's pages say nothing.

use crate::journey::ErrorKind;
use core::ops::RangeInclusive;
use serde::Serialize;

/// The number of the subsystem that answers (vendor).
pub(super) const SUB_SYSTEM: u8 = 5;

/// The user in the path.
pub(super) const USER: &str = "userName";
/// The parameter with the content of QR symbols.
pub(super) const QR_TYPE: &str = "responseQrType";
/// The parameter that requests pictures in a list.
pub(super) const QR_CODE: &str = "qrCode";
/// The member with a code that the caller chooses.
pub(super) const CODE: &str = "activationCode";
/// The member with the end of its validity.
pub(super) const NOT_AFTER: &str = "activationNotAfter";
/// The member with a note.
pub(super) const INFO: &str = "info";
/// The member of the reply that is a picture.
pub(super) const PICTURE: &str = "qrImage";

/// The maximum number of characters in a note (vendor).
pub(super) const MAX_INFO: usize = 255;

/// Printable ASCII, the space included (vendor: "between 32 and 126").
pub(super) const PRINTABLE_ONLY: RangeInclusive<u8> = 32..=126;

/// The error of a text with other characters.
pub(super) const PRINTABLE: ErrorKind =
    ErrorKind::Characters { allowed: "printable ASCII characters (32 to 126)" };

/// What a user's name must be (ours; the vendor: not "null or empty").
pub(super) const NAME: &str = "a name of at most 1024 bytes without control characters";

/// The content of a QR symbol of the type `mpower` where the policy has no template (ours).
///
/// The vendor's real format is not public, and its app need not read this one. A tenant that knows
/// the format sets it as its policy's template.
pub(super) const DEFAULT_TEMPLATE: &str =
    "mpower://activate?tenant={tenantId}&user={userName}&code={activationCode}";

/// The message and status of a code that was created (vendor).
pub(super) const CREATED: (&str, &str) = ("Activation codes created successfully", "CREATED");

/// The message and status of a list (ours).
pub(super) const LISTED: (&str, &str) = ("Activation codes listed successfully", "OK");

/// The message to a caller that is not authenticated (vendor).
pub(super) const UNAUTHORIZED: &str = "HTTP 401 Unauthorized";

/// The message for a user that does not exist or must not be used (vendor).
pub(super) const NO_USER: &str = "User does not exist";

/// The error codes (vendor; the member of the reply that has them is ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ErrorCode {
    /// The caller may not do this.
    PermissionDenied,
    /// The body is empty or of another shape (vendor: "If the ActivationCodeParam object is null"),
    /// the query is invalid (ours), or the QR symbol cannot be drawn (ours).
    ActivationCodeInvalid,
    /// The user's name is "null or empty" (vendor) or otherwise invalid (ours).
    UseridInvalid,
    /// The note is too long or has characters that are not printable ASCII.
    ActivationInfoInvalid,
    /// The user does not exist.
    UserNotFound,
    /// The time is not a number.
    DateFormatError,
    /// The time is in milliseconds (vendor), or earlier than the policy allows (ours).
    ActivationTimeInvalid,
    /// The time is in the past.
    ActivationTimeHasExpired,
    /// The user already has this code.
    ActivationCodeAlreadyExist,
    /// The time is later than the policy allows.
    ActivationTimeExceedMaxDuration,
    /// The chosen code is too long.
    ActivationCodeLengthInvalid,
    /// "If an internal error occurs", and everything that has no code of its own.
    GeneralError,
    /// The chosen code has characters that are not printable ASCII.
    InvalidCharacters,
}

impl ErrorCode {
    /// The HTTP status and its reason phrase (vendor for 401 and 404, ours for the rest). A caller
    /// that is not authenticated gets 401 with [`Self::PermissionDenied`] instead of 403.
    pub(super) const fn status(self) -> (u16, &'static str) {
        match self {
            Self::PermissionDenied => (403, "Forbidden"),
            Self::UserNotFound => (404, "Not Found"),
            Self::ActivationCodeAlreadyExist => (409, "Conflict"),
            Self::GeneralError => (500, "Internal Server Error"),
            Self::ActivationCodeInvalid
            | Self::UseridInvalid
            | Self::ActivationInfoInvalid
            | Self::DateFormatError
            | Self::ActivationTimeInvalid
            | Self::ActivationTimeHasExpired
            | Self::ActivationTimeExceedMaxDuration
            | Self::ActivationCodeLengthInvalid
            | Self::InvalidCharacters => (400, "Bad Request"),
        }
    }
}
