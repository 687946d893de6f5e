//! Case folding and normalization of names.

use alloc::borrow::Cow;
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;

/// The text case-folded and in normal form C: equal for texts that differ only in case or in the
/// composition of their characters.
///
/// Normalized before folding, so that canonically equivalent texts fold alike, and again after it,
/// since folding decomposes some letters (Unicode Standard section 3.13, D145).
pub(super) fn canonical(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let normalized = normal(text);
    let folded = CaseMapper::new().fold_string(&normalized);
    Cow::Owned(normal(&folded).into_owned())
}

/// The text in normal form C (Unicode Standard Annex #15).
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}
