//! The JSON of a refusal for one subject: a keyword for programs, and the evidence.

#[cfg(test)]
use super::openapi::tests::shapes;
use super::time::Utc;
use crate::journey::{Error, Refusal, Standing};
use alloc::string::{String, ToString};
use serde::Serialize;

/// Why a subject gets no code. Members that do not belong to the reason are left out.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Refusal"))]
pub(super) struct Declined {
    #[cfg_attr(test, schemars(with = "shapes::RefusalReason"))]
    reason: &'static str,
    /// The place of what was not understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<u8>,
}

impl Declined {
    fn because(reason: &'static str) -> Self {
        Self { reason, ..Self::default() }
    }
}

/// The refusal of an item that was not understood.
pub(super) fn not_understood(error: &Error) -> Declined {
    let path = Some(error.path.clone()).filter(|path| !path.is_empty());
    let detail = Some(Error::whole(error.kind.clone()).to_string());
    Declined { path, detail, ..Declined::because("not_understood") }
}

/// The refusal of an item that was understood.
pub(super) fn declined(refusal: &Refusal) -> Declined {
    match refusal {
        Refusal::Validity { asked, allowed } => Declined {
            asked_seconds: Some(*asked),
            min_seconds: Some(allowed.min),
            max_seconds: Some(allowed.max),
            ..Declined::because("validity_not_allowed")
        },
        Refusal::Expired { not_after, .. } => {
            Declined { not_after: Some(Utc(*not_after)), ..Declined::because("over_before_begun") }
        }
        Refusal::TooManyCodes { max } => {
            Declined { max: Some(*max), ..Declined::because("too_many_codes") }
        }
        Refusal::Uses { max } => Declined { max: Some(*max), ..Declined::because("too_many_uses") },
        Refusal::NoSuchSpan { span } => {
            Declined { span: Some(*span), ..Declined::because("no_such_span") }
        }
        Refusal::Span { span } => {
            Declined { span: Some(*span), ..Declined::because("span_not_allowed") }
        }
        other => Declined::because(keyword(other)),
    }
}

/// The keyword of a refusal without evidence.
const fn keyword(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Subject { standing: Standing::Disabled } => "subject_disabled",
        Refusal::Subject { standing: Standing::PendingDeletion } => "subject_pending_deletion",
        Refusal::Subject { .. } => "subject_unknown",
        Refusal::TenantForbids => "issuing_switched_off",
        Refusal::SourceForbids => "purpose_not_allowed",
        Refusal::CodeTaken => "code_taken",
        Refusal::MailDomain => "mail_domain_not_allowed",
        Refusal::NoMail => "mail_not_configured",
        Refusal::NoAddress => "no_mail_address",
        Refusal::NoReason => "reason_required",
        Refusal::Account => "account_not_allowed",
        Refusal::LocalAccount => "local_account_not_allowed",
        Refusal::NoDevice => "device_required",
        Refusal::OtherDevice => "device_differs",
        Refusal::WeakFormat => "format_too_weak",
        _ => "undetermined",
    }
}
