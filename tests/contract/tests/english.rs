//! Product code and documents use plain, standard terms: phrases that a native reader stumbles over
//! stay away. The list is short on purpose; it is a reminder, not a grammar.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Words and phrases, in lower case, and what to write instead.
const PHRASES: [(&str, &str); 21] = [
    ("told", "reported, shown, returned, detected"),
    ("nobody", "no caller, no process"),
    ("whoever", "a caller, an attacker"),
    ("somebody", "a caller, another process"),
    ("in vain", "failed"),
    ("in so many words", "explicitly"),
    ("anew", "again"),
    ("as good as", "effectively"),
    ("a look at", "a check of"),
    ("runs dry", "is rate-limited"),
    ("must not tell", "must not reveal"),
    ("through the house", "request flow"),
    ("held against", "compared with"),
    ("at the wall", "at the module boundary"),
    ("across the wall", "across the module boundary"),
    ("failed proof", "failed authentication attempt"),
    ("failed proofs", "failed authentication attempts"),
    ("wrong try", "failed attempt"),
    ("wrong tries", "failed attempts"),
    ("once more", "again"),
    ("kept sealed", "stored encrypted"),
];

/// Where a phrase is right: the file, the phrase, and why.
const RIGHT: [(&str, &str, &str); 2] = [
    ("CHANGELOG.md", "wrong tries", "quotes texts that were changed"),
    ("CHANGELOG.md", "once more", "the end of a quoted text and the beginning of another"),
];

const FOLDERS: [&str; 3] = ["core", "wasm", "host"];
const DOCUMENTS: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "tests/DECISIONS.md",
    "tests/hosts/README.md",
    "tests/peers/README.md",
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every text below a folder, by its path from the top.
fn texts(folder: &str) -> Vec<(String, String)> {
    let (top, mut all) = (top(), Vec::new());
    let mut folders = vec![top.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "target", "dist", "gen"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if ["rs", "ts", "wit", "md", "toml"].contains(&kind.as_str()) {
                let below = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
                all.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all
}

/// Whether a file holds tests alone: they name the Unix user `nobody`, among others.
fn is_test(path: &str) -> bool {
    path.trim_end_matches(".rs").split('/').any(|part| matches!(part, "test" | "tests"))
}

/// The lower-case words of a text, joined by single spaces: a phrase may be broken over lines.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '_'));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

/// The phrases in a text, with the words around each.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let plain = plain(text);
    let around = |at: usize, length: usize| {
        let from = plain[..at].rmatch_indices(' ').nth(4).map_or(0, |(place, _)| place);
        let to = plain[at + length..].match_indices(' ').nth(4);
        plain[from..to.map_or(plain.len(), |(place, _)| at + length + place)].trim().to_owned()
    };
    let mut all = Vec::new();
    for (phrase, _) in PHRASES {
        let wanted = format!(" {phrase} ");
        let places = plain.match_indices(&wanted);
        all.extend(places.map(|(at, _)| (phrase, around(at, wanted.len()))));
    }
    all
}

#[test]
fn the_english_is_plain() {
    let documents =
        DOCUMENTS.map(|path| (path.into(), fs::read_to_string(top().join(path)).unwrap()));
    let product = FOLDERS.into_iter().flat_map(texts).filter(|(path, _)| !is_test(path));
    let all: Vec<_> = product.chain(documents).collect();
    assert!(all.len() > 500, "only {} texts", all.len());
    let (mut odd, mut used) = (Vec::new(), BTreeSet::new());
    for (path, text) in &all {
        for (phrase, around) in found(text) {
            if let Some(right) = RIGHT.iter().find(|it| (it.0, it.1) == (path.as_str(), phrase)) {
                used.insert(right);
            } else {
                let (_, instead) = PHRASES.iter().find(|it| it.0 == phrase).unwrap();
                odd.push(format!("{path}: \"{around}\": instead of `{phrase}`: {instead}"));
            }
        }
    }
    assert!(odd.is_empty(), "{} odd phrases:\n{}", odd.len(), odd.join("\n"));
    assert_eq!(used.len(), RIGHT.len(), "an exception is not needed any more");
}

/// The control.
#[test]
fn odd_phrases_are_found() {
    for planted in
        ["/// Whether it is told.", "a try\n    /// in   vain", "Nobody's", "// Somebody"]
    {
        let expected = usize::from(!planted.contains('\''));
        assert_eq!(found(planted).len(), expected, "{planted}");
    }
    assert!(found("the toldest wallet, somebodys, it.is_none()").is_empty());
    let around = &found("zero one two three four five told a b c d e f")[0].1;
    assert_eq!(around, "one two three four five told a b c d e");
}
