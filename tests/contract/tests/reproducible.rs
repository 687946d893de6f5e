//! Two builds of the module from two folders give the same bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// What a build of the guest reads. Manifests of all members, since cargo reads them all.
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

/// A new folder of that name with the sources, and nothing built before.
fn sources_in(parent: &Path, name: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = parent.join(name);
    fs::create_dir_all(&folder).unwrap();
    for input in INPUTS {
        copy(&workspace.join(input), &folder.join(input));
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
fn two_folders_give_the_same_bytes() {
    let parent = tempfile::tempdir().unwrap();
    let folder = sources_in(parent.path(), "one");
    let one = build(&folder);
    let other = build(&sources_in(parent.path(), "another-folder/with/a/longer/name"));
    assert!(one == other, "{} and {} bytes", one.len(), other.len());
    // What is embedded was built from these sources, too.
    let embedded = codemint::Module::embedded().unwrap().info();
    assert_eq!(embedded.size, one.len());
    let sha256 = codemint::Module::builder().from_bytes(one.clone()).unwrap().info().sha256;
    assert_eq!(embedded.sha256, sha256);
    // No folder's name is in there; the search finds what is.
    assert!(!contains(&one, &parent.path().display().to_string()));
    assert!(contains(&one, "codemint:module/journey"));
    // The control: other sources give other bytes, though something was built there before.
    let texts = folder.join("core/src/dialects/rsa/texts.rs");
    let changed = fs::read_to_string(&texts).unwrap().replace("Code Successfully", "Code Happily");
    fs::write(&texts, changed).unwrap();
    assert!(build(&folder) != one, "a stale module was packed");
}
