//! The documents stay short, and the files that they name exist.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use std::fs;
use std::path::{Path, PathBuf};

/// Documents, and the most lines that each may have.
const DOCUMENTS: [(&str, usize); 12] = [
    ("README.md", 150),
    ("ARCHITECTURE.md", 120),
    ("CONTRIBUTING.md", 200),
    ("SECURITY.md", 300),
    ("core/DECISIONS.md", 300),
    ("wasm/DECISIONS.md", 300),
    ("host/DECISIONS.md", 300),
    ("host/gateway/README.md", 800),
    ("host/js/README.md", 300),
    ("tests/DECISIONS.md", 300),
    ("tests/hosts/README.md", 100),
    ("tests/peers/README.md", 200),
];

const TOP_LEVEL: [&str; 5] = ["core", "examples", "host", "tests", "wasm"];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(document: &str) -> String {
    fs::read_to_string(top().join(document)).unwrap()
}

/// The paths in a text: code spans and targets of links that begin with a top-level folder. A path
/// with a placeholder (`<vendor>`, `{a,b}`, `*`, `_N`, `…`) is one up to the folder before it.
fn paths(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let all = spans.chain(links).map(|path| path.split(['#', ' ']).next().unwrap_or_default());
    let known = all.filter(|path| TOP_LEVEL.contains(&path.split('/').next().unwrap_or_default()));
    let whole = |path: &str| {
        let parts = path.split('/');
        let fixed = parts.take_while(|part| !part.contains(['<', '{', '*', '…', '$']));
        fixed.filter(|part| !part.contains("_N.")).collect::<Vec<_>>().join("/")
    };
    known.filter(|path| path.contains('/')).map(whole).collect()
}

fn is_missing(path: &str) -> bool {
    !top().join(path).exists()
}

#[test]
fn documents_are_short() {
    let long = DOCUMENTS.map(|(document, most)| (document, text(document).lines().count(), most));
    let long: Vec<_> = long.iter().filter(|(_, lines, most)| lines > most).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn files_that_documents_name_exist() {
    let mut count = 0;
    for (document, _) in DOCUMENTS {
        let paths = paths(&text(document));
        count += paths.len();
        let missing: Vec<_> = paths.iter().filter(|path| is_missing(path)).collect();
        assert!(missing.is_empty(), "{document} names {missing:?}");
    }
    assert!(count > 100, "only {count} paths");
}

/// The control.
#[test]
fn a_missing_file_is_found() {
    let text =
        "`core/src/nowhere.rs`, [x](host/none.md#part), `core/src/dialects/<vendor>/none.rs`";
    let found = paths(text);
    assert_eq!(found, ["core/src/nowhere.rs", "core/src/dialects", "host/none.md"]);
    let missing: Vec<_> = found.iter().filter(|path| is_missing(path)).collect();
    assert_eq!(missing, ["core/src/nowhere.rs", "host/none.md"]);
}
