//! Builds Codemint's module from source, and packs it as a component or (feature `js`) for
//! JavaScript.
//!
//! The same sources give the same bytes in every folder: the compiler shortens paths before it
//! writes them, and compiler flags from the environment are ignored.
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use wit_component::ComponentEncoder;

#[cfg(feature = "js")]
pub mod js;

/// The compilation target of the guest.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Compiler flags of the guest: 128-bit SIMD; a stack of 128 KiB, so that a fresh instance has few
/// pages to clear; and 1 MiB of initial memory, which is enough for a request for 100 users, so
/// that memory need not grow during it.
const FLAGS: [&str; 3] = [
    "-Ctarget-feature=+simd128",
    "-Clink-arg=-zstack-size=131072",
    "-Clink-arg=--initial-memory=1048576",
];

/// How the guest is built for one kind of host.
struct Face {
    /// Arguments for cargo.
    arguments: &'static [&'static str],
    /// A profile of the root manifest.
    profile: &'static str,
    /// Flags for the compiler.
    flags: &'static [&'static str],
}

const COMPONENT: Face = Face { arguments: &[], profile: "guest", flags: &FLAGS };

/// Why the guest could not be built or packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The compiler could not be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// The cause.
        source: io::Error,
    },
    /// The compiler failed; its output says why.
    #[error("the guest does not build; if its target is missing: `rustup target add {TARGET}`")]
    Build,
    /// A file could not be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The module could not be packed.
    #[error("cannot pack the module as a component: {0}")]
    Encode(String),
}

/// Builds the guest of the workspace at `workspace` in `target_dir`, and packs it as a component.
///
/// `target_dir` must not be that of a cargo process that waits for this call, which would deadlock.
///
/// # Errors
/// [`PackError`] when the build fails or the module cannot be packed.
pub fn component(workspace: &Path, target_dir: &Path) -> Result<Vec<u8>, PackError> {
    let module = build(workspace, target_dir, &COMPONENT)?;
    let mut encoder = ComponentEncoder::default();
    encoder
        .validate(true)
        .module(&module)
        .and_then(ComponentEncoder::encode)
        .map_err(|error| PackError::Encode(format!("{error:#}")))
}

/// Builds the guest as a core WebAssembly module and returns its bytes.
fn build(workspace: &Path, target_dir: &Path, face: &Face) -> Result<Vec<u8>, PackError> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&cargo);
    command
        .current_dir(workspace)
        .args(["build", "--locked", "--package", "codemint-wasm", "--profile", face.profile])
        .args(face.arguments)
        .args(["--target", TARGET, "--target-dir"])
        .arg(target_dir);
    // A build script inherits settings of the host's build: flags, wrappers, profiles.
    for (name, _) in env::vars_os() {
        if is_of_the_outer_build(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags(workspace, face).join("\x1f"));
    let status = command.status().map_err(|source| PackError::Start {
        program: cargo.to_string_lossy().into_owned(),
        source,
    })?;
    if !status.success() {
        return Err(PackError::Build);
    }
    let path = target_dir.join(TARGET).join(face.profile).join("codemint_wasm.wasm");
    fs::read(&path).map_err(|source| PackError::Read { path, source })
}

fn is_of_the_outer_build(name: &str) -> bool {
    let flags = [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC",
        "RUSTDOC",
    ];
    let prefixes = [
        "CARGO_FEATURE_",
        "CARGO_CFG_",
        "CARGO_PROFILE_",
        "CARGO_PKG_",
        "CARGO_BUILD_",
        "CARGO_TARGET_",
        "CARGO_ENCODED_",
        "DEP_",
    ];
    flags.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// The compiler flags of the guest, including those that remove the names of folders from it.
fn flags(workspace: &Path, face: &Face) -> Vec<String> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cargo_home = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut flags: Vec<String> = face.flags.iter().map(ToString::to_string).collect();
    flags.push(format!("--remap-path-prefix={}=cargo", cargo_home.display()));
    flags.push(format!("--remap-path-prefix={}=codemint", workspace.display()));
    flags
}
