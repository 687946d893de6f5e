//! Unsafe code exists in one documented file of the host, and nowhere in the core.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::fs;
use std::path::{Path, PathBuf};

const PLACE: &str = "host/rust/src/module/cache.rs";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Whether a source contains unsafe code, or lifts the ban on it.
fn is_unsafe(source: &str) -> bool {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter().any(|line| line.contains("unsafe ") || line.contains("allow(unsafe_code"))
}

#[test]
fn unsafe_code_is_only_where_it_is_documented() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = Vec::new();
    for folder in ["core/src", "host/rust/src", "host/gateway/src"] {
        sources(&workspace.join(folder), &mut all);
    }
    assert!(all.len() > 60, "{}", all.len());
    all.retain(|path| is_unsafe(&fs::read_to_string(path).unwrap()));
    assert_eq!(all, [workspace.join(PLACE)]);
}

#[test]
fn planted_unsafe_code_is_found() {
    assert!(is_unsafe("fn f() {\n    unsafe { g() }\n}"));
    assert!(is_unsafe("#[allow(unsafe_code, reason = \"speed\")]"));
    assert!(!is_unsafe("// nothing unsafe here\n#![forbid(unsafe_code)]"));
}

#[test]
fn every_crate_bans_it() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (root, ban) in [
        ("core/src/lib.rs", "#![forbid(unsafe_code)]"),
        ("host/gateway/src/main.rs", "#![forbid(unsafe_code)]"),
        ("host/rust/src/lib.rs", "#![deny(unsafe_code)]"),
    ] {
        let source = fs::read_to_string(workspace.join(root)).unwrap();
        assert!(source.lines().any(|line| line == ban), "{root}");
    }
}
