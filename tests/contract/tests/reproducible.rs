//! Builds of the module in two folders produce the same bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// What a build of the guest reads: all members, since cargo reads all manifests.
const INPUTS: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "core",
    "wasm",
    "host",
    "examples",
    "tests",
];

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Creates a folder of that name with the sources and no build output.
fn sources_in(parent: &Path, name: &str) -> PathBuf {
    let folder = parent.join(name);
    fs::create_dir_all(&folder).unwrap();
    for input in INPUTS {
        copy(&workspace().join(input), &folder.join(input));
    }
    folder
}

/// The component, built there.
fn build(folder: &Path) -> Vec<u8> {
    codemint_pack::component(folder, &folder.join("target")).unwrap()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn two_folders_produce_the_same_bytes() {
    let parent = tempfile::tempdir().unwrap();
    let folder = sources_in(parent.path(), "another-folder/with/a/longer/name");
    let built = build(&folder);
    // The embedded module is the same, though it was built in the workspace's own folder.
    let embedded = codemint::Module::embedded().unwrap().info();
    assert_eq!(embedded.size, built.len());
    let sha256 = codemint::Module::builder().from_bytes(built.clone()).unwrap().info().sha256;
    assert_eq!(embedded.sha256, sha256);
    // It contains no path of a folder; the control shows that the search works.
    assert!(!contains(&built, &parent.path().display().to_string()));
    assert!(!contains(&built, &workspace().display().to_string()));
    assert!(contains(&built, "codemint:module/journey"));
    // The control: changed sources produce other bytes, although a build exists already.
    let constants = folder.join("core/src/dialects/rsa/constants.rs");
    let changed = fs::read_to_string(&constants).unwrap();
    assert!(changed.contains("Code Successfully"));
    fs::write(&constants, changed.replace("Code Successfully", "Code Happily")).unwrap();
    assert!(build(&folder) != built, "a stale module was packed");
}
