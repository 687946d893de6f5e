//! Where a page goes on: of records the last one's name, of the audit trail its number.

/// What a number must be.
pub(super) const EXPECTED: &str = "the `next` of the page before";

/// A whole number in decimal digits, without a sign.
pub(super) fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
