//! The three tenants and their subjects.

/// The purposes, by the API's names. Each tenant has the same rules for both.
pub const PURPOSES: [&str; 2] = ["enrolment", "password-reset"];

/// The rules of one tenant, to be configured for each of [`PURPOSES`].
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The tenant's name.
    pub tenant: &'static str,
    /// The number of digits of a code, without its check digit.
    pub length: u8,
    /// Whether Damm's check digit follows them.
    pub check: bool,
    /// The number of failed attempts that lock a code.
    pub max_tries: u8,
    /// The maximum number of live codes; with 1, a new code supersedes the old one.
    pub max_live: u16,
    /// How often a code may be redeemed; 0 for no limit.
    pub max_uses: u16,
}

/// The shortest validity, in seconds.
pub const MIN: u64 = 60;
/// The validity of a request that asks for none, in seconds.
pub const USUAL: u64 = 600;
/// The longest validity, in seconds.
pub const MAX: u64 = 3_600;

/// One tenant as the vendors have it, one with several codes of several uses, one with check digits
/// and unlimited uses. Codes have nine digits in each, so that they can be presented at the others.
pub const TENANTS: [Rules; 3] = [
    Rules { tenant: "one", length: 9, check: false, max_tries: 5, max_live: 1, max_uses: 1 },
    Rules { tenant: "two", length: 9, check: false, max_tries: 3, max_live: 3, max_uses: 3 },
    Rules { tenant: "three", length: 8, check: true, max_tries: 5, max_live: 1, max_uses: 0 },
];

/// A tenant that does not exist.
pub const NO_TENANT: &str = "four";

/// Two subjects that may have codes, one that is disabled, and one that is unknown; in every
/// tenant. The names may have a prefix.
pub const SUBJECTS: [&str; 4] = ["ann", "bob", "gone", "nobody"];

/// The name under which the operator authenticates.
pub const OPERATOR: &str = "operator";

/// The standing of a subject in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may have codes.
    Active,
    /// It may not.
    Disabled,
    /// It does not exist.
    Unknown,
}

impl Standing {
    /// The standing of a subject, with any prefix.
    #[must_use]
    pub fn of(subject: &str) -> Self {
        if subject.ends_with("gone") {
            Self::Disabled
        } else if subject.ends_with("nobody") {
            Self::Unknown
        } else {
            Self::Active
        }
    }
}

impl Rules {
    /// Whether a code with so many uses may be requested.
    #[must_use]
    pub const fn allow_uses(&self, uses: u16) -> bool {
        self.max_uses == 0 || (uses >= 1 && uses <= self.max_uses)
    }
}
