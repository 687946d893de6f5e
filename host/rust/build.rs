//! Builds the module from source, so that the embedded module is never older than the source.
#![forbid(unsafe_code)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let workspace = manifest.join("../..").canonicalize()?;
    for input in [
        "core/src",
        "core/Cargo.toml",
        "wasm/src",
        "wasm/wit",
        "wasm/Cargo.toml",
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
    ] {
        println!("cargo::rerun-if-changed={}", workspace.join(input).display());
    }
    let component = codemint_pack::component(&workspace, &target_dir(&out).join("guest"))?;
    fs::write(out.join("codemint.wasm"), component)?;
    Ok(())
}

/// The target directory: `OUT_DIR` is `TARGET/PROFILE/build/PACKAGE/out`. The guest is built in a
/// directory of its own below it, shared between profiles, since the outer cargo holds the lock of
/// the target directory.
fn target_dir(out: &Path) -> PathBuf {
    out.ancestors().nth(4).unwrap_or(out).to_path_buf()
}
