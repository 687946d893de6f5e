//! A cache of compiled machine code.
//!
//! This is the only unsafe code of this crate: wasmtime cannot check machine code, so a user who
//! can write the cache can execute anything in the host. A file is therefore used only if it and
//! its folder belong to the effective user or to root, only their owner may write them, and neither
//! is a link ([`crate::files`]); and if its content matches the hash stored after it (against torn
//! writes and bad disks). All of this is checked by the handle that is read. The file's name
//! contains the engine's compatibility hash and the module's hash, so that it is not found with
//! other settings, another wasmtime or another module.

use super::error::ModuleError;
use crate::files::Folder;
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use wasmtime::Engine;
use wasmtime::component::Component;

const HASH_BYTES: usize = 32;

/// Loads a component from the cache, or compiles it and caches it. A cache that cannot be used or
/// written only costs time.
pub(super) fn load(
    engine: &Engine,
    bytes: &[u8],
    folder: Option<&Path>,
) -> Result<Component, ModuleError> {
    let Some(folder) = folder else {
        return Component::new(engine, bytes).map_err(ModuleError::compile);
    };
    let name = name(engine, bytes);
    if let Some(component) = read(folder, &name).and_then(|code| trusted(engine, &code)) {
        return Ok(component);
    }
    let component = Component::new(engine, bytes).map_err(ModuleError::compile)?;
    if let Ok(code) = component.serialize() {
        // Without a cache, the next start compiles again.
        let _ = write(folder, &name, &code);
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

/// Reads the machine code in a cache file, if the file is trusted and intact.
#[cfg(unix)]
fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let mut content = Folder::without_links(folder).ok()?.read_single(name.as_ref()).ok()?;
    let length = content.len().checked_sub(HASH_BYTES)?;
    let hash = content.split_off(length);
    (Sha256::digest(&*content).as_slice() == hash).then(|| std::mem::take(&mut *content))
}

/// On systems where owners and modes cannot be checked, no file is trusted.
#[cfg(not(unix))]
fn read(_: &Path, _: &str) -> Option<Vec<u8>> {
    None
}

/// Writes the file as a whole, so that no reader finds a part of it.
fn write(folder: &Path, name: &str, code: &[u8]) -> io::Result<()> {
    let hash = Sha256::digest(code);
    let content = [code, hash.as_slice()].concat();
    Folder::new_without_links(folder)?.write(name, &content)
}

#[allow(unsafe_code, reason = "the one documented place: loading an ahead-of-time artifact")]
fn trusted(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes come from a file, in a folder, that both belong to this user or to root and
    // that only their owner can write, and are intact; `Component::serialize` made them.
    unsafe { Component::deserialize(engine, code) }.ok()
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
