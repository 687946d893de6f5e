//! Changing the ring in its file.

use super::id::KeyId;
use super::ring::{KeyRing, is_key};
use super::root::{KeyError, RootKey};
use crate::files::{self, Folder};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::path::Path;
use zeroize::Zeroizing;

/// Prevents [`KeyRing::retire`], in any process of this machine, from retiring a key under which
/// codes are issued, until it is dropped or the process ends.
pub struct Hold(
    /// The locked file.
    #[expect(dead_code, reason = "it is held, not read")]
    File,
);

/// Why no key was retired.
#[derive(Debug, thiserror::Error)]
pub enum RetireError<E> {
    /// The file cannot be read or written, or is not a key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The keys in use could not be determined.
    #[error(transparent)]
    InUse(E),
}

impl KeyRing {
    /// Writes a new key before the others and returns its ID: the first of the four steps to change
    /// the key ([`crate::keys`]).
    ///
    /// The file is replaced as a whole: a draft beside it (`<file>.draft`) is written and synced,
    /// then moved into its place, and the folder is synced. A crash therefore leaves the old file
    /// or the new one. Comments stay; the new file has the old one's group, and its mode without
    /// write access for others. A lock (`<file>.lock`) excludes other changes. If the path is a
    /// link, its target is replaced. Files that other users may have changed are refused
    /// ([`crate::files`]).
    ///
    /// # Errors
    /// [`KeyError`] when the file is not a key file, has the most keys already, or cannot be
    /// replaced. Its content is then the old one, or, if only the last sync failed, possibly the
    /// new one.
    pub fn rotate(path: &Path) -> Result<KeyId, KeyError> {
        let (folder, name) = files::resolve(path)?;
        let _lock = files::lock(&folder, &name)?;
        let text = read(&folder, &name)?;
        let new = RootKey::new()?;
        folder.replace(&name, rotated(&text, &new)?.as_bytes())?;
        Ok(new.id())
    }

    /// Removes the earlier keys that are not in use and returns their IDs: the last of the four
    /// steps to change the key ([`crate::keys`]). The current key always stays.
    ///
    /// `in_use` returns the keys that live codes or waiting mails are stored under, in every store
    /// of this ring ([`Reseal::keys_in_use`]); it is called while the file is locked. A key that a
    /// host holds ([`Self::hold`]) stays too: codes are issued under it. The file is replaced as by
    /// [`Self::rotate`].
    ///
    /// # Errors
    /// [`RetireError`] when the keys in use cannot be determined, or as for [`Self::rotate`]: then
    /// no key is removed.
    ///
    /// [`Reseal::keys_in_use`]: crate::store::Reseal::keys_in_use
    pub fn retire<E>(
        path: &Path,
        in_use: impl FnOnce() -> Result<BTreeSet<KeyId>, E>,
    ) -> Result<Vec<KeyId>, RetireError<E>> {
        let (folder, name) = files::resolve(path).map_err(KeyError::from)?;
        let _lock = files::lock(&folder, &name).map_err(KeyError::from)?;
        let text = read(&folder, &name)?;
        let ring = Self::from_text(&text)?;
        // A key that no host holds now cannot be held while we have its lock: a host that tries
        // waits for the lock, and then finds that the key is not the current one.
        let mut free = Vec::new();
        for key in ring.earlier() {
            free.extend(hold_alone(&folder, &name, key.id())?.map(|lock| (key.id(), lock)));
        }
        let used = in_use().map_err(RetireError::InUse)?;
        free.retain(|(id, _)| !used.contains(id));
        let retired: Vec<_> = free.iter().map(|(id, _)| *id).collect();
        if retired.is_empty() {
            return Ok(retired);
        }
        let text = without(&text, &retired)?;
        folder.replace(&name, text.as_bytes()).map_err(KeyError::from)?;
        for id in &retired {
            // A file that stays is empty and will not be used.
            let _ = folder.remove(&files::with(&name, &held(*id)));
        }
        Ok(retired)
    }

    /// Reads the ring in that file and holds its current key, for a host that issues codes under
    /// it. The hold is a lock on `<file>.<id>.held`, so this user must be able to write to the
    /// folder.
    ///
    /// # Errors
    /// As [`Self::from_file`]; [`KeyError::Unsettled`] when the current key keeps changing.
    pub fn hold(path: &Path) -> Result<(Self, Hold), KeyError> {
        let (folder, name) = files::resolve(path)?;
        let ring = || Self::from_text(&read(&folder, &name)?);
        for _ in 0..16 {
            let id = ring()?.current().id();
            let lock = files::lock_file(&folder, &name, &held(id))?;
            lock.lock_shared()?;
            // Meanwhile, another key may have become the current one, and this one been retired.
            let ring = ring()?;
            if ring.current().id() == id {
                return Ok((ring, Hold(lock)));
            }
        }
        Err(KeyError::Unsettled)
    }
}

fn read(folder: &Folder, name: &OsStr) -> Result<Zeroizing<String>, KeyError> {
    Ok(folder.read_text(name)?)
}

/// A ring's text with a new key before the others.
pub(super) fn rotated(text: &str, new: &RootKey) -> Result<Zeroizing<String>, KeyError> {
    KeyRing::from_text(text)?;
    let line = new.hex();
    // With room for all of it: a string that grows leaves a copy in memory.
    let mut rotated = Zeroizing::new(String::with_capacity(line.len() + text.len()));
    rotated.push_str(&line);
    rotated.push_str(text);
    KeyRing::from_text(&rotated)?;
    Ok(rotated)
}

/// A ring's text without these keys.
fn without(text: &str, retired: &[KeyId]) -> Result<Zeroizing<String>, KeyError> {
    let mut rest = Zeroizing::new(String::with_capacity(text.len()));
    for line in text.split_inclusive('\n') {
        if !is_key(line) || !retired.contains(&RootKey::from_hex(line)?.id()) {
            rest.push_str(line);
        }
    }
    KeyRing::from_text(&rest)?;
    Ok(rest)
}

/// An exclusive lock on a key; `None` when a host holds the key.
fn hold_alone(folder: &Folder, name: &OsStr, id: KeyId) -> Result<Option<File>, KeyError> {
    let lock = files::lock_file(folder, name, &held(id))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The ending of the file name for a key's hold.
fn held(id: KeyId) -> String {
    format!(".{id}.held")
}
