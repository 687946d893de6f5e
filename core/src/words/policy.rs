//! An issuer's rules for one purpose, and the standards' floors below them.

mod options;

pub use options::PolicyOptions;

use super::{CodeFormat, EmailAddress};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// How long a code may be valid, in seconds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidityBounds {
    /// The shortest validity in seconds, at least 1.
    pub min: u32,
    /// The longest validity in seconds, at least `min`.
    pub max: u32,
}

/// What a tenant allows for one purpose.
///
/// [`Policy::new`] has the default of every member that a configuration may leave out, in whatever
/// language it is written: there is no other place that defines one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    format: CodeFormat,
    max_tries: u8,
    validity: ValidityBounds,
    /// Whether the tenant lets codes be issued for this purpose at all. Default: true, as a policy that
    /// somebody wrote is meant to be used.
    pub issuing_allowed: bool,
    /// Whether mail can be sent for this tenant. Default: false.
    pub mail_configured: bool,
    /// The domains an address chosen by the caller may have, in lower-case ASCII; empty = any.
    /// Default: empty.
    pub mail_domains: Vec<String>,
    /// The base URL of the pages a subject is sent to, without a trailing slash. Default: empty; then
    /// no answer has a link.
    pub link_base: String,
    /// How long a code is valid where nothing else is asked, in seconds; within the bounds.
    /// Default: the shortest validity.
    pub usual_validity: u32,
    /// How many live codes a subject may have: 1, so that a new one supersedes it, or more, which
    /// then stand beside each other. Default: 1.
    pub max_live: u16,
    /// Whether codes are kept revealable too, so that they can be told once more. Default: false.
    pub revealable: bool,
    /// Whether a hidden code may be told in the answer; else it goes by mail and nowhere else.
    /// Default: true.
    pub show_hidden: bool,
    /// Whether public callers are shown that a presented code is mistyped, and where. Such an answer
    /// shows that the tenant exists and what its codes look like; without it a mistyped code is
    /// answered like any other that is not accepted. Default: false.
    pub reveal_format: bool,
    /// How often a code may be redeemed; 0 for as often as wanted while it is valid. Default: 1.
    pub max_uses: u16,
    /// Whether an elevation must say why. Default: false.
    pub reason_required: bool,
    /// The spans that privileges can be raised for. Default: [`Span::usual`].
    pub spans: Vec<Span>,
    /// What a QR symbol for an app says, with `{tenantId}`, `{userName}` and `{activationCode}`
    /// in the places of the values. Default: empty, for the dialect's own.
    pub qr_template: String,
    /// Whether a picture in an answer is a `data:` URI (RFC 2397) and not bare base64. Default: false.
    pub qr_data_uri: bool,
}

/// For how long privileges are raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The number by which requests ask for it, 0 to [`Span::MAX_INDEX`].
    pub index: u8,
    /// How long that is, in seconds; `None` until the computer next reaches its server.
    pub seconds: Option<u32>,
}

impl Span {
    /// The highest number of a span: offline codes have four bits for it.
    pub const MAX_INDEX: u8 = 15;

    /// The spans where none are named: an hour, four, eight, a day, two, a week, two, 30 days, 60,
    /// until the computer next reaches its server, 180 days, 365; numbered from 0.
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

/// Why no policy could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// Tries are not limited, or not to a sensible number.
    Tries {
        /// The most wrong tries a policy may allow.
        max: u8,
    },
    /// The bounds of validity are zero or the wrong way round.
    Validity,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tries { max } => write!(f, "tries must be limited to a number from 1 to {max}"),
            Self::Validity => f.write_str("the shortest validity must be 1 second to the longest"),
        }
    }
}

impl core::error::Error for PolicyFault {}

/// A rule of a standard that a policy stays below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorBreach {
    /// Too few possible codes.
    Entropy {
        /// The bits that are needed at least.
        bits: u32,
    },
    /// Codes may be valid for too long.
    Validity {
        /// The longest validity in seconds.
        max: u32,
    },
}

