//! The vendor's numbers and fixed texts, and ours where the vendor is silent.

/// The most user details in one request (vendor).
pub(super) const MAX_USERS: usize = 100;

/// The shortest validity, in seconds: 10 minutes (vendor).
pub(super) const MIN_VALIDITY: u32 = 10 * 60;

/// The longest validity, in seconds: 24 hours (vendor).
pub(super) const MAX_VALIDITY: u32 = 24 * 60 * 60;

/// What `code_validity` is when it is not given (vendor).
pub(super) const DEFAULT_VALIDITY: &str = "10";

/// What `validity_time_duration_unit` is when it is not given (vendor).
pub(super) const DEFAULT_UNIT: &str = "MIN";

/// What `code_send_to` is when it is not given (vendor).
pub(super) const DEFAULT_SEND_TO: &str = "DISPLAY";

/// The path of the page where a user enrols, below the tenant's base URL (vendor).
pub(super) const ENROLL_PATH: &str = "/enroll/admin";

/// A status of one user's result and its message.
#[derive(Clone, Copy)]
pub(super) struct Status {
    pub(super) number: u16,
    pub(super) message: &'static str,
}

/// A code was made. The trailing space is the vendor's.
pub(super) const GENERATED: Status =
    Status { number: 1000, message: "Code Successfully generated. " };

/// Anything unexpected, for one user alone (message: the vendor's table).
pub(super) const UNEXPECTED: Status =
    Status { number: 1001, message: "Some unexpected internal error. Cannot generate the code." };

/// No such user, or not a valid one (message ours).
pub(super) const NO_USER: Status =
    Status { number: 1002, message: "User is not found or not valid." };

/// A mail address is missing or is none (message: the vendor's table).
pub(super) const BAD_ADDRESS: Status =
    Status { number: 1003, message: "Invalid format of email address." };

/// A validity or send mode rule is broken. The field and its rule follow (ours).
pub(super) const BAD_FIELD: Status = Status { number: 1004, message: "Request validation error: " };

/// Mail was asked for and cannot be sent (vendor), or the user has no address (ours).
pub(super) const NO_MAIL: Status =
    Status { number: 1005, message: "Unable to send Email, please check \"Company Settings\"." };

/// Tenant, identity source or the list of mail domains do not allow it (vendor; that a domain
/// outside the tenant's list is answered so is ours).
pub(super) const NOT_ALLOWED: Status = Status {
    number: 1006,
    message: "Code generation is not allowed, please check the configuration settings.",
};

/// What became of a voiding, for one purpose: the numbers for "voided" and "nothing to void"
/// (numbers: vendor; their meaning: ours).
pub(super) const VOIDED_ENROLMENT: [u16; 2] = [1013, 1014];

/// The same for codes for a new password.
pub(super) const VOIDED_PASSWORD_RESET: [u16; 2] = [1015, 1016];

/// That a user has no code that could be voided (ours).
pub(super) const NOTHING_TO_VOID: &str = "There is no code to void.";
