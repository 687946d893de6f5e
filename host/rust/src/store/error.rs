//! Why a store does not do what it was asked.

/// Why a store does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room left.
    #[error("the store is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store failed.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read makes no sense: the file is not ours, or damaged.
    #[error("the store holds something that makes no sense: {0}")]
    Damaged(String),
    /// Another process keeps the store locked. What was asked may be tried again.
    #[error("another process keeps the store locked")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too much waits to be written or read already. It can be tried again.
    #[error("the store is overloaded")]
    Overloaded,
    /// A read took longer than the store allows. It can be tried again later.
    #[error("reading the store took too long")]
    Overdue,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same may work a little later, without anybody doing anything about it.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Overloaded | Self::Overdue | Self::Closed)
    }
}
