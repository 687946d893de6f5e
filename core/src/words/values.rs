//! A code as the values of its symbols, from which check symbols are computed.

use super::Code;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The values of a code's symbols, as a format assigns them. As secret as the code: no `Debug`,
/// wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Values {
    values: [u8; Code::MAX_LENGTH as usize],
    length: u8,
}

impl Values {
    /// No values.
    pub(super) const fn empty() -> Self {
        Self { values: [0; Code::MAX_LENGTH as usize], length: 0 }
    }

    /// Appends one value; does nothing when there are [`Code::MAX_LENGTH`].
    pub(super) fn push(&mut self, value: u8) {
        if let Some(place) = self.values.get_mut(usize::from(self.length)) {
            *place = value;
            self.length += 1;
        }
    }

    /// The values.
    pub(super) fn as_slice(&self) -> &[u8] {
        self.values.get(..self.length.into()).unwrap_or_default()
    }

    /// The values, mutable.
    pub(super) fn as_mut_slice(&mut self) -> &mut [u8] {
        self.values.get_mut(..self.length.into()).unwrap_or_default()
    }
}
