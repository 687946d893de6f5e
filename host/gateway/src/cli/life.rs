//! Arguments for codes that were issued.

use super::{Form, Place};
use clap::Args;

#[derive(Args)]
pub(crate) struct Listing {
    /// Only codes of this subject.
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Only codes in this state: pending, not_yet_valid, expired, redeemed, voided, superseded,
    /// locked or removed.
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// Only codes for this purpose: enrolment, password-reset, elevation or activation.
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// Only codes of this batch.
    #[arg(long, value_name = "ID")]
    pub(crate) batch: Option<String>,
    /// Continue after this position: the `next` of the page before.
    #[arg(long, value_name = "NEXT")]
    pub(crate) cursor: Option<String>,
    /// The most codes, 1 to 1000.
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: u16,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Args)]
pub(crate) struct Presented {
    /// The subject that the code is for.
    #[arg(long)]
    pub(crate) subject: String,
    /// The purpose that the code is for.
    #[arg(long, default_value = "enrolment")]
    pub(crate) purpose: String,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Args)]
pub(crate) struct Changed {
    /// The code's ID, as `list` shows it.
    pub(crate) id: String,
    /// The reason, for the audit trail.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) form: Form,
}
