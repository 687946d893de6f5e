//! The vendor's names, numbers and fixed texts, and ours where the vendor is silent.

use crate::journey::ErrorKind;
use core::ops::RangeInclusive;
use serde::Serialize;

/// The number of the part of the vendor's system that answers (vendor).
pub(super) const SUB_SYSTEM: u8 = 5;

/// The user in the path.
pub(super) const USER: &str = "userName";
/// The parameter that says what a QR symbol says.
pub(super) const QR_TYPE: &str = "responseQrType";
/// The parameter that asks for pictures in a list.
pub(super) const QR_CODE: &str = "qrCode";
/// The member with the wanted code.
pub(super) const CODE: &str = "activationCode";
/// The member with the end of its validity.
pub(super) const NOT_AFTER: &str = "activationNotAfter";
/// The member with a remark.
pub(super) const INFO: &str = "info";
/// The member of the answer that is a picture.
pub(super) const PICTURE: &str = "qrImage";

/// The most characters of a remark (vendor).
pub(super) const MAX_INFO: usize = 255;

/// Printable ASCII, the space included (vendor: "between 32 and 126").
pub(super) const PRINTABLE_ONLY: RangeInclusive<u8> = 32..=126;

/// What is wrong with a text of other characters.
pub(super) const PRINTABLE: ErrorKind =
    ErrorKind::Characters { allowed: "printable ASCII characters (32 to 126)" };

/// What a user's name must be (ours; the vendor: not "null or empty").
pub(super) const NAME: &str = "a name of at most 1024 bytes without control characters";

/// What a QR symbol of the type `mpower` says where the tenant has no template of its own (ours).
///
/// The vendor's real format is not public: nobody may expect that its app reads this one. A tenant
/// that knows the format sets it as its policy's template.
pub(super) const DEFAULT_TEMPLATE: &str =
    "mpower://activate?tenant={tenantId}&user={userName}&code={activationCode}";

/// That a code was made (vendor): message and status.
pub(super) const CREATED: (&str, &str) = ("Activation codes created successfully", "CREATED");

/// That codes are listed (ours).
pub(super) const LISTED: (&str, &str) = ("Activation codes listed successfully", "OK");

/// The body of an answer to a caller who proved nothing (vendor).
pub(super) const UNAUTHORIZED: &str = "HTTP 401 Unauthorized";

/// That there is no such user, or it must not be used (vendor).
pub(super) const NO_USER: &str = "User does not exist";

/// What went wrong, for programs (vendor; that it is a member of the answer is ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ErrorCode {
    /// The caller may not do this.
    PermissionDenied,
    /// The request is empty or of another shape (vendor: "If the ActivationCodeParam object is
    /// null"), also in its query (ours), or what it asks for cannot be drawn (ours).
    ActivationCodeInvalid,
    /// The user's name is "null or empty" (vendor) or none at all (ours).
    UseridInvalid,
    /// The remark is too long or has other characters.
    ActivationInfoInvalid,
    /// There is no such user.
    UserNotFound,
    /// The time is no number.
    DateFormatError,
    /// The time is in milliseconds (vendor), or earlier than the policy allows (ours).
    ActivationTimeInvalid,
    /// The time is over.
    ActivationTimeHasExpired,
    /// The user has that code already.
    ActivationCodeAlreadyExist,
    /// The time is later than the policy allows.
    ActivationTimeExceedMaxDuration,
    /// The wanted code is too long.
    ActivationCodeLengthInvalid,
    /// "If an internal error occurs", and what no other code is for.
    GeneralError,
    /// The wanted code has characters that are not printable ASCII.
    InvalidCharacters,
}

impl ErrorCode {
    /// The HTTP status and its reason phrase (vendor for 401 and 404, ours for the rest). A caller
    /// who proved nothing gets 401 with [`Self::PermissionDenied`] instead of 403.
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
