//! The key of a computer.

use crate::words::secret_bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The key under which the offline codes of one computer are minted and verified, 32 bytes. No
/// `Debug`, no `Clone`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DeviceKey([u8; 32]);

impl DeviceKey {
    /// A key of 32 bytes; `None` when all are equal, which indicates a placeholder.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        let key = Self(bytes);
        let [first, rest @ ..] = &key.0;
        // Reads every byte, so that timing reveals nothing about them.
        let differences = rest.iter().fold(0, |found, byte| found | (byte ^ first));
        if differences == 0 { None } else { Some(key) }
    }

    /// A key of four 64-bit words, the form in which it crosses the module boundary; each word
    /// holds its bytes in little-endian order. `None` as for [`Self::from_bytes`].
    #[must_use]
    pub fn from_words(words: [u64; 4]) -> Option<Self> {
        Self::from_bytes(secret_bytes::bytes_of(words))
    }

    /// The four words of this key, as [`Self::from_words`] takes them.
    #[must_use]
    pub fn words(&self) -> [u64; 4] {
        secret_bytes::words_of(&self.0)
    }

    /// The bytes. The caller is responsible for where they go.
    #[must_use]
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HMAC-SHA-256(key, part ‖ part ‖ …)`, each part preceded by its length as a big-endian
    /// 32-bit number.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        // HMAC pads a short key to its block with zeros. Padding it here makes the call infallible.
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

    /// `number(mac) mod values`, where `number(mac)` is the MAC as a big-endian number and `values`
    /// is at most 2^56.
    ///
    /// On some processors the time of a division depends on the numbers. Learning anything from
    /// that takes many attempts on one code, and verifiers limit attempts.
    pub(super) fn number(&self, parts: &[&[u8]], values: u64) -> u64 {
        self.mac(parts).iter().fold(0, |high, byte| (high << 8 | u64::from(*byte)) % values)
    }
}
