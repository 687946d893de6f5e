//! What somebody typed as a code.

use super::{Code, CodeFormat, EntryFault, MAX_TYPED, entry, fold_any};
use alloc::{string::String, vec::Vec};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A text that may be a code. Secret: no `Debug`, no `Clone`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Typed(String);

impl Typed {
    /// What was typed; `None` when it is longer than [`MAX_TYPED`].
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        (text.len() <= MAX_TYPED).then_some(Self(text))
    }

    /// The text. Whoever calls this is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The codes that it may be, each once.
    #[must_use]
    pub fn candidates(&self) -> Vec<Code> {
        fold_any(&self.0)
    }

    /// The code of that format that it is.
    ///
    /// # Errors
    /// [`EntryFault`] when it is none.
    pub fn read(&self, format: CodeFormat) -> Result<Code, EntryFault> {
        entry(&self.0, format)
    }
}