impl Policy {
    /// Bits of entropy that a code needs when wrong tries are limited (NIST SP 800-63B section
    /// 3.1.3.2, OWASP ASVS 6.5.4). A policy here always limits them.
    pub const FLOOR_ENTROPY_BITS: u32 = 20;
    /// The longest life of a code that may travel by mail, in seconds: 24 hours (NIST SP 800-63A).
    pub const FLOOR_MAIL_VALIDITY: u32 = 24 * 60 * 60;
    /// The most wrong tries that any policy may allow before the code is locked (NIST SP 800-63B
    /// section 3.2.2 limits consecutive failures to 100).
    pub const MAX_TRIES: u8 = 100;
    /// The wrong tries that lock a code where a configuration does not say.
    pub const USUAL_TRIES: u8 = 5;
    /// The bounds of validity where a configuration does not say: ten minutes to a day.
    pub const USUAL_VALIDITY: ValidityBounds = ValidityBounds { min: 600, max: 86_400 };
    /// How many symbols are drawn where a configuration does not say.
    pub const USUAL_LENGTH: u8 = 9;

    /// A policy that allows nothing, for requests that are about no purpose, or about one that the
    /// tenant has no policy for.
    #[must_use]
    pub const fn nothing() -> Self {
        let bounds = ValidityBounds { min: 1, max: 1 };
        let mut policy = Self::bare(CodeFormat::longest_digits(), 1, bounds, Vec::new());
        policy.issuing_allowed = false;
        policy
    }

    /// A policy with every other member at its default, which the member names.
    ///
    /// # Errors
    /// When `max_tries` is 0 or above [`Self::MAX_TRIES`], or the bounds of validity are 0 or
    /// crossed.
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

    /// Whether a code may be redeemed that often; 0 stands for as often as wanted.
    #[must_use]
    pub const fn allows_uses(&self, uses: u16) -> bool {
        self.max_uses == 0 || (uses != 0 && uses <= self.max_uses)
    }

    /// The shape of the codes.
    #[must_use]
    pub const fn format(&self) -> CodeFormat {
        self.format
    }

    /// How many wrong tries lock a code, 1 to [`Self::MAX_TRIES`].
    #[must_use]
    pub const fn max_tries(&self) -> u8 {
        self.max_tries
    }

    /// How long codes may be valid.
    #[must_use]
    pub const fn validity(&self) -> ValidityBounds {
        self.validity
    }

    /// The span of that number, if there is one.
    #[must_use]
    pub fn span(&self, index: u8) -> Option<Span> {
        self.spans.iter().copied().find(|span| span.index == index)
    }

    /// Whether a code may be mailed to an address that the caller chose. Where domains are listed,
    /// an address whose local part may send the mail on to another domain is allowed by none of
    /// them ([`EmailAddress::may_be_routed`]).
    #[must_use]
    pub fn allows_mail_to(&self, address: &EmailAddress) -> bool {
        let listed = || self.mail_domains.iter().any(|domain| domain == address.domain());
        self.mail_domains.is_empty() || !address.may_be_routed() && listed()
    }

    /// The standards' rules that this policy stays below; empty when it may be used as it is.
    ///
    /// # Errors
    /// None: a breach is a finding, and whoever loads the policy decides what follows.
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

    /// The defaults of the whole product: they are the documented ones, and nothing changes them
    /// unseen.
    #[test]
    fn what_is_not_said_has_its_documented_default() {
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
        assert_eq!(PolicyOptions::default().over(usual.clone()), usual);
        let nothing = Policy::nothing();
        assert!(!nothing.issuing_allowed && nothing.spans.is_empty());
    }

    fn policy(length: u8, tries: u8, min: u32, max: u32) -> Result<Policy, PolicyFault> {
        let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
        Policy::new(format, tries, ValidityBounds { min, max })
    }

    #[test]
    fn an_unlimited_or_crossed_policy_cannot_exist() {
        assert_eq!(policy(9, 0, 1, 1), Err(PolicyFault::Tries { max: 100 }));
        assert_eq!(policy(9, 101, 1, 1), Err(PolicyFault::Tries { max: 100 }));
        assert_eq!(policy(9, 5, 0, 1), Err(PolicyFault::Validity));
        assert_eq!(policy(9, 5, 2, 1), Err(PolicyFault::Validity));
        assert!(policy(9, 5, 600, 86_400).is_ok());
    }

    #[test]
    fn floors_are_named() {
        let six = policy(6, 5, 1, 86_401).unwrap();
        assert_eq!(six.floor_breaches(), [FloorBreach::Entropy { bits: 20 }]); // 10^6 < 2^20
        let mut seven = policy(7, 5, 1, 86_401).unwrap();
        assert_eq!(seven.floor_breaches(), []);
        seven.mail_configured = true;
        assert_eq!(seven.floor_breaches(), [FloorBreach::Validity { max: 86_400 }]);
    }

    #[test]
    fn a_domain_is_compared_whole() {
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
