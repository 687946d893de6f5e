//! The vendor's limits, defaults and fixed texts, and ours where the vendor's pages say nothing.

/// The maximum number of user details in one request (vendor).
pub(super) const MAX_USERS: usize = 100;

/// The minimum validity, in seconds: 10 minutes (vendor).
pub(super) const MIN_VALIDITY: u32 = 10 * 60;

/// The maximum validity, in seconds: 24 hours (vendor).
pub(super) const MAX_VALIDITY: u32 = 24 * 60 * 60;

/// The default of `code_validity` (vendor).
pub(super) const DEFAULT_VALIDITY: &str = "10";

/// The default of `validity_time_duration_unit` (vendor).
pub(super) const DEFAULT_UNIT: &str = "MIN";

/// The default of `code_send_to` (vendor).
pub(super) const DEFAULT_SEND_TO: &str = "DISPLAY";

/// The path of the enrolment page, appended to the tenant's base URL (vendor).
pub(super) const ENROLL_PATH: &str = "/enroll/admin";

/// The status of one user's result, and its message.
#[derive(Clone, Copy)]
pub(super) struct Status {
    pub(super) number: u16,
    pub(super) message: &'static str,
}

/// A code was issued. The trailing space is the vendor's.
pub(super) const GENERATED: Status =
    Status { number: 1000, message: "Code Successfully generated. " };

/// An unexpected error with one user (message: the vendor's table).
pub(super) const UNEXPECTED: Status =
    Status { number: 1001, message: "Some unexpected internal error. Cannot generate the code." };

/// The user does not exist or is not valid (message ours).
pub(super) const NO_USER: Status =
    Status { number: 1002, message: "User is not found or not valid." };

/// A mail address is missing or invalid (message: the vendor's table).
pub(super) const BAD_ADDRESS: Status =
    Status { number: 1003, message: "Invalid format of email address." };

/// A validity or send mode breaks a rule. The field and its rule follow (ours).
pub(super) const BAD_FIELD: Status = Status { number: 1004, message: "Request validation error: " };

/// Mail was requested and cannot be sent (vendor), or the user has no address (ours).
pub(super) const NO_MAIL: Status =
    Status { number: 1005, message: "Unable to send Email, please check \"Company Settings\"." };

/// The tenant, the identity source or the list of mail domains does not allow it (vendor; the use
/// for mail domains is ours).
pub(super) const NOT_ALLOWED: Status = Status {
    number: 1006,
    message: "Code generation is not allowed, please check the configuration settings.",
};

/// The statuses "voided" and "nothing to void" for enrolment codes (numbers: vendor; meaning:
/// ours).
pub(super) const VOIDED_ENROLMENT: [u16; 2] = [1013, 1014];

/// The same for password reset codes.
pub(super) const VOIDED_PASSWORD_RESET: [u16; 2] = [1015, 1016];

/// The message for a user without a code to void (ours).
pub(super) const NOTHING_TO_VOID: &str = "There is no code to void.";
