//! A text typed as a code.

use super::{Code, CodeFormat, EntryFault, MAX_TYPED, entry, fold_any};
use alloc::{string::String, vec::Vec};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A text that may be a code. Secret: no `Debug`, no `Clone`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Typed(String);

impl Typed {
    /// A typed text; `None` when it is longer than [`MAX_TYPED`].
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        (text.len() <= MAX_TYPED).then_some(Self(text))
    }

    /// The text. The caller is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The codes that it may mean, each once.
    #[must_use]
    pub fn candidates(&self) -> Vec<Code> {
        fold_any(&self.0)
    }

    /// Reads it as a code of that format.
    ///
    /// # Errors
    /// [`EntryFault`] when it is not one.
    pub fn read(&self, format: CodeFormat) -> Result<Code, EntryFault> {
        entry(&self.0, format)
    }
}
