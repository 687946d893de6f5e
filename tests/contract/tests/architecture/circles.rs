//! Circles between files of a crate.

use crate::paths::{Named, Segments, named};
use crate::sources::Source;
use std::collections::{BTreeMap, BTreeSet};

/// The modules of a crate that are files, with what each of them names.
struct Files<'a>(BTreeMap<Segments, (&'a str, Named)>);

/// The imports that lie on a circle, as `file -> file`. `mod child;` is no import, and neither is a
/// `pub use` of a descendant that the file does not use itself; names that a module exports again
/// count as names of the file that defines them.
pub(crate) fn circles(sources: &[Source]) -> Vec<String> {
    let sources = sources.iter().filter(|source| !source.is_test_code());
    let files = sources.map(|source| (source.module(), (source.path.as_str(), named(source))));
    let files = Files(files.collect());
    let imports: BTreeMap<&Segments, BTreeSet<&Segments>> =
        files.0.keys().map(|file| (file, files.imports(file))).collect();
    let mut found = Vec::new();
    for (from, targets) in &imports {
        for to in targets.iter().filter(|to| reaches(&imports, to, from)) {
            found.push(format!("{} -> {}", files.0[*from].0, files.0[*to].0));
        }
    }
    found
}

/// Whether imports lead from one file to another.
fn reaches(
    imports: &BTreeMap<&Segments, BTreeSet<&Segments>>,
    from: &Segments,
    to: &Segments,
) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(file) = next.pop() {
        if file == to {
            return true;
        }
        let targets = imports.get(file).into_iter().flatten();
        next.extend(targets.copied().filter(|target| seen.insert(target)));
    }
    false
}

impl Files<'_> {
    /// The other files whose items a file uses.
    fn imports(&self, file: &Segments) -> BTreeSet<&Segments> {
        let named = &self.0[file].1;
        let is_used = |path: &&Segments| {
            let only_exported = named.exported.contains(*path)
                && path.starts_with(file)
                && !path.last().is_some_and(|name| named.mentioned.contains(name));
            !only_exported
        };
        let targets = named.inside.iter().filter(is_used).filter_map(|path| self.defining(path, 0));
        targets.filter(|target| *target != file).collect()
    }

    /// The file that defines what a path names, through up to eight imports on the way.
    fn defining(&self, path: &[String], depth: usize) -> Option<&Segments> {
        let longest = (0..=path.len()).rev().find(|end| self.0.contains_key(&path[..*end]))?;
        let (file, (_, named)) = self.0.get_key_value(&path[..longest])?;
        let imported = path.get(longest).and_then(|name| named.imported.get(name));
        match imported {
            Some(target) if depth < 8 && target != path => {
                self.defining(&[target, &path[longest + 1..]].concat(), depth + 1)
            }
            _ => Some(file),
        }
    }
}
