//! The three tenants, and who is known to them.

/// What codes grant, by the API's names. Each tenant has the same rules for both.
pub const PURPOSES: [&str; 2] = ["enrolment", "password-reset"];

/// The rules of one tenant, as they are to be configured for each of [`PURPOSES`].
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The tenant's name.
    pub tenant: &'static str,
    /// How many digits a code has, its check digit not counted.
    pub length: u8,
    /// Whether a check digit by Damm stands behind them.
    pub check: bool,
    /// How many wrong tries lock a code.
    pub max_tries: u8,
    /// How many codes stand beside each other; with 1 a new one supersedes.
    pub max_live: u16,
    /// How often a code may be redeemed; 0 for as often as wanted.
    pub max_uses: u16,
}

/// The shortest validity, in seconds.
pub const MIN: u64 = 60;
/// The validity where nothing is asked, in seconds.
pub const USUAL: u64 = 600;
/// The longest validity, in seconds.
pub const MAX: u64 = 3_600;

/// One life as the vendors know it, one with several codes of several uses, one with check digits
/// and uses without end. A code has nine digits in each, so that each can be tried at the others.
pub const TENANTS: [Rules; 3] = [
    Rules { tenant: "one", length: 9, check: false, max_tries: 5, max_live: 1, max_uses: 1 },
    Rules { tenant: "two", length: 9, check: false, max_tries: 3, max_live: 3, max_uses: 3 },
    Rules { tenant: "three", length: 8, check: true, max_tries: 5, max_live: 1, max_uses: 0 },
];

/// A tenant that nobody has.
pub const NO_TENANT: &str = "four";

/// Two who may have codes, one who is disabled, one whom nobody knows; in every tenant. A prefix
/// may stand before the names.
pub const SUBJECTS: [&str; 4] = ["ann", "bob", "gone", "nobody"];

/// The name under which the operator authenticates.
pub const OPERATOR: &str = "operator";

/// What a directory says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May have codes.
    Active,
    /// May not.
    Disabled,
    /// Is not there.
    Unknown,
}

impl Standing {
    /// What it says of that name, whatever prefix stands before it.
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
    /// Whether a code may be asked for that is redeemed so often.
    #[must_use]
    pub const fn allow_uses(&self, uses: u16) -> bool {
        self.max_uses == 0 || (uses >= 1 && uses <= self.max_uses)
    }
}
