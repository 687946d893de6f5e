//! The ring: the current root key and earlier ones, and their text form.

use super::id::KeyId;
use super::root::{KeyError, RootKey};
use crate::files;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// The root keys of a host: the current one, under which new codes are stored, and earlier ones,
/// under which codes may still be stored. One to [`Self::MAX_KEYS`] keys with distinct IDs. No
/// `Debug`; wiped on drop. See [`crate::keys`] for how it is changed.
pub struct KeyRing {
    current: RootKey,
    earlier: Vec<RootKey>,
}

impl KeyRing {
    /// The most keys in a ring.
    pub const MAX_KEYS: usize = 32;

    /// A ring of one key.
    #[must_use]
    pub const fn of(key: RootKey) -> Self {
        Self { current: key, earlier: Vec::new() }
    }

    /// Parses a ring: one key per line, as for [`RootKey::from_hex`], the current one first.
    /// Comment lines, which begin with `#`, and blank lines are ignored.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when a line is not a valid key, or there is no key;
    /// [`KeyError::Twice`] when two keys have the same ID; [`KeyError::TooMany`] beyond
    /// [`Self::MAX_KEYS`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let mut keys = text.lines().filter(|line| is_key(line)).map(RootKey::from_hex);
        let current = keys.next().ok_or(KeyError::Malformed)??;
        let ring = Self { current, earlier: keys.collect::<Result<_, _>>()? };
        let count = 1 + ring.earlier.len();
        if count > Self::MAX_KEYS {
            return Err(KeyError::TooMany { max: Self::MAX_KEYS });
        }
        let ids: BTreeSet<_> = ring.ids().into_iter().collect();
        if ids.len() == count { Ok(ring) } else { Err(KeyError::Twice) }
    }

    /// Reads the ring in that file.
    ///
    /// # Errors
    /// [`KeyError::File`] when it cannot be read, and as [`Self::from_text`].
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        Self::from_text(&files::read_text(path)?)
    }

    /// Reads the ring in that file; if there is no such file, writes one with a new key (mode
    /// 0600).
    ///
    /// # Errors
    /// As [`Self::from_file`], and [`KeyError::Entropy`].
    pub fn from_file_or_new(path: &Path) -> Result<Self, KeyError> {
        match Self::from_file(path) {
            Err(KeyError::File(error)) if error.kind() == io::ErrorKind::NotFound => {
                match RootKey::from_file_or_new(path) {
                    // Another process may have written a ring of several keys first.
                    Ok(_) | Err(KeyError::Malformed) => Self::from_file(path),
                    Err(error) => Err(error),
                }
            }
            found => found,
        }
    }

    /// The IDs of the keys, that of the current one first.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        std::iter::once(&self.current).chain(&self.earlier).map(RootKey::id).collect()
    }

    pub(super) const fn current(&self) -> &RootKey {
        &self.current
    }

    pub(super) fn earlier(&self) -> &[RootKey] {
        &self.earlier
    }
}

/// Whether a line of a ring's text is a key, and not a comment or blank.
pub(super) fn is_key(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}
