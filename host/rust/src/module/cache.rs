//! Machine code kept between starts.
//!
//! The one unsafe place of this crate: wasmtime cannot check machine code, so that whoever can
//! write the cache can run anything in the host. Hence a file is used only if nobody but its owner
//! may write it or its folder, and if its content has the hash that was written beside it (a torn
//! write, a bad disk). The name has the engine's compatibility hash and the module's hash in it, so
//! that other settings, another wasmtime or another module never meet it.

use super::ModuleError;
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{fs, process};
use wasmtime::Engine;
use wasmtime::component::Component;

const HASH_BYTES: usize = 32;

/// Loads a component from the cache, or compiles it and puts it there. A cache that cannot be
/// used or written costs time, and nothing else.
pub(super) fn load(
    engine: &Engine,
    bytes: &[u8],
    folder: Option<&Path>,
) -> Result<Component, ModuleError> {
    let Some(folder) = folder else {
        return Component::new(engine, bytes).map_err(ModuleError::compile);
    };
    let path = folder.join(name(engine, bytes));
    if let Some(component) = read(&path).and_then(|code| trusted(engine, &code)) {
        return Ok(component);
    }
    let component = Component::new(engine, bytes).map_err(ModuleError::compile)?;
    if let Ok(code) = component.serialize() {
        // Without a cache the next start compiles again: slower, and correct.
        let _ = write(&path, &code);
    }
    Ok(component)
}

fn name(engine: &Engine, bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let module = Sha256::digest(bytes);
    let module: String = module.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{:016x}-{module}.cwasm", hasher.finish())
}

/// The machine code of a cache file: private to its owner, and whole.
fn read(path: &Path) -> Option<Vec<u8>> {
    if !is_private(path) || !is_private(path.parent()?) {
        return None;
    }
    let mut content = fs::read(path).ok()?;
    let hash = content.split_off(content.len().checked_sub(HASH_BYTES)?);
    (Sha256::digest(&content).as_slice() == hash).then_some(content)
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    fs::symlink_metadata(path).is_ok_and(|found| {
        !found.file_type().is_symlink() && found.mode() & WRITABLE_BY_OTHERS == 0
    })
}

/// Where permissions cannot be told, nothing is private.
#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    false
}

/// Writes the file beside its place and moves it there, so that no reader meets half of it.
fn write(path: &Path, code: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    let draft: PathBuf = folder.join(format!(".{}.draft", process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(code)?;
    file.write_all(&Sha256::digest(code))?;
    drop(file);
    fs::rename(&draft, path)
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[allow(unsafe_code, reason = "the one documented place: loading an ahead-of-time artifact")]
fn trusted(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes come from a file that only its owner can write, in a folder that only its
    // owner can write, and are whole; `Component::serialize` made them.
    unsafe { Component::deserialize(engine, code) }.ok()
}
