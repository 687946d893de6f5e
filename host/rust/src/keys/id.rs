//! The ID of a root key.

use std::fmt;

/// The first byte of everything that is stored in these formats.
pub(super) const FORMAT: u8 = 1;

/// Identifies a root key in everything that is stored under it. It is not secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(super) [u8; 4]);

impl KeyId {
    /// How many bytes of a stored form identify its format and its key: the first ones.
    pub const HEAD: usize = 1 + 4;

    /// The key that a stored digest or encrypted code is under; `None` if its format is unknown.
    #[must_use]
    pub fn of_stored(stored: &[u8]) -> Option<Self> {
        match stored.first_chunk::<{ Self::HEAD }>() {
            Some([FORMAT, id @ ..]) => Some(Self(*id)),
            _ => None,
        }
    }

    /// The first bytes of everything that is stored under this key.
    #[must_use]
    pub const fn head(self) -> [u8; Self::HEAD] {
        let [a, b, c, d] = self.0;
        [FORMAT, a, b, c, d]
    }
}

/// Eight hexadecimal digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Same as `Display`, since an ID is not secret.
impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
