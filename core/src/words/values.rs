//! A code as the values of its symbols: what check symbols are computed of.

use super::{Code, CodeFormat};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The values of a code's symbols, as [`CodeFormat::value`] has them. As secret as the code: no
/// `Debug`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Values {
    values: [u8; CodeFormat::MAX_LENGTH as usize],
    length: u8,
}

impl Values {
    /// No values.
    pub(super) const fn empty() -> Self {
        Self { values: [0; CodeFormat::MAX_LENGTH as usize], length: 0 }
    }

    /// Those of a code's symbols; `None` when the format has not all of them.
    pub(super) fn of(format: CodeFormat, code: &Code) -> Option<Self> {
        let mut values = Self::empty();
        for symbol in code.reveal().bytes() {
            values.push(format.value(symbol)?);
        }
        Some(values)
    }

    /// Appends one; does nothing once the longest length is reached.
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

    /// The values, to be changed.
    pub(super) fn as_mut_slice(&mut self) -> &mut [u8] {
        self.values.get_mut(..self.length.into()).unwrap_or_default()
    }

    /// Whether they are those of a whole code of that format, check symbols and all.
    pub(super) fn are_right(&self, format: CodeFormat) -> bool {
        let Some((drawn, check)) = self.as_slice().split_at_checked(format.length().into()) else {
            return false;
        };
        let in_alphabet = drawn.iter().all(|value| u32::from(*value) < format.alphabet().size());
        let wanted = format.check().of(format.alphabet(), drawn);
        let length = usize::from(format.check().length());
        in_alphabet
            && wanted.and_then(|wanted| wanted.get(..length).map(|it| it == check)) == Some(true)
    }

    /// The code that they are the values of; `None` when the format has not all of them.
    pub(super) fn code(&self, format: CodeFormat) -> Option<Code> {
        let mut code = Code::empty();
        for value in self.as_slice() {
            code.push(format.symbol(*value)?);
        }
        Some(code)
    }
}
