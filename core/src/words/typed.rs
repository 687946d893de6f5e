//! What somebody typed as a code.

use super::Code;
use alloc::{string::String, vec::Vec};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A text that may be a code. Secret: no `Debug`, no `Clone`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Typed(String);

impl Typed {
    /// The longest text that is looked at, in bytes: more than any code with anything sensible
    /// between its symbols.
    pub const MAX: usize = 128;

    /// What was typed; `None` when it is longer than [`Self::MAX`].
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        (text.len() <= Self::MAX).then_some(Self(text))
    }

    /// The text. Whoever calls this is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The codes that it may be, each once.
    #[must_use]
    pub fn candidates(&self) -> Vec<Code> {
        Code::parse(self.0.trim()).into_iter().collect()
    }
}
