//! One set of vectors for every host of the core, and the runner that compares a host with them.
//!
//! A vector is a small story in JSON: a call, what the host found, and the exact answer. This
//! crate knows no vendor, and no host but the plain library. Another way of running the core
//! implements [`Host`], and [`run`] reports the first difference.

mod bless;
mod expected;
mod facts;
mod host;
mod layout;
mod load;
mod observe;
mod records;
mod run;
mod summary;
mod vector;

pub use bless::bless;
pub use expected::{Audit, Commit, Expected, Issued, Mail, Needs, Reply, Superseded};
pub use host::{Failure, Host, Native};
pub use load::{Entry, load, vectors_folder};
pub use observe::{Observed, observe};
pub use run::{Difference, run};
pub use summary::{report, report_control, report_dialects};
pub use vector::{Call, Facts, Fault, Live, Policy, Standing, Subject, Vector};
