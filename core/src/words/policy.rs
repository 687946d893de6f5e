//! A tenant's rules for one purpose, and the minimum that standards require of them.

mod options;

pub use options::PolicyOptions;

use super::{CodeFormat, EmailAddress};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// How long a code may be valid, in seconds; both bounds are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidityBounds {
    /// The shortest validity in seconds, at least 1.
    pub min: u32,
    /// The longest validity in seconds, at least `min`.
    pub max: u32,
}

/// What a tenant allows for one purpose.
///
/// [`Policy::new`] sets the default of every member that a configuration may omit. It is the only
/// definition of these defaults, for hosts in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    format: CodeFormat,
    max_tries: u8,
    validity: ValidityBounds,
    /// Whether codes may be issued for this purpose at all. Default: true.
    pub issuing_allowed: bool,
    /// Whether mail can be sent for this tenant. Default: false.
    pub mail_configured: bool,
    /// The domains that an address chosen by the caller may have, in lower-case ASCII; empty for
    /// any domain. Default: empty.
    pub mail_domains: Vec<String>,
    /// The base URL of the pages that subjects are sent to, without a trailing slash; empty for
    /// answers without a link. Default: empty.
    pub link_base: String,
    /// How long a code is valid if the request does not specify it, in seconds; within the bounds.
    /// Default: the shortest validity.
    pub usual_validity: u32,
    /// How many live codes a subject may have: 1, so that a new code supersedes the old one, or
    /// more, which then exist side by side. Default: 1.
    pub max_live: u16,
    /// Whether the host keeps an encrypted copy of each code, so that the code can be shown again.
    /// Default: false.
    pub revealable: bool,
    /// Whether a hidden code may be shown in the answer that issues it; if not, it is sent by mail
    /// only. Default: true.
    pub show_hidden: bool,
    /// Whether public callers are shown that a presented code is mistyped, and where. Such an
    /// answer reveals that the tenant exists and the format of its codes; without it, a mistyped
    /// code gets the same answer as any other code that is not accepted. Default: false.
    pub reveal_format: bool,
    /// How often a code may be redeemed; 0 for no limit while it is valid. Default: 1.
    pub max_uses: u16,
    /// Whether a request for an elevation must give a reason. Default: false.
    pub reason_required: bool,
    /// The spans that privileges can be raised for. Default: [`Span::usual`].
    pub spans: Vec<Span>,
    /// The payload of QR symbols for apps, with the placeholders `{tenantId}`, `{userName}` and
    /// `{activationCode}`; empty for the dialect's own payload. Default: empty.
    pub qr_template: String,
    /// Whether a picture in an answer is a `data:` URI (RFC 2397) instead of bare base64. Default:
    /// false.
    pub qr_data_uri: bool,
}

/// For how long privileges are raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The index that requests refer to, 0 to [`Span::MAX_INDEX`].
    pub index: u8,
    /// The length in seconds; `None` for until the computer next reaches its server.
    pub seconds: Option<u32>,
}

impl Span {
    /// The highest index of a span: offline codes have four bits for it.
    pub const MAX_INDEX: u8 = 15;

    /// The default spans, with indices from 0: 1, 4 and 8 hours; 1, 2, 7, 14, 30 and 60 days; until
    /// the computer next reaches its server; 180 and 365 days.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        const HOUR: u32 = 60 * 60;
        const DAY: u32 = 24 * HOUR;
        let hours = [1, 4, 8].map(|hours| Some(hours * HOUR));
        let days = [1, 2, 7, 14, 30, 60].map(|days| Some(days * DAY));
        let rest = [None, Some(180 * DAY), Some(365 * DAY)];
        let all = hours.into_iter().chain(days).chain(rest);
        (0..).zip(all).map(|(index, seconds)| Self { index, seconds }).collect()
    }
}

/// Why a policy is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// Failed attempts are not limited, or the limit is too high.
    Tries {
        /// The highest limit of failed attempts that a policy may set.
        max: u8,
    },
    /// The shortest validity is zero, or longer than the longest.
    Validity,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tries { max } => write!(f, "failed attempts must be limited to 1 to {max}"),
            Self::Validity => f.write_str(
                "the shortest validity must be at least 1 second and at most the longest validity",
            ),
        }
    }
}

