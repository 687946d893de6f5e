//! A checked folder, and the files in it.

use super::check::{self, Facts, Kind, Sharing, Why, refused};
use super::open::Open;
use super::replace::{Disk, draft_of, replace};
use super::system::{self, Dir};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use zeroize::Zeroizing;

/// An open folder that was checked. Its files are opened relative to its handle, so that none can
/// be in another folder, and are checked too. See [`crate::files`].
///
/// A file is given by a single name, never by a path.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
    /// For messages, and for callers that need a path.
    path: PathBuf,
}

impl Folder {
    /// Opens the folder at that path, which only its owner may write to.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), or the error of opening it.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Alone, true)
    }

    /// As [`Self::open`], but creates the folder and the missing ones above it, with access for the
    /// effective user alone.
    ///
    /// # Errors
    /// As [`Self::open`], or the error of creating it.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        system::create_folder(path)?;
        Self::open(path)
    }

    /// As [`Self::open`], but refuses a symbolic link in the folder's place.
    pub(crate) fn without_links(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Alone, false)
    }

    /// As [`Self::without_links`], but creates the folder like [`Self::open_or_create`].
    pub(crate) fn new_without_links(path: &Path) -> io::Result<Self> {
        system::create_folder(path)?;
        Self::without_links(path)
    }

    /// As [`Self::open`], but others may create files in the folder if it is sticky.
    pub(crate) fn sticky(path: &Path) -> io::Result<Self> {
        Self::at(path, Sharing::Sticky, true)
    }

    fn at(path: &Path, sharing: Sharing, links: bool) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self { dir: Dir::open(path, sharing, links)?, path: path.to_owned() })
    }

    /// Its path when it was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a file that only its owner may write. The content is wiped on drop, since it may be a
    /// secret.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), also for a link, or the error of reading it.
    pub fn read(&self, name: impl AsRef<OsStr>) -> io::Result<Zeroizing<Vec<u8>>> {
        self.contents(name.as_ref(), check::file)
    }

    /// Reads a text file: see [`Self::read`].
    ///
    /// # Errors
    /// As [`Self::read`], and `InvalidData` when it is not UTF-8.
    pub fn read_text(&self, name: impl AsRef<OsStr>) -> io::Result<Zeroizing<String>> {
        text(&self.read(name)?)
    }

    /// As [`Self::read`], for a file with a single name.
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
        // With room for all of it: a vector that grows leaves a copy in memory.
        let mut content = Zeroizing::new(Vec::with_capacity(length.saturating_add(1)));
        file.read_to_end(&mut content)?;
        Ok(content)
    }

    /// Whether a file of that name exists; if so, it must have no other name, and only its owner
    /// may write it. It is not opened.
    ///
    /// # Errors
    /// [`Refused`](super::Refused), or the error of reading its attributes.
    pub fn has(&self, name: impl AsRef<OsStr>) -> io::Result<bool> {
        let name = single(name.as_ref())?;
        let facts = match self.dir.entry(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            found => found?,
        };
        self.checked(name, facts, check::single_file)?;
        Ok(true)
    }

    /// Whether a symbolic link of that name exists.
    pub(super) fn is_link(&self, name: &OsStr) -> io::Result<bool> {
        match self.dir.entry(single(name)?) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            found => Ok(found?.kind == Kind::Link),
        }
    }

    /// Creates a file that only the effective user may read and write.
    ///
    /// # Errors
    /// The error of creating it; `AlreadyExists` also if the name is a link.
    pub fn create_new(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        self.dir.file(single(name.as_ref())?, Open::New)
    }

    /// Opens a file to be locked, and creates it if it does not exist. Its content is not touched.
    pub(crate) fn lockable(&self, name: &OsStr) -> io::Result<File> {
        self.opened(name, Open::Lock, check::single_file)
    }

    /// Writes a file that only the effective user may read, in place of an existing one: a reader
    /// finds either the old content or the new. It is not synced.
    ///
    /// # Errors
    /// The error of the write.
    pub fn write(&self, name: impl AsRef<OsStr>, content: &[u8]) -> io::Result<()> {
        let name = single(name.as_ref())?;
        self.write_draft(name, |file| file.write_all(content), |draft| self.dir.rename(draft, name))
    }

    /// Writes a new file as a whole, durably. A reader finds all of it, or no file.
    pub(crate) fn write_new(&self, name: &OsStr, content: &[u8]) -> io::Result<()> {
        let write = |file: &mut File| file.write_all(content).and_then(|()| file.sync_all());
        self.write_draft(name, write, |draft| {
            self.dir.link(draft, name)?;
            self.dir.remove(draft)?;
            self.dir.sync()
        })
    }

    /// Writes a draft under an unpredictable name, and moves it with `place`.
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
            // It may contain a secret.
            let _ = self.dir.remove(&draft);
        }
        written
    }

    /// Removes a file, if it exists.
    pub(crate) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match self.dir.remove(single(name)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Replaces a file durably: see [`replace`].
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

impl Disk for Folder {
    fn put(&self, name: &OsStr, bytes: &[u8], like: &OsStr) -> io::Result<()> {
        let mut file = self.create_new(name)?;
        self.dir.like(&file, single(like)?)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        Self::remove(self, name)
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.dir.rename(single(from)?, single(to)?)
    }

    fn sync(&self) -> io::Result<()> {
        self.dir.sync()
    }
}

/// The text in these bytes.
///
/// # Errors
/// `InvalidData` when they are not UTF-8.
pub(super) fn text(bytes: &[u8]) -> io::Result<Zeroizing<String>> {
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8");
    str::from_utf8(bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(not_text)
}

/// The name, if it is a single name and not a path.
fn single(name: &OsStr) -> io::Result<&OsStr> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(only)), None) if only == name => Ok(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "a file needs a name, not a path")),
    }
}
