//! The key that stored codes are hashed and sealed under. It stays in the host, outside the
//! database and outside the module.
//!
//! One root key of 32 bytes gives three things by HKDF-SHA-256 (RFC 5869), with an empty salt and
//! the named info:
//!
//! | info | bytes | use |
//! |---|---|---|
//! | `codemint/key-id/v1` | 4 | names the root key in what is stored, so that keys can be rotated |
//! | `codemint/digest/v1` | 32 | the key of the digest |
//! | `codemint/seal/v1` | 32 | the key of the seal |
//!
//! Both formats stand beside their code ([`Keys::digest`], [`Keys::seal`]), and have vectors under
//! `tests/at-rest`.

mod digest;
mod root;
mod seal;

pub(crate) use root::hex;
pub use root::{KeyError, RootKey};
pub use seal::Unsealable;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The first byte of everything that is stored under these formats.
const FORMAT: u8 = 1;

/// Names a root key in what is stored under it.
type KeyId = [u8; 4];

/// The keys that a root key gives. No `Debug`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Keys {
    id: KeyId,
    digest: [u8; 32],
    seal: [u8; 32],
}

impl Keys {
    /// The keys of a root key.
    #[must_use]
    pub fn of(root: &RootKey) -> Self {
        let source = Hkdf::<Sha256>::new(None, root.reveal());
        let mut keys = Self { id: [0; 4], digest: [0; 32], seal: [0; 32] };
        for (info, place) in [
            (&b"codemint/key-id/v1"[..], &mut keys.id[..]),
            (b"codemint/digest/v1", &mut keys.digest),
            (b"codemint/seal/v1", &mut keys.seal),
        ] {
            // HKDF gives up to 255 * 32 bytes; these are 4 and 32.
            let expanded = source.expand(info, place);
            debug_assert!(expanded.is_ok());
        }
        keys
    }
}

/// What a code is bound to when it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// Whose data it is.
    pub tenant: &'a str,
    /// What the code grants.
    pub purpose: codemint_core::words::Purpose,
    /// Whose code it is (canonical key).
    pub subject: &'a str,
}

/// A part behind its length, as four bytes with the most significant one first, so that no two
/// lists of parts give the same bytes.
pub(crate) fn with_length(part: &[u8], mut feed: impl FnMut(&[u8])) {
    feed(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    feed(part);
}