impl core::error::Error for PolicyFault {}

/// A requirement of a standard that a policy does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorBreach {
    /// Codes have too little entropy.
    Entropy {
        /// The bits of entropy that are required.
        bits: u32,
    },
    /// Codes may be valid for too long.
    Validity {
        /// The longest validity in seconds.
        max: u32,
    },
}

impl Policy {
    /// The bits of entropy that a code needs when failed attempts are limited (NIST SP 800-63B
    /// section 3.1.3.2, OWASP ASVS 6.5.4). A policy always limits them.
    pub const FLOOR_ENTROPY_BITS: u32 = 20;
    /// The longest validity of a code that may be mailed, in seconds: 24 hours (NIST SP 800-63A).
    pub const FLOOR_MAIL_VALIDITY: u32 = 24 * 60 * 60;
    /// The highest limit of failed attempts before a code is locked (NIST SP 800-63B section 3.2.2
    /// limits consecutive failures to 100).
    pub const MAX_TRIES: u8 = 100;
    /// The default limit of failed attempts.
    pub const USUAL_TRIES: u8 = 5;
    /// The default bounds of validity: ten minutes to one day.
    pub const USUAL_VALIDITY: ValidityBounds = ValidityBounds { min: 600, max: 86_400 };
    /// The default number of drawn symbols.
    pub const USUAL_LENGTH: u8 = 9;

    /// A policy that allows nothing, for requests without a purpose, or with a purpose that the
    /// tenant has no policy for.
    #[must_use]
    pub const fn nothing() -> Self {
        let bounds = ValidityBounds { min: 1, max: 1 };
        let mut policy = Self::bare(CodeFormat::longest_digits(), 1, bounds, Vec::new());
        policy.issuing_allowed = false;
        policy
    }

    /// A policy with every other member at its documented default.
    ///
    /// # Errors
    /// When `max_tries` is 0 or above [`Self::MAX_TRIES`], or when the shortest validity is 0 or
    /// longer than the longest.
    pub fn new(
        format: CodeFormat,
        max_tries: u8,
        validity: ValidityBounds,
    ) -> Result<Self, PolicyFault> {
        if max_tries == 0 || max_tries > Self::MAX_TRIES {
            return Err(PolicyFault::Tries { max: Self::MAX_TRIES });
        }
        if validity.min == 0 || validity.min > validity.max {
            return Err(PolicyFault::Validity);
        }
        Ok(Self::bare(format, max_tries, validity, Span::usual()))
    }

    const fn bare(
        format: CodeFormat,
        max_tries: u8,
        validity: ValidityBounds,
        spans: Vec<Span>,
    ) -> Self {
        Self {
            format,
            max_tries,
            validity,
            issuing_allowed: true,
            mail_configured: false,
            mail_domains: Vec::new(),
            link_base: String::new(),
            usual_validity: validity.min,
            max_live: 1,
            revealable: false,
            show_hidden: true,
            reveal_format: false,
            max_uses: 1,
            reason_required: false,
            spans,
            qr_template: String::new(),
            qr_data_uri: false,
        }
    }

    /// Whether a code may be redeemed that often; 0 means without limit.
    #[must_use]
    pub const fn allows_uses(&self, uses: u16) -> bool {
        self.max_uses == 0 || (uses != 0 && uses <= self.max_uses)
    }

    /// The format of the codes.
    #[must_use]
    pub const fn format(&self) -> CodeFormat {
        self.format
    }

    /// The number of failed attempts that lock a code, 1 to [`Self::MAX_TRIES`].
    #[must_use]
    pub const fn max_tries(&self) -> u8 {
        self.max_tries
    }

    /// How long codes may be valid.
    #[must_use]
    pub const fn validity(&self) -> ValidityBounds {
        self.validity
    }

    /// The span with that index, if there is one.
    #[must_use]
    pub fn span(&self, index: u8) -> Option<Span> {
        self.spans.iter().copied().find(|span| span.index == index)
    }

