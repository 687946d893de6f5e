//! Who exists, and who may have what.

use async_trait::async_trait;
use codemint_core::journey::SubjectRow;
use codemint_core::words::Purpose;

/// What knows the subjects of a tenant.
#[async_trait]
pub trait Directory: Send + Sync {
    /// One entry for each of `subjects` (canonical keys), in their order. A subject that the
    /// directory cannot tell about has [`Standing::Unavailable`]; one that is not there,
    /// [`Standing::Unknown`].
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
}

/// What a directory knows of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// What the module is told.
    pub row: SubjectRow,
    /// Where the subject gets mail, if anywhere. Stays in the host.
    pub mail: Option<String>,
}

/// Why a directory does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the directory does not answer")]
pub struct DirectoryError(
    /// The cause, in the directory's own terms.
    #[source]
    pub Box<dyn std::error::Error + Send + Sync>,
);
