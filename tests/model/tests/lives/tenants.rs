//! The tenants and their subjects, in the product's types.

use async_trait::async_trait;
use codemint::Directory;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::journey::{Standing, SubjectRow};
use codemint::words::{Alphabet, CheckScheme, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint_model::rules::{MAX, MIN, Rules, Standing as Known, USUAL};

/// The policy for a tenant's rules.
pub(crate) fn policy(rules: &Rules) -> Policy {
    let check = if rules.check { CheckScheme::Damm } else { CheckScheme::None };
    let format = CodeFormat::new(Alphabet::Decimal, rules.length).unwrap();
    let format = format.with_check(check).unwrap();
    let bounds = ValidityBounds { min: MIN as u32, max: MAX as u32 };
    let mut policy = Policy::new(format, rules.max_tries, bounds).unwrap();
    policy.issuing_allowed = true;
    policy.reveal_format = true;
    policy.usual_validity = USUAL as u32;
    policy.max_live = rules.max_live;
    policy.max_uses = rules.max_uses;
    policy
}

/// The directory's row of a subject.
pub(crate) fn row(subject: &str) -> SubjectRow {
    let standing = match Known::of(subject) {
        Known::Active => Standing::Active,
        Known::Disabled => Standing::Disabled,
        Known::Unknown => Standing::Unknown,
    };
    SubjectRow { standing, purpose_allowed: standing == Standing::Active, has_mail: false }
}

/// The directory: a subject is known by the end of its name.
pub(crate) struct Everywhere;

#[async_trait]
impl Directory for Everywhere {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let entry =
            |subject: &String| DirectoryEntry { row: row(subject), mail: None, locale: None };
        Ok(subjects.iter().map(entry).collect())
    }
}
