//! The computer's own key.

use crate::words::secret_bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The key under which the offline codes of one computer are minted and verified, 32 bytes. No
/// `Debug`, no `Clone`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DeviceKey([u8; 32]);

impl DeviceKey {
    /// The key of these bytes; `None` when all are the same, which is a placeholder.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        let key = Self(bytes);
        let [first, rest @ ..] = &key.0;
        // Looks at every byte, so that the time tells nothing about them.
        let differences = rest.iter().fold(0, |found, byte| found | (byte ^ first));
        if differences == 0 { None } else { Some(key) }
    }

    /// The key of these four words, each little-endian, as they cross the wall; `None` as for
    /// [`Self::from_bytes`].
    #[must_use]
    pub fn from_words(words: [u64; 4]) -> Option<Self> {
        Self::from_bytes(secret_bytes::bytes_of(words))
    }

    /// The four little-endian words of this key.
    #[must_use]
    pub fn words(&self) -> [u64; 4] {
        secret_bytes::words_of(&self.0)
    }

    /// The bytes. Whoever calls this is responsible for where they go.
    #[must_use]
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HMAC-SHA-256(key, part ‖ part ‖ …)`, each part behind its length as four bytes with the
    /// most significant one first.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        // HMAC fills a short key up to its block with zeros; done here, no length can be wrong.
        let mut block = Zeroizing::new([0; 64]);
        for (place, byte) in block.iter_mut().zip(self.0) {
            *place = byte;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in parts {
            mac.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            mac.update(part);
        }
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// `number(mac) mod values`: the MAC as a number, most significant byte first, reduced.
    /// `values` is at most 2^56.
    ///
    /// Some processors divide large numbers in another time than small ones. What could be learnt
    /// from that takes many tries on one code, and tries are what a verifier limits.
    pub(super) fn number(&self, parts: &[&[u8]], values: u64) -> u64 {
        self.mac(parts).iter().fold(0, |high, byte| (high << 8 | u64::from(*byte)) % values)
    }
}
