//! The root key.

use crate::files;
use std::io;
use std::path::Path;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A root key: 32 random bytes, written as 64 hexadecimal digits. No `Debug`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RootKey([u8; 32]);

/// Why a key cannot be used. It never contains what was read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not a valid key.
    #[error("a key is 64 hexadecimal digits, not all the same")]
    Malformed,
    /// The file cannot be read or written, or is refused because other users may have changed it
    /// ([`crate::files`]).
    #[error("cannot read or write the key file")]
    File(#[from] io::Error),
    /// The operating system's source of randomness failed.
    #[error("no randomness for a new key")]
    Entropy,
    /// Two keys of a ring have the same ID, so it would be unclear which of them something is
    /// under; most likely the same key twice.
    #[error("two keys of the ring have the same ID")]
    Twice,
    /// The ring has too many keys.
    #[error("a ring has at most {max} keys; retire earlier ones")]
    TooMany {
        /// The most keys in a ring.
        max: usize,
    },
    /// The file was replaced repeatedly while it was read.
    #[error("the key file keeps changing while it is read")]
    Unsettled,
}

impl RootKey {
    /// Parses a key of 64 hexadecimal digits, in either case; white space around them is ignored.
    ///
    /// # Errors
    /// [`KeyError::Malformed`], also when all bytes are equal: that is a placeholder.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim().as_bytes();
        let mut key = Self([0; 32]);
        let (pairs, rest) = digits.as_chunks::<2>();
        if pairs.len() != key.0.len() || !rest.is_empty() {
            return Err(KeyError::Malformed);
        }
        for (byte, pair) in key.0.iter_mut().zip(pairs) {
            *byte = pair.iter().try_fold(0, |high, digit| {
                let value = char::from(*digit).to_digit(16).ok_or(KeyError::Malformed)?;
                Ok::<u8, KeyError>(high << 4 | value as u8)
            })?;
        }
        let first = key.0.first();
        if key.0.iter().all(|byte| Some(byte) == first) {
            Err(KeyError::Malformed)
        } else {
            Ok(key)
        }
    }

    /// Reads the key in that file. For a file with several keys, see [`KeyRing`].
    ///
    /// # Errors
    /// [`KeyError::File`] when it cannot be read, [`KeyError::Malformed`] when it does not contain
    /// exactly one key.
    ///
    /// [`KeyRing`]: super::KeyRing
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        Self::from_hex(&files::read_text(path)?)
    }

    /// Reads the key in that file; if there is no such file, writes a new key (mode 0600).
    ///
    /// # Errors
    /// As [`RootKey::from_file`], and [`KeyError::Entropy`].
    pub fn from_file_or_new(path: &Path) -> Result<Self, KeyError> {
        match Self::from_file(path) {
            Err(KeyError::File(error)) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        let key = Self::new()?;
        match files::write_new(path, key.hex().as_bytes()) {
            Ok(()) => Ok(key),
            // Another process wrote a key first.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::from_file(path),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes a new key from the operating system's randomness.
    ///
    /// # Errors
    /// [`KeyError::Entropy`] when that fails.
    pub(super) fn new() -> Result<Self, KeyError> {
        let mut key = Self([0; 32]);
        getrandom::fill(&mut key.0).map_err(|_| KeyError::Entropy)?;
        // A source that repeats one byte is broken.
        if key.0.iter().all(|byte| Some(byte) == key.0.first()) {
            return Err(KeyError::Entropy);
        }
        Ok(key)
    }

    /// The 64 digits and a line feed.
    pub(super) fn hex(&self) -> Zeroizing<String> {
        let mut text = hex(&self.0);
        text.push('\n');
        text
    }

    pub(crate) const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The 64 hexadecimal digits of a key, in lower case, with room for one more character: a string
/// that grows leaves a copy in memory.
pub(crate) fn hex(key: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in key {
        for nibble in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(nibble.into(), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_64_hexadecimal_digits_are_a_key() {
        let good = "00112233445566778899aabbccddeeFF00112233445566778899aabbccddeeff";
        assert_eq!(RootKey::from_hex(&format!(" {good}\n")).unwrap().reveal()[15], 0xff);
        for bad in ["", &good[1..], &format!("{good}0"), &good.replace('8', "g"), &"00".repeat(32)]
        {
            assert!(matches!(RootKey::from_hex(bad), Err(KeyError::Malformed)), "{bad}");
        }
    }

    #[test]
    fn a_new_key_is_kept_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.key");
        let one = RootKey::from_file_or_new(&path).unwrap();
        let other = RootKey::from_file_or_new(&path).unwrap();
        assert!(one.reveal() == other.reveal());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "torn").unwrap();
        assert!(matches!(RootKey::from_file_or_new(&path), Err(KeyError::Malformed)));
    }
}
