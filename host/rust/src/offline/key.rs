//! The tenant's key for offline codes, and the device keys derived from it.

use super::DeviceKey;
use super::computer::Computer;
use crate::keys::{KeyError, RootKey, hex, with_length};
use hkdf::Hkdf;
use sha2::Sha256;
use std::path::Path;
use zeroize::Zeroizing;

/// The key from which the device keys of a tenant's computers are derived: 32 random bytes, one key
/// per tenant, and not the root key that stored codes are hashed under. No `Debug`; wiped on drop.
///
/// Change it at least every two years, since the codes' minute counter repeats after 728 days, and
/// if it is lost. Then every computer must be provisioned again.
pub struct OfflineKey(RootKey);

impl OfflineKey {
    /// Parses a key of 64 hexadecimal digits, like [`RootKey::from_hex`].
    ///
    /// # Errors
    /// As [`RootKey::from_hex`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        RootKey::from_hex(text).map(Self)
    }

    /// Reads the key in that file.
    ///
    /// # Errors
    /// As [`RootKey::from_file`].
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        RootKey::from_file(path).map(Self)
    }

    /// Reads the key in that file; if there is no such file, writes a new key (mode 0600).
    ///
    /// # Errors
    /// As [`RootKey::from_file_or_new`].
    pub fn from_file_or_new(path: &Path) -> Result<Self, KeyError> {
        RootKey::from_file_or_new(path).map(Self)
    }

    /// Derives the key of one of the tenant's computers by HKDF-SHA-256 (RFC 5869), 32 bytes:
    ///
    /// | input | value |
    /// |---|---|
    /// | key material | this key, 32 bytes |
    /// | salt | the tenant's ID in UTF-8 |
    /// | info | `codemint/offline/v1 ‖ part(name) ‖ part(domain) ‖ part(device ID)` |
    ///
    /// The label is in the info as its 19 bytes, without a length; `part(x)` is the length of `x`
    /// in bytes as a 32-bit number, most significant byte first, and then `x` in UTF-8: the
    /// computer's name with a to z as A to Z; its domain and its device ID with A to Z as a to z;
    /// the device ID with its hyphens, or empty if there is none.
    ///
    /// A tenant's ID must not end with zero bytes, which HMAC could not distinguish from its
    /// padding; the gateway's consist of 1 to 64 of a to z, 0 to 9, `-` and `_`.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] never in practice: the chance that the key is a placeholder is
    /// 2^-248.
    pub fn device_key(&self, tenant: &str, computer: &Computer) -> Result<DeviceKey, KeyError> {
        let source = Hkdf::<Sha256>::new(Some(tenant.as_bytes()), self.0.reveal());
        let mut info = b"codemint/offline/v1".to_vec();
        for part in computer.parts() {
            with_length(part, |piece| info.extend_from_slice(piece));
        }
        let mut bytes = Zeroizing::new([0; 32]);
        source.expand(&info, &mut *bytes).map_err(|_| KeyError::Malformed)?;
        DeviceKey::from_bytes(*bytes).ok_or(KeyError::Malformed)
    }
}

/// A device key as 64 hexadecimal digits, for its computer. The caller must keep it secret: anyone
/// who has it can mint the computer's codes.
#[must_use]
pub fn device_key_to_hex(key: &DeviceKey) -> Zeroizing<String> {
    hex(key.reveal())
}

/// Parses a device key of 64 hexadecimal digits, in either case; white space around them is
/// ignored.
///
/// # Errors
/// [`KeyError::Malformed`], also when all bytes are equal: that is a placeholder.
pub fn device_key_from_hex(text: &str) -> Result<DeviceKey, KeyError> {
    let bytes = RootKey::from_hex(text)?;
    DeviceKey::from_bytes(*bytes.reveal()).ok_or(KeyError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_key_has_a_text_form() {
        let key = OfflineKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap();
        let computer = Computer::new("CENL02", "domain.ad", None).unwrap();
        let device = key.device_key("demo", &computer).unwrap();
        let text = device_key_to_hex(&device);
        assert_eq!(text.len(), 64);
        assert_eq!(device_key_from_hex(&text).unwrap().reveal(), device.reveal());
        assert_ne!(key.device_key("other", &computer).unwrap().reveal(), device.reveal());
        assert!(matches!(device_key_from_hex(&text[1..]), Err(KeyError::Malformed)));
    }
}
