//! The architecture, checked in the sources: which part may name which.
//!
//! Each rule is also run on planted violations, which it must find.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints exempt test functions only, not what they call"
)]

mod circles;
mod paths;
mod rules;
mod sources;
mod words;

use circles::circles;
use rules::{
    ROOMS, dialects_out_of_place, foreign_names, mentions_of_dialects, names_of_dialects,
    rooms_declared, rooms_in_circles, rooms_out_of_order,
};
use sources::{Source, dialects, read, read_all, top_level_folders};

/// The only top-level folders of the repository.
const TOP_LEVEL: [&str; 5] = ["core", "examples", "host", "tests", "wasm"];

fn planted(path: &str, code: &str) -> Vec<Source> {
    vec![Source { path: path.into(), code: code.into() }]
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn lib_rs_declares_the_rooms_in_the_order_of_the_request_flow() {
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
fn rooms_do_not_form_a_circle() {
    assert_eq!(rooms_in_circles(&read("core/src")), none());

    let mut circle = planted("core/src/words/time.rs", "use crate::engine::plan;");
    circle.extend(planted("core/src/engine.rs", "use crate::journey::Call;"));
    circle.extend(planted("core/src/journey/facts.rs", "use crate::words::Seed;"));
    circle.extend(planted("core/src/dialects/mod.rs", "use crate::words::Seed;"));
    assert_eq!(rooms_in_circles(&circle), ["words", "journey", "engine"]);
}

#[test]
fn files_do_not_form_a_circle() {
    for crate_ in ["core/src", "wasm/src", "wasm/pack/src", "host/rust/src", "host/gateway/src"] {
        assert_eq!(circles(&read(crate_)), none());
    }

    let two = |one: &str, other: &str| {
        let mut sources = planted("core/src/a/mod.rs", one);
        sources.extend(planted("core/src/a/b.rs", other));
        sources.extend(planted("core/src/a/c.rs", "use super::B; pub struct C;"));
        circles(&sources)
    };
    let b = "use super::C; pub struct B;";
    for one in [
        "mod b; mod c; pub use b::B; pub use c::C;",
        "mod b; mod c; use b::B; use c::C;",
        "mod b; mod c; pub use {b::B, c::C}; fn f(_: crate::z::Z) {}",
    ] {
        assert_eq!(
            two(one, b),
            ["core/src/a/b.rs -> core/src/a/c.rs", "core/src/a/c.rs -> core/src/a/b.rs"]
        );
        assert_eq!(two(one, "pub struct B; mod tests { fn f() {} }"), none(), "{one}");
    }
    // The parent's own code uses its child, which uses the parent.
    for (one, other) in [
        ("mod b; pub use b::B; pub struct A(B);", "use super::A; pub struct B;"),
        ("mod b; pub struct A; fn f() { b::g() }", "pub fn g() -> super::A { todo!() }"),
        ("mod b; pub struct A; fn f() { call!(b::g()) }", "use crate::a::A;"),
    ] {
        let sources = [planted("core/src/a/mod.rs", one), planted("core/src/a/b.rs", other)];
        assert_eq!(circles(&sources.concat()).len(), 2, "{one}");
    }
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
        "use crate::dialects::other::constants;",
        "use super::super::other::Other;",
        "use crate::dialects::REGISTER;",
        "fn f() { call!(super::super::other::f()) }",
    ] {
        let planted = planted("core/src/dialects/rsa/read.rs", code);
        assert_eq!(dialects_out_of_place(&planted, &two).len(), 1, "{code}");
    }
    let fine = "use super::constants::MAX_USERS; use crate::journey::{Call, Error}; use crate::words; \
                use crate::dialects::json::note;";
    assert_eq!(
        dialects_out_of_place(&planted("core/src/dialects/rsa/read.rs", fine), &two),
        none()
    );
}

/// The cost of a new vendor: a folder, a line in the register, vectors, and demo data.
#[test]
fn a_vendor_costs_a_folder_a_line_and_demo_data() {
    // `rsa` is a cipher's name too, and `native` an ordinary word.
    let dialects: Vec<_> =
        dialects().into_iter().filter(|name| !matches!(name.as_str(), "rsa" | "native")).collect();
    assert!(dialects.len() > 1, "{dialects:?}");
    let sources: Vec<_> = ["core/src", "wasm", "host"].into_iter().flat_map(read_all).collect();
    assert!(sources.len() > 400, "{}", sources.len());
    assert_eq!(mentions_of_dialects(&sources, &dialects), none());

    let recast = ["recast".to_owned()];
    for (path, text) in [
        ("core/src/journey/decide.rs", "// Only Recast asks for this."),
        ("host/js/src/handler/reply.ts", "if (route.dialect === 'recast') return;"),
        ("wasm/wit/codemint.wit", "/// As in recast."),
        ("host/gateway/src/http/mod.rs", "fn is_recast() {}"),
    ] {
        assert_eq!(mentions_of_dialects(&planted(path, text), &recast).len(), 1, "{path}");
    }
    for path in [
        "core/src/dialects/recast/mod.rs",
        "core/src/dialects/mod.rs",
        "host/gateway/src/commands/demo/samples.rs",
        "host/js/test/module/validate.test.ts",
    ] {
        assert_eq!(mentions_of_dialects(&planted(path, "recast"), &recast), none(), "{path}");
    }
    assert_eq!(
        mentions_of_dialects(&planted("core/src/qr/mask.rs", "forecasting"), &recast),
        none()
    );
}

#[test]
fn shared_code_does_not_depend_on_the_dialect() {
    let dialects = dialects();
    assert!(dialects.contains(&"rsa".to_owned()), "{dialects:?}");
    let folders = ["core/src", "wasm/src", "host/rust/src", "host/gateway/src"];
    for folder in folders {
        assert_eq!(names_of_dialects(&read(folder), &dialects), none());
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
