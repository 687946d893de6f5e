//! The sources of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the top of the repository, with slashes, and its text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) code: String,
}

impl Source {
    /// The module path of a file in its crate: `core/src/words/time.rs` is `words`, `time`.
    pub(crate) fn module(&self) -> Vec<String> {
        let (_, path) = self.path.split_once("/src/").unwrap_or(("", &self.path));
        let path = path.trim_end_matches(".rs");
        let parts = path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
        parts.map(String::from).collect()
    }

    /// Whether it is test code: `tests.rs`, or in a folder `tests`.
    pub(crate) fn is_test_code(&self) -> bool {
        self.path.trim_end_matches(".rs").split('/').skip(1).any(|part| part == "tests")
    }

    /// Whether it belongs to the demonstration: `demo.rs`, `demo_x.rs`, or in a folder `demo`.
    pub(crate) fn is_demo(&self) -> bool {
        self.path.trim_end_matches(".rs").split('/').any(|part| part.starts_with("demo"))
    }
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("..")
}

/// All Rust files below a folder of the repository; there is at least one.
pub(crate) fn read(folder: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    collect(&top().join(folder), folder, &mut sources);
    assert!(!sources.is_empty(), "no source in {folder}");
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

/// All product files below a folder, in every language: Rust, TypeScript and WIT.
pub(crate) fn read_all(folder: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    collect_of(&[".rs", ".ts", ".wit"], &top().join(folder), folder, &mut sources);
    sources
}

fn collect(folder: &Path, shown: &str, sources: &mut Vec<Source>) {
    collect_of(&[".rs"], folder, shown, sources);
}

/// Leaves out build output: `node_modules`, `dist`, and the generated `gen`.
fn collect_of(endings: &[&str], folder: &Path, shown: &str, sources: &mut Vec<Source>) {
    for (name, path) in listed(folder) {
        let shown = format!("{shown}/{name}");
        if path.is_dir() && !matches!(name.as_str(), "node_modules" | "dist" | "gen") {
            collect_of(endings, &path, &shown, sources);
        } else if path.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            sources.push(Source { path: shown, code: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn listed(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path())).collect()
}

/// The names of the dialects: the folders next to their register.
pub(crate) fn dialects() -> Vec<String> {
    let folders = listed(&top().join("core/src/dialects")).into_iter();
    folders.filter(|(_, path)| path.is_dir()).map(|(name, _)| name).collect()
}

/// The folders at the top of the repository that are part of the project.
pub(crate) fn top_level_folders() -> Vec<String> {
    let folders = listed(&top()).into_iter().filter(|(_, path)| path.is_dir());
    visible(folders.map(|(name, _)| name))
}

/// The names in order, without hidden ones and build output.
pub(crate) fn visible(names: impl Iterator<Item = String>) -> Vec<String> {
    let built = |name: &str| matches!(name, "target" | "node_modules");
    let mut names: Vec<_> = names.filter(|name| !name.starts_with('.') && !built(name)).collect();
    names.sort();
    names
}
