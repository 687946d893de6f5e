//! Builds the module from source, so that what is embedded is never older than what is written.
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

/// `OUT_DIR` is `TARGET/PROFILE/build/PACKAGE/out`. The guest gets a folder of its own in there,
/// since the outer cargo holds the lock of its own, and shares it between profiles.
fn target_dir(out: &Path) -> PathBuf {
    out.ancestors().nth(4).unwrap_or(out).to_path_buf()
}
