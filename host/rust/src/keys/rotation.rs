//! Changing the ring in its file.

use super::ring::holds_key;
use super::{KeyError, KeyId, KeyRing, RootKey};
use crate::files::{self, Folder};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::path::Path;
use zeroize::Zeroizing;

/// Says to [`KeyRing::retire`], from this process or another of the same machine, that codes are
/// issued under a key. Until it is dropped, or the process ends.
pub struct Hold(
    /// Locked.
    #[expect(dead_code, reason = "it is held, not read")]
    File,
);

/// Why no key was retired.
#[derive(Debug, thiserror::Error)]
pub enum RetireError<E> {
    /// The file cannot be read or written, or is no key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Nobody knows which keys are in use.
    #[error(transparent)]
    InUse(E),
}

impl KeyRing {
    /// Writes a new key before the others, and answers its name: the first of the four steps to
    /// change the key ([`crate::keys`]).
    ///
    /// The file is replaced as a whole: a draft beside it (`<file>.draft`) is written and
    /// synced, then moved into its place, and its folder synced. So a crash leaves the old file or
    /// the new one. Comments stay; the new file has the old one's group, and its mode as far as that
    /// lets others only read. A lock (`<file>.lock`) holds off others who change it. Where the path is
    /// a link, what it leads to is replaced. Files that other users may have changed are refused
    /// ([`crate::files`]).
    ///
    /// # Errors
    /// [`KeyError`] when the file is no key file, has the most keys already, or cannot be replaced.
    /// Its content is the old one then; only when the last sync failed it may be the new one, so look.
    pub fn rotate(path: &Path) -> Result<KeyId, KeyError> {
        let (folder, name) = files::resolve(path)?;
        let _lock = files::lock(&folder, &name)?;
        let text = read(&folder, &name)?;
        let new = RootKey::new()?;
        folder.replace(&name, rotated(&text, &new)?.as_bytes())?;
        Ok(new.id())
    }

    /// Removes the earlier keys that are not in use, and answers their names: the last of the four
    /// steps to change the key ([`crate::keys`]). The current key always stays.
    ///
    /// `in_use` names the keys that live codes or waiting mails are stored under, in every store of
    /// this ring ([`Reseal::keys_in_use`]); it is asked while the file is locked. A key that
    /// somebody holds ([`Self::hold`]) stays too: codes are issued under it. The file is replaced as
    /// by [`Self::rotate`].
    ///
    /// # Errors
    /// [`RetireError`] when the keys in use cannot be told, or as [`Self::rotate`]: then none is
    /// removed.
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
        // Whom nobody holds now, nobody can begin to hold while the lock on it is ours: who tries
        // waits for it, and then finds that it is not the current one.
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
            // What stays behind is empty, and nobody will look for it.
            let _ = folder.remove(&files::with(&name, &held(*id)));
        }
        Ok(retired)
    }

    /// The ring in that file, and a hold on its current key: for a host that issues codes under it,
    /// for as long as it does. The hold is a lock on `<file>.<id>.held`, so the folder must be one
    /// that this user may write to.
    ///
    /// # Errors
    /// As [`Self::from_file`]; [`KeyError::Unsettled`] when the current key changes again and again.
    pub fn hold(path: &Path) -> Result<(Self, Hold), KeyError> {
        let (folder, name) = files::resolve(path)?;
        let ring = || Self::from_text(&read(&folder, &name)?);
        for _ in 0..16 {
            let id = ring()?.current().id();
            let lock = files::lock_file(&folder, &name, &held(id))?;
            lock.lock_shared()?;
            // Another key may have become the current one, and this one been retired, meanwhile.
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
    // With room for all of it: a text that grows leaves a copy behind.
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
        if !holds_key(line) || !retired.contains(&RootKey::from_hex(line)?.id()) {
            rest.push_str(line);
        }
    }
    KeyRing::from_text(&rest)?;
    Ok(rest)
}

/// A lock that nobody else has a part in; `None` when somebody holds the key.
fn hold_alone(folder: &Folder, name: &OsStr, id: KeyId) -> Result<Option<File>, KeyError> {
    let lock = files::lock_file(folder, name, &held(id))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// How the name of a key's hold ends.
fn held(id: KeyId) -> String {
    format!(".{id}.held")
}
