//! The encoding of parts before they are hashed.

/// Feeds a part after its length, which is four bytes with the most significant one first, so that
/// no two lists of parts give the same bytes.
pub(crate) fn with_length(part: &[u8], mut feed: impl FnMut(&[u8])) {
    feed(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    feed(part);
}