    /// Whether a code may be mailed to an address that the caller chose. If domains are listed, an
    /// address whose local part may route the mail to another domain is never allowed
    /// ([`EmailAddress::may_be_routed`]).
    #[must_use]
    pub fn allows_mail_to(&self, address: &EmailAddress) -> bool {
        let listed = || self.mail_domains.iter().any(|domain| domain == address.domain());
        self.mail_domains.is_empty() || !address.may_be_routed() && listed()
    }

    /// The requirements of standards that this policy does not meet; empty if it meets them all.
    ///
    /// A breach is not an error: the caller that loads the policy decides what follows.
    #[must_use]
    pub fn floor_breaches(&self) -> Vec<FloorBreach> {
        let mut breaches = Vec::new();
        if !self.format.has_entropy_bits(Self::FLOOR_ENTROPY_BITS) {
            breaches.push(FloorBreach::Entropy { bits: Self::FLOOR_ENTROPY_BITS });
        }
        if self.mail_configured && self.validity.max > Self::FLOOR_MAIL_VALIDITY {
            breaches.push(FloorBreach::Validity { max: Self::FLOOR_MAIL_VALIDITY });
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Alphabet;

    /// Pins the defaults of the whole product to the documented ones.
    #[test]
    fn omitted_members_have_the_documented_defaults() {
        let usual = policy(9, 5, 600, 86_400).unwrap();
        assert!(usual.issuing_allowed && usual.show_hidden && !usual.reveal_format);
        assert!(!usual.mail_configured && !usual.revealable && !usual.reason_required);
        assert!(!usual.qr_data_uri && usual.qr_template.is_empty() && usual.link_base.is_empty());
        assert!(usual.mail_domains.is_empty());
        assert_eq!((usual.usual_validity, usual.max_live, usual.max_uses), (600, 1, 1));
        let spans = usual.spans.iter().map(|span| (span.index, span.seconds));
        let expected = [1, 4, 8, 24, 48, 168, 336, 720, 1440, 0, 4320, 8760]
            .map(|hours| (hours > 0).then_some(hours * 3600));
        assert!(spans.eq((0..).zip(expected)));
        let nothing = Policy::nothing();
        assert!(!nothing.issuing_allowed && nothing.spans.is_empty());
    }

    fn policy(length: u8, tries: u8, min: u32, max: u32) -> Result<Policy, PolicyFault> {
        let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
        Policy::new(format, tries, ValidityBounds { min, max })
    }

    #[test]
    fn policies_without_a_limit_or_with_crossed_bounds_are_rejected() {
        assert_eq!(policy(9, 0, 1, 1), Err(PolicyFault::Tries { max: 100 }));
        assert_eq!(policy(9, 101, 1, 1), Err(PolicyFault::Tries { max: 100 }));
        assert_eq!(policy(9, 5, 0, 1), Err(PolicyFault::Validity));
        assert_eq!(policy(9, 5, 2, 1), Err(PolicyFault::Validity));
        assert!(policy(9, 5, 600, 86_400).is_ok());
    }

    #[test]
    fn floor_breaches_are_reported() {
        let six = policy(6, 5, 1, 86_401).unwrap();
        assert_eq!(six.floor_breaches(), [FloorBreach::Entropy { bits: 20 }]); // 10^6 < 2^20
        let mut seven = policy(7, 5, 1, 86_401).unwrap();
        assert_eq!(seven.floor_breaches(), []);
        seven.mail_configured = true;
        assert_eq!(seven.floor_breaches(), [FloorBreach::Validity { max: 86_400 }]);
    }

    #[test]
    fn the_whole_domain_is_compared() {
        let mut policy = policy(9, 5, 1, 1).unwrap();
        let at = |text| EmailAddress::parse(text).unwrap();
        assert!(policy.allows_mail_to(&at("a@example.org")));
        assert!(policy.allows_mail_to(&at("a%b@example.org")));
        policy.mail_domains.push("example.com".into());
        assert!(policy.allows_mail_to(&at("a@EXAMPLE.com")));
        assert!(!policy.allows_mail_to(&at("a@sub.example.com")));
        assert!(!policy.allows_mail_to(&at("a@notexample.com")));
        for routed in ["a%evil.example@example.com", "evil.example!a@example.com"] {
            assert!(!policy.allows_mail_to(&at(routed)), "{routed}");
        }
    }
}
