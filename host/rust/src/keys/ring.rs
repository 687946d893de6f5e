//! The ring: the current root key and earlier ones, and how they are written.

use super::{Derived, KeyError, KeyId, RootKey};
use crate::files;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// The root keys of a host: the current one, under which new codes are stored, and earlier ones,
/// under which codes may still be stored. At least one, at most [`Self::MAX_KEYS`], no two with
/// one id. No `Debug`; wiped on drop. See [`crate::keys`] for how it is changed.
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

    /// The ring that a text describes: one key a line, as [`RootKey::from_hex`], the current one
    /// first. Lines that begin with `#` are comments; they and lines of white space are passed over.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when a line is no key, or there is none; [`KeyError::Twice`] when two
    /// keys have one id; [`KeyError::TooMany`] beyond [`Self::MAX_KEYS`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let mut keys = text.lines().filter(|line| holds_key(line)).map(RootKey::from_hex);
        let current = keys.next().ok_or(KeyError::Malformed)??;
        let ring = Self { current, earlier: keys.collect::<Result<_, _>>()? };
        let count = 1 + ring.earlier.len();
        if count > Self::MAX_KEYS {
            return Err(KeyError::TooMany { max: Self::MAX_KEYS });
        }
        let ids: BTreeSet<_> = ring.ids().into_iter().collect();
        if ids.len() == count { Ok(ring) } else { Err(KeyError::Twice) }
    }

    /// The ring in that file.
    ///
    /// # Errors
    /// [`KeyError::File`] when it cannot be read, and as [`Self::from_text`].
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        Self::from_text(&files::read_text(path)?)
    }

    /// The ring in that file; one of a new key is written there (mode 0600) if there is no such
    /// file.
    ///
    /// # Errors
    /// As [`Self::from_file`], and [`KeyError::Entropy`].
    pub fn from_file_or_new(path: &Path) -> Result<Self, KeyError> {
        match Self::from_file(path) {
            Err(KeyError::File(error)) if error.kind() == io::ErrorKind::NotFound => {
                match RootKey::from_file_or_new(path) {
                    // Somebody else may have been faster, and have written several.
                    Ok(_) | Err(KeyError::Malformed) => Self::from_file(path),
                    Err(error) => Err(error),
                }
            }
            found => found,
        }
    }

    /// The names of the keys, that of the current one first.
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

impl RootKey {
    /// What names this key in whatever is stored under it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        Derived::of(self).id
    }
}

/// Whether a line of a ring's text holds a key, rather than a comment or nothing.
pub(super) fn holds_key(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}
