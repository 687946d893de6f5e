//! Values from a host, checked alike by both faces.

use codemint_core::words::{CodeFormat, Tick, Timestamp};

/// A value, or the message that says why it is invalid.
pub(crate) type Checked<T> = Result<T, &'static str>;

pub(crate) fn time(seconds: u64) -> Checked<Timestamp> {
    Timestamp::from_seconds(seconds).ok_or("a time is beyond the year 9999")
}

pub(crate) fn tick(number: u32) -> Checked<Tick> {
    Tick::new(number).ok_or("a tick is beyond its second")
}

/// The format of this number; `None` for 0.
pub(crate) fn format(number: u32) -> Checked<Option<CodeFormat>> {
    match number {
        0 => Ok(None),
        number => CodeFormat::numbered(number).map(Some).ok_or("there is no such format"),
    }
}

/// The core's policy from a face's, whose members have the same names, and its format. An absent
/// member has the default that the core defines.
macro_rules! core_policy {
    ($policy:ident, $format:expr) => {{
        use codemint_core::words::{Policy, PolicyOptions, Span, ValidityBounds};
        let options = PolicyOptions {
            issuing_allowed: $policy.issuing_allowed,
            mail_configured: $policy.mail_configured,
            mail_domains: $policy.mail_domains,
            link_base: $policy.link_base,
            usual_validity: $policy.usual_validity,
            max_live: $policy.max_live,
            revealable: $policy.revealable,
            show_hidden: $policy.show_hidden,
            reveal_format: $policy.reveal_format,
            max_uses: $policy.max_uses,
            reason_required: $policy.reason_required,
            spans: $policy.spans.map(|spans| {
                let spans = spans.into_iter();
                spans.map(|span| Span { index: span.index, seconds: span.seconds }).collect()
            }),
            qr_template: $policy.qr_template,
            qr_data_uri: $policy.qr_data_uri,
        };
        let bounds = ValidityBounds { min: $policy.min_validity, max: $policy.max_validity };
        Policy::new($format, $policy.max_tries, bounds)
            .map(|policy| options.over(policy))
            .map_err(|_| "the policy's tries or validity are out of bounds")
    }};
}

pub(crate) use core_policy;
