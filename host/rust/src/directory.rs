//! The directory: which subjects exist, and what they may have.

use crate::locale::Locale;
use crate::store::StoreError;
use async_trait::async_trait;
use codemint_core::journey::{Rule, SubjectRow};
use codemint_core::words::Purpose;

/// A source of a tenant's subjects.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Returns one entry for each of `subjects` (canonical keys), in their order. A subject whose
    /// state cannot be determined has [`Standing::Unavailable`]; one that does not exist,
    /// [`Standing::Unknown`].
    ///
    /// `tenant` is empty if a public caller named one that does not exist. Answer as for a tenant
    /// without subjects, with the same effort: timing must not reveal which tenants exist.
    ///
    /// # Errors
    /// [`DirectoryError`] when the directory is unavailable.
    ///
    /// [`Standing::Unavailable`]: codemint_core::journey::Standing::Unavailable
    /// [`Standing::Unknown`]: codemint_core::journey::Standing::Unknown
    async fn look_up(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError>;

    /// Returns the elevation rules for an account on a computer, both given as canonical keys.
    /// Without a rule, no elevation code is issued; the default implementation has none.
    ///
    /// # Errors
    /// [`DirectoryError`] when the directory is unavailable.
    async fn elevation(
        &self,
        _tenant: &str,
        _account: &str,
        _computer: &str,
    ) -> Result<ElevationEntry, DirectoryError> {
        Ok(ElevationEntry::default())
    }
}

/// What a directory knows about an account and a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElevationEntry {
    /// The rules that name the account and the computer, or the account and every computer.
    pub rules: Vec<Rule>,
    /// The computer's ID in its cloud directory, if it is joined to one.
    pub device: Option<String>,
}

/// What a directory knows about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// What the module receives.
    pub row: SubjectRow,
    /// The subject's mail address, if it has one. It stays in the host.
    pub mail: Option<String>,
    /// The language for the subject's mail, if known. It stays in the host.
    pub locale: Option<Locale>,
}

/// Why a directory does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the directory does not answer")]
pub struct DirectoryError(
    /// The cause, in the directory's own terms.
    #[source]
    pub Box<dyn std::error::Error + Send + Sync>,
);

impl DirectoryError {
    /// Whether the cause is a store error that may pass, so that the request may be repeated.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.downcast_ref::<StoreError>().is_some_and(StoreError::is_transient)
    }
}
