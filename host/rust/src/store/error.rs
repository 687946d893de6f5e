//! Errors of a store.

/// Why a store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room left.
    #[error("the store is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store failed.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read is invalid: the file belongs to another application, or is damaged.
    #[error("the store contains invalid data: {0}")]
    Damaged(String),
    /// Another process has locked the store. The same request may succeed later.
    #[error("another process has locked the store")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too many writes or reads are waiting. The same request may succeed later.
    #[error("the store is overloaded")]
    Overloaded,
    /// A read took longer than the store allows. The same request may succeed later.
    #[error("reading the store took too long")]
    Overdue,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same request may succeed a little later, without anything being repaired.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Overloaded | Self::Overdue | Self::Closed)
    }
}
