//! The architecture, read from the sources: what may name what.
//!
//! Each rule is also held against a planted fault, which it must tell.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints exempt test functions only, not what they call"
)]

mod paths;
mod rules;
mod sources;
mod words;

use rules::{
    ROOMS, dialects_out_of_place, foreign_names, names_of_dialects, rooms_declared,
    rooms_in_circles, rooms_out_of_order,
};
use sources::{Source, dialects, read, top_level_folders};

/// The folders at the top of the repository, and no other.
const TOP_LEVEL: [&str; 5] = ["core", "examples", "host", "tests", "wasm"];

fn planted(path: &str, code: &str) -> Vec<Source> {
    vec![Source { path: path.into(), code: code.into() }]
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn lib_rs_declares_the_rooms_in_the_order_of_the_journey() {
    let lib = read("core/src").into_iter().find(|source| source.path == "core/src/lib.rs");
    assert_eq!(rooms_declared(&lib.unwrap()), ROOMS);

    let other = planted("core/src/lib.rs", "pub mod journey; pub mod words; mod util;");
    assert_eq!(rooms_declared(&other[0]), ["journey", "words", "util"]);
}

#[test]
fn rooms_import_one_way() {
    assert_eq!(rooms_out_of_order(&read("core/src")), none());

    for (path, code) in [
        ("core/src/words/time.rs", "use crate::journey::Facts;"),
        ("core/src/words/time.rs", "use super::super::journey::Facts;"),
        ("core/src/words/mod.rs", "fn f() -> crate::engine::NoSuchRoute { todo!() }"),
        ("core/src/journey/decide.rs", "use crate::{words::Code, dialects::REGISTER};"),
        ("core/src/journey/mod.rs", "pub(in crate::journey) mod a { use super::super::dialects; }"),
        ("core/src/dialects/mod.rs", "fn f() { call!(1, crate::engine::plan(x)) }"),
        ("core/src/engine.rs", "use crate::attic::Box;"),
        ("core/src/qr/symbol.rs", "use crate::journey::Call;"),
    ] {
        assert_eq!(rooms_out_of_order(&planted(path, code)).len(), 1, "{path}: {code}");
    }
    let test = "#[cfg(test)] mod tests { use crate::journey::Facts; }";
    assert_eq!(rooms_out_of_order(&planted("core/src/words/time.rs", test)), none());
}

#[test]
fn no_room_leads_back_to_itself() {
    assert_eq!(rooms_in_circles(&read("core/src")), none());

    let mut circle = planted("core/src/words/time.rs", "use crate::engine::plan;");
    circle.extend(planted("core/src/engine.rs", "use crate::journey::Call;"));
    circle.extend(planted("core/src/journey/facts.rs", "use crate::words::Seed;"));
    circle.extend(planted("core/src/dialects/mod.rs", "use crate::words::Seed;"));
    assert_eq!(rooms_in_circles(&circle), ["words", "journey", "engine"]);
}

#[test]
fn the_core_names_no_host() {
    assert_eq!(foreign_names(&read("core/src")), none());

    for code in [
        "use std::time::SystemTime;",
        "extern crate std;",
        "fn f() -> u64 { std::process::id().into() }",
        "fn f() -> ::std::string::String { todo!() }",
        "fn f() { print!(\"{}\", std::env::args().count()) }",
        "#[derive(wasmtime::component::ComponentType)] struct S;",
        "use tokio as runtime;",
        "use {alloc::vec::Vec, rusqlite::Connection};",
        "fn f() { getrandom::fill(&mut []) }",
        "use serde::de; fn f() { de::f(); dev::urandom() }",
        "#[cfg_attr(not(test), derive(schemars::JsonSchema))] struct S;",
        "#[cfg_attr(test, derive(Debug))] struct S(std::time::Instant);",
    ] {
        assert_eq!(foreign_names(&planted("core/src/engine.rs", code)).len(), 1, "{code}");
    }
    let fine = "#[cfg(test)] extern crate std; use alloc::vec::Vec; use core::fmt; mod time; \
                #[cfg_attr(test, derive(schemars::JsonSchema))] struct S; use time::Civil; use self::time::Timestamp; fn f(std: u8) -> u8 { std }";
    assert_eq!(foreign_names(&planted("core/src/words/mod.rs", fine)), none());
}

#[test]
fn a_dialect_sees_no_facts_and_no_other_dialect() {
    let dialects = dialects();
    assert_eq!(dialects_out_of_place(&read("core/src"), &dialects), none());

    let two = ["rsa".to_owned(), "other".to_owned()];
    for code in [
        "use crate::journey::{Answer, Facts};",
        "use crate::journey::Findings as Found;",
        "fn f(facts: &crate::journey::Facts) {}",
        "use crate::journey::*;",
        "use crate::journey;",
        "use crate::dialects::other::texts;",
        "use super::super::other::Other;",
        "use crate::dialects::REGISTER;",
        "fn f() { call!(super::super::other::f()) }",
    ] {
        let planted = planted("core/src/dialects/rsa/read.rs", code);
        assert_eq!(dialects_out_of_place(&planted, &two).len(), 1, "{code}");
    }
    let fine = "use super::texts::MAX_USERS; use crate::journey::{Call, Error}; use crate::words; \
                use crate::dialects::json::note;";
    assert_eq!(
        dialects_out_of_place(&planted("core/src/dialects/rsa/read.rs", fine), &two),
        none()
    );
}

#[test]
fn nobody_asks_which_dialect_it_is() {
    let dialects = dialects();
    assert!(dialects.contains(&"rsa".to_owned()), "{dialects:?}");
    let houses = ["core/src", "wasm/src", "host/rust/src", "host/gateway/src"];
    for house in houses {
        assert_eq!(names_of_dialects(&read(house), &dialects), none());
    }

    for code in [
        "fn f(d: &str) -> bool { d == \"rsa\" }",
        "fn f() -> &'static str { \"/v1/rsa/enroll\" }",
        "fn f() { log!(\"dialect rsa: {}\", 1) }",
        "enum Dialect { Rsa }",
        "fn is_rsa() {}",
        "struct RsaReply;",
        "use crate::dialects::rsa;",
        "#[cfg(feature = \"rsa\")] fn f() {}",
        "const F: &[u8] = b\"rsa\";",
    ] {
        for path in ["core/src/journey/decide.rs", "host/gateway/src/serve.rs"] {
            let found = names_of_dialects(&planted(path, code), &dialects);
            assert_eq!(found.len(), 1, "{path}: {code}");
        }
    }
    for (path, code) in [
        ("core/src/dialects/rsa/mod.rs", "const NAME: &str = \"rsa\";"),
        ("core/src/dialects/mod.rs", "mod rsa;"),
        ("host/gateway/src/commands/demo/keys.rs", "const NAME: &str = \"rsa\";"),
        ("host/gateway/src/demo.rs", "const NAME: &str = \"rsa\";"),
        ("wasm/src/lib.rs", "//! Speaks rsa.\n/// The rsa dialect.\nfn f() { /* rsa */ }"),
        ("wasm/src/lib.rs", "fn universal() -> &'static str { \"persands RS256\" }"),
        ("host/gateway/src/token.rs", "fn f() { DecodingKey::from_rsa_pem(b\"BEGIN RSA KEY\") }"),
    ] {
        assert_eq!(names_of_dialects(&planted(path, code), &dialects), none(), "{path}: {code}");
    }
}

#[test]
fn the_top_level_folders_are_the_agreed_ones() {
    let agreed: Vec<String> = TOP_LEVEL.map(String::from).to_vec();
    let visible = |names: &[&str]| sources::visible(names.iter().map(|name| (*name).to_owned()));
    assert_eq!(top_level_folders(), agreed);

    assert_eq!(visible(&["wasm", ".ci", "core", "target", "node_modules"]), ["core", "wasm"]);
    assert_ne!(visible(&["core", "docs", "examples", "host", "tests", "wasm"]), agreed);
    assert_ne!(visible(&["core", "examples", "host", "tests"]), agreed);
}
