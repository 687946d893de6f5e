//! The rules. Each returns its violations.

use crate::paths::{Segments, named};
use crate::sources::Source;
use crate::words::{has_word, text_has_word, words};
use std::collections::{BTreeMap, BTreeSet};
use syn::Item;

/// The rooms of the core in the order of the request flow: each may name itself and earlier ones.
pub(crate) const ROOMS: [&str; 6] = ["words", "offline", "qr", "journey", "dialects", "engine"];

/// What the core may name outside itself: crates, and the linter.
const CRATES: [&str; 17] = [
    "alloc",
    "base64",
    "chacha20",
    "clippy", // in attributes: allowed lints, with their reasons
    "core",
    "hmac",
    "icu_casemap",
    "icu_normalizer",
    "idna",
    "qrcode",
    "serde",
    "serde_json",
    "serde_path_to_error",
    "sha2",
    "subtle",
    "time",
    "zeroize",
];

/// The types that are in scope without an import.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

/// Names that belong to the cipher, which shares its name with a vendor.
const CIPHER: [&str; 4] = ["from_rsa_components", "from_rsa_der", "from_rsa_pem", "RsaKeyPair"];

/// The modules that `lib.rs` declares outside its test code.
pub(crate) fn rooms_declared(lib: &Source) -> Vec<String> {
    let file = syn::parse_file(&lib.code)
        .unwrap_or_else(|error| panic!("{} is not Rust: {error}", lib.path));
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

/// The names in a room that belong to a later room, or to no room.
pub(crate) fn rooms_out_of_order(sources: &[Source]) -> Vec<String> {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut faults = Vec::new();
    for (source, room, path) in imports(sources) {
        let allowed = path.first().and_then(|named| place(named)) <= place(&room);
        let known = path.first().is_none_or(|named| place(named).is_some());
        if !allowed || !known {
            faults.push(format!("{source} names {}", path.join("::")));
        }
    }
    faults
}

/// The rooms whose imports lead back to them, in the order of the request flow.
pub(crate) fn rooms_in_circles(sources: &[Source]) -> Vec<String> {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, room, path) in imports(sources) {
        let other = path.into_iter().next().filter(|other| *other != room);
        named.entry(room).or_default().extend(other);
    }
    let reachable = |room: &str| {
        let mut reached = BTreeSet::new();
        let mut next = vec![room];
        while let Some(room) = next.pop() {
            let others = named.get(room).into_iter().flatten();
            next.extend(others.filter(|other| reached.insert(other.as_str())).map(String::as_str));
        }
        reached.contains(room)
    };
    ROOMS.into_iter().filter(|room| reachable(room)).map(String::from).collect()
}

/// Every path within the core that a room names: the file, its room, and the path.
fn imports(sources: &[Source]) -> Vec<(String, String, Segments)> {
    let mut imports = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test_code()) {
        let Some(room) = source.module().into_iter().next() else { continue };
        let paths = named(source).inside;
        imports.extend(paths.into_iter().map(|path| (source.path.clone(), room.clone(), path)));
    }
    imports
}

/// The names in the core that belong to crates it must not know: the standard library, a clock, a
/// source of randomness, a runtime, a store.
pub(crate) fn foreign_names(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test_code()) {
        let named = named(source);
        let known = |root: &str| {
            let is_type = root.starts_with(|c: char| c.is_ascii_uppercase());
            is_type
                || CRATES.contains(&root)
                || PRIMITIVES.contains(&root)
                || named.in_scope.contains(root)
        };
        let foreign = named.outside.iter().filter(|path| !path.first().is_some_and(|r| known(r)));
        faults.extend(foreign.map(|path| format!("{} names {}", source.path, path.join("::"))));
    }
    faults
}

/// The files next to the register that every dialect may use.
const SHARED: [&str; 3] = ["json", "places", "uri"];

/// The names in a dialect's folder that belong to the facts or to another dialect.
pub(crate) fn dialects_out_of_place(sources: &[Source], dialects: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test_code()) {
        let module = source.module();
        let [room, own, ..] = module.as_slice() else { continue };
        if room != "dialects" || !dialects.contains(own) {
            continue;
        }
        for path in named(source).inside {
            let segments: Vec<&str> = path.iter().map(String::as_str).collect();
            let fault = match segments.as_slice() {
                ["dialects", shared, ..] if SHARED.contains(shared) => false,
                ["dialects", other, ..] => other != own,
                // With the whole room imported, the facts could be used unnoticed.
                ["journey"] | ["journey", "*"] => true,
                _ => segments.iter().any(|segment| matches!(*segment, "Facts" | "Findings")),
            };
            if fault {
                faults.push(format!("{} names {}", source.path, path.join("::")));
            }
        }
    }
    faults
}

/// Where a dialect is named outside its own folder, the register, and the demonstration.
pub(crate) fn names_of_dialects(sources: &[Source], dialects: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let words = words(source);
        for name in dialects.iter().filter(|name| !may_name(source, name)) {
            let identifiers = words.identifiers.iter();
            let identifiers =
                identifiers.filter(|word| has_word(word, name) && !CIPHER.contains(&word.as_str()));
            let texts = words.texts.iter().filter(|text| text_has_word(text, name));
            faults.extend(identifiers.chain(texts).map(|it| format!("{} has `{it}`", source.path)));
        }
    }
    faults
}

/// The lines, comments included, that mention a vendor outside its folder, the register, the
/// demonstration and the tests.
pub(crate) fn mentions_of_dialects(sources: &[Source], dialects: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !is_test(&source.path)) {
        for name in dialects.iter().filter(|name| !may_name(source, name)) {
            let lines = source.code.lines().enumerate();
            let lines = lines.filter(|(_, line)| mentions(line, name));
            faults.extend(lines.map(|(n, line)| format!("{}:{}: {line}", source.path, n + 1)));
        }
    }
    faults
}

fn mentions(line: &str, name: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric();
    line.to_lowercase().split(|c: char| !is_letter(c)).any(|word| word == name)
}

fn is_test(path: &str) -> bool {
    path.trim_end_matches(".rs").split('/').any(|part| matches!(part, "test" | "tests"))
}

fn may_name(source: &Source, dialect: &str) -> bool {
    source.path == "core/src/dialects/mod.rs"
        || source.path.starts_with(&format!("core/src/dialects/{dialect}/"))
        || (source.path.starts_with("host/") && source.is_demo())
}
