//! A checked folder, and the files in it.

use super::check::{self, Facts, Kind, Sharing, Why, refused};
use super::system::{self, Dir, Open};
use super::{draft_of, named, replace};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use zeroize::Zeroizing;

/// A folder by its handle, checked when it was opened. Its files are opened relative to the handle,
/// so that none of them can be another folder's, and are checked too. See [`crate::files`].
///
/// A file is named by a single name, never by a path.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
    /// For messages, and for whoever can take a path only.
    path: PathBuf,
}

impl Folder {
    /// The folder at that path, which only its owner may write to.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), or why it cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Alone, true)
    }

    /// As [`Self::open`]; the folder and those above it are made if they are not there, with access
    /// for the effective user alone.
    ///
    /// # Errors
    /// As [`Self::open`], or why it cannot be made.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        system::create_folder(path)?;
        Self::open(path)
    }

    /// A folder that a link in its place does not count for.
    pub(crate) fn without_links(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Alone, false)
    }

    /// As [`Self::without_links`]; made as by [`Self::open_or_create`].
    pub(crate) fn new_without_links(path: &Path) -> io::Result<Self> {
        system::create_folder(path)?;
        Self::without_links(path)
    }

    /// A folder that others may put files of their own in, if they can touch no other.
    pub(crate) fn sticky(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Sticky, true)
    }

    fn at(path: &Path, sharing: Sharing, links: bool) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self { dir: Dir::open(path, sharing, links)?, path: path.to_owned() })
    }

    /// Where it is, or was when it was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a file holds that only its owner may write. Wiped on drop, since it may be a secret.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), or why it cannot be read; a link is refused.
    pub fn read(&self, name: impl AsRef<OsStr>) -> io::Result<Zeroizing<Vec<u8>>> {
        self.contents(name.as_ref(), check::file)
    }

    /// The text of a file: see [`Self::read`].
    ///
    /// # Errors
    /// As [`Self::read`], and `InvalidData` when it is not UTF-8.
    pub fn read_text(&self, name: impl AsRef<OsStr>) -> io::Result<Zeroizing<String>> {
        named::text(&self.read(name)?)
    }

    /// What a file holds that has no other name.
    pub(crate) fn read_single(&self, name: &OsStr) -> io::Result<Zeroizing<Vec<u8>>> {
        self.contents(name, check::single_file)
    }

    fn contents(
        &self,
        name: &OsStr,
        check: fn(Facts, u32) -> Result<(), Why>,
    ) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut file = self.opened(name, Open::Read, check)?;
        let length = usize::try_from(file.metadata()?.len()).unwrap_or_default();
        // With room for all of it: a vector that grows leaves a copy behind.
        let mut content = Zeroizing::new(Vec::with_capacity(length.saturating_add(1)));
        file.read_to_end(&mut content)?;
        Ok(content)
    }

    /// Whether there is a file of that name that has no other name and that only its owner may
    /// write; `false` where there is nothing. It is not opened.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), or why it cannot be looked at.
    pub fn has(&self, name: impl AsRef<OsStr>) -> io::Result<bool> {
        let name = single(name.as_ref())?;
        let facts = match self.dir.look(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            found => found?,
        };
        self.checked(name, facts, check::single_file)?;
        Ok(true)
    }

    /// Whether there is a symbolic link of that name.
    pub(super) fn is_link(&self, name: &OsStr) -> io::Result<bool> {
        match self.dir.look(single(name)?) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            found => Ok(found?.kind == Kind::Link),
        }
    }

    /// A new file that only the effective user may read and write.
    ///
    /// # Errors
    /// Why it cannot be made; `AlreadyExists` also where a link of that name is.
    pub fn create_new(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        self.dir.file(single(name.as_ref())?, Open::New)
    }

    /// A file to be locked, made if it is not there. Its content is not touched.
    pub(crate) fn lockable(&self, name: &OsStr) -> io::Result<File> {
        self.opened(name, Open::Lock, check::single_file)
    }

    /// Writes a file that only the effective user may read, in place of one that may be there:
    /// whoever reads it finds the old content or the new. It is not synced.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn write(&self, name: impl AsRef<OsStr>, content: &[u8]) -> io::Result<()> {
        let name = single(name.as_ref())?;
        self.write_draft(name, |file| file.write_all(content), |draft| self.dir.rename(draft, name))
    }

    /// Writes a new file as a whole, durably. Whoever reads it finds all of it, or no file.
    pub(crate) fn write_new(&self, name: &OsStr, content: &[u8]) -> io::Result<()> {
        let write = |file: &mut File| file.write_all(content).and_then(|()| file.sync_all());
        self.write_draft(name, write, |draft| {
            self.dir.link(draft, name)?;
            self.dir.remove(draft)?;
            self.dir.sync()
        })
    }

    /// Writes a draft under a name that cannot be guessed, and has it moved.
    fn write_draft(
        &self,
        name: &OsStr,
        write: impl FnOnce(&mut File) -> io::Result<()>,
        place: impl FnOnce(&OsStr) -> io::Result<()>,
    ) -> io::Result<()> {
        let number = getrandom::u64().map_err(io::Error::other)?;
        let mut draft = OsString::from(format!(".{number:016x}."));
        draft.push(draft_of(name));
        let mut file = self.create_new(&draft)?;
        let written = write(&mut file).and_then(|()| place(&draft));
        if written.is_err() {
            // It may hold a secret.
            let _ = self.dir.remove(&draft);
        }
        written
    }

    /// Makes a file, with group and mode of `like` if there is such a file, and returns when it is
    /// durable.
    pub(super) fn put(&self, name: &OsStr, content: &[u8], like: &OsStr) -> io::Result<()> {
        let mut file = self.create_new(name)?;
        self.dir.like(&file, single(like)?)?;
        file.write_all(content)?;
        file.sync_all()
    }

    /// Removes a file, if there is one.
    pub(crate) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match self.dir.remove(single(name)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.dir.rename(single(from)?, single(to)?)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.dir.sync()
    }

    /// Replaces a file: see [`replace`].
    pub(crate) fn replace(&self, name: &OsStr, content: &[u8]) -> io::Result<()> {
        replace(self, name, content)
    }

    /// Opens a file and checks it by its handle.
    fn opened(
        &self,
        name: &OsStr,
        open: Open,
        check: fn(Facts, u32) -> Result<(), Why>,
    ) -> io::Result<File> {
        let name = single(name)?;
        let file = self.dir.file(name, open).map_err(|error| match system::is_link(&error) {
            true => refused(&self.path.join(name), Why::Link),
            false => error,
        })?;
        self.checked(name, system::facts_of(&file)?, check)?;
        Ok(file)
    }

    fn checked(
        &self,
        name: &OsStr,
        facts: Facts,
        check: fn(Facts, u32) -> Result<(), Why>,
    ) -> io::Result<()> {
        check(facts, system::user()).map_err(|why| refused(&self.path.join(name), why))
    }
}

/// The name, if it is one and no path.
fn single(name: &OsStr) -> io::Result<&OsStr> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(only)), None) if only == name => Ok(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "a file needs a name, not a path")),
    }
}
