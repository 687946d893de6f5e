//! How a file is opened.

/// How a file is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// For reading. It must exist.
    Read,
    /// For writing. It must not exist.
    New,
    /// For locking. It is created if it does not exist; its content is not touched.
    Lock,
}
