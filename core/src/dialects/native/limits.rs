//! The limits of requests (ours).

/// The maximum number of entries on a page.
pub(super) const MAX_PAGE: u16 = 1_000;

/// The default number of entries on a page.
pub(super) const DEFAULT_PAGE: u16 = 100;

/// The maximum length of a reason, in characters.
pub(super) const MAX_REASON: usize = 1_024;

/// The maximum length of a note, in characters.
pub(super) const MAX_NOTE: usize = 255;
