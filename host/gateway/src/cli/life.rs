//! What is said of codes that are there.

use super::Place;
use clap::Args;

#[derive(Args)]
pub(crate) struct Listing {
    /// Only those of this subject.
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Only those that stand so: pending, not_yet_valid, expired, redeemed, voided, superseded,
    /// locked or removed.
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// Only those that grant this: enrolment, password-reset, elevation or activation.
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// Only those of this batch.
    #[arg(long)]
    pub(crate) batch: Option<String>,
    /// Go on there: the `next` of the list before.
    #[arg(long)]
    pub(crate) cursor: Option<String>,
    /// How many at the most, 1 to 1000.
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: u16,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
pub(crate) struct Presented {
    /// Whose code it is.
    #[arg(long)]
    pub(crate) subject: String,
    /// What it grants.
    #[arg(long, default_value = "enrolment")]
    pub(crate) purpose: String,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
pub(crate) struct Changed {
    /// The code's id.
    pub(crate) id: String,
    /// Why, for the audit trail.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
}
