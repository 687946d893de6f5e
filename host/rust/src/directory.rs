//! Who exists, and who may have what.

use crate::locale::Locale;
use crate::store::StoreError;
use async_trait::async_trait;
use codemint_core::journey::{Rule, SubjectRow};
use codemint_core::words::Purpose;

/// What knows the subjects of a tenant.
#[async_trait]
pub trait Directory: Send + Sync {
    /// One entry for each of `subjects` (canonical keys), in their order. A subject that the
    /// directory cannot tell about has [`Standing::Unavailable`]; one that is not there,
    /// [`Standing::Unknown`].
    ///
    /// The tenant is empty where a public caller named one that does not exist. Nobody is known
    /// there; answer as for a tenant without subjects, with the same effort, so that the time does
    /// not show which tenants exist.
    ///
    /// # Errors
    /// [`DirectoryError`] when nothing can be told about anyone.
    ///
    /// [`Standing::Unavailable`]: codemint_core::journey::Standing::Unavailable
    /// [`Standing::Unknown`]: codemint_core::journey::Standing::Unknown
    async fn look_up(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError>;

    /// What is known of an account that wants to raise privileges on a computer, both by their
    /// canonical keys. Without rules that name them nothing is raised; a directory that does not
    /// say otherwise has none.
    ///
    /// # Errors
    /// [`DirectoryError`] when nothing can be told.
    async fn elevation(
        &self,
        _tenant: &str,
        _account: &str,
        _computer: &str,
    ) -> Result<ElevationEntry, DirectoryError> {
        Ok(ElevationEntry::default())
    }
}

/// What a directory knows of an account and a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElevationEntry {
    /// The rules that name the account and the computer, or the account and every computer.
    pub rules: Vec<Rule>,
    /// The computer's id in its cloud directory, if it is joined to one.
    pub device: Option<String>,
}

/// What a directory knows of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// What the module is told.
    pub row: SubjectRow,
    /// Where the subject gets mail, if anywhere. Stays in the host.
    pub mail: Option<String>,
    /// The language in which the subject reads its mail, if that is known. Stays in the host.
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
    /// Whether the directory is in a store that may answer a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.downcast_ref::<StoreError>().is_some_and(StoreError::is_transient)
    }
}
