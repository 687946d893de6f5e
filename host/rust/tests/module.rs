//! Loading and calling the module: its limits, and what happens when it misbehaves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use codemint::Module;
use codemint::issuer::IssueError;
use codemint::journey::{Call, Planned, Problem};
use codemint::module::{Limits, ModuleError};
use std::fs;
use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

const ENROLL: &[u8] = br#"[{"email":"alice@example.com"}]"#;

fn call(body: &[u8]) -> Call<'_> {
    Call::of(0, body)
}

/// A component with the contract's types, in which every function has this body.
fn impostor(body: &str) -> Vec<u8> {
    forged(Path::new("../../wasm/wit"), |text| {
        assert!(text.contains("unreachable"), "each function of the dummy traps");
        text.replace("unreachable", body)
    })
}

/// A component with the contract in that folder; `change` edits its code, which only traps.
fn forged(contract: &Path, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(contract).unwrap();
    let world = resolve.select_world(&[package], Some("codemint")).unwrap();
    let dummy = dummy_module(&resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync));
    let text = wasmprinter::print_bytes(dummy).unwrap();
    let mut module = wat::parse_str(change(&text)).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).module(&module).unwrap().encode().unwrap()
}

/// A component with the contract in which one string is replaced.
fn of_another_contract(ours: &str, theirs: &str) -> Vec<u8> {
    let text = fs::read_to_string("../../wasm/wit/codemint.wit").unwrap();
    assert!(text.contains(ours), "{ours}");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("codemint.wit"), text.replacen(ours, theirs, 1)).unwrap();
    forged(folder.path(), str::to_owned)
}

/// Why a component cannot be loaded, with the cause. Loading calls it for its routes.
fn failure(component: Vec<u8>, limits: Limits) -> String {
    let error =
        Module::builder().limits(limits).from_bytes(component).err().expect("it was loaded");
    let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}

#[test]
fn the_component_imports_nothing() {
    let info = Module::embedded().unwrap().info();
    assert_eq!(info.imports, [] as [&str; 0]);
    let names: Vec<_> = info.exports.iter().filter_map(|name| name.split('#').nth(1)).collect();
    let journey = ["routes", "plan", "settle", "reject"];
    let formats = ["entry", "display", "spoken"];
    let others = [&["mint", "verify"][..], &formats, &["png", "svg", "terminal"]].concat();
    assert_eq!(names, [&journey[..], &others].concat());
}

#[test]
fn a_component_that_imports_anything_is_not_loaded() {
    let component = wat::parse_str(r#"(component (import "clock" (func)))"#).unwrap();
    let error = Module::builder().from_bytes(component).err().unwrap();
    assert!(matches!(&error, ModuleError::Imports(what) if what == "clock"), "{error}");
}

#[test]
fn bytes_that_are_not_a_component_are_not_loaded() {
    let core = wat::parse_str("(module)").unwrap();
    assert!(matches!(Module::builder().from_bytes(core), Err(ModuleError::Compile(_))));
    let empty = wat::parse_str("(component)").unwrap();
    assert!(matches!(Module::builder().from_bytes(empty), Err(ModuleError::Contract(_))));
}

/// Whether wasmtime alone instantiates a component, without comparing its types with the
/// contract's.
fn instantiates(component: &[u8]) -> bool {
    let engine = wasmtime::Engine::default();
    let component = wasmtime::component::Component::new(&engine, component).unwrap();
    let mut store = wasmtime::Store::new(&engine, ());
    wasmtime::component::Linker::new(&engine).instantiate(&mut store, &component).is_ok()
}

/// These components differ from the contract in one type.
#[test]
fn a_component_with_another_type_than_the_contract_is_not_loaded() {
    for (ours, theirs) in [
        ("sees-codes: bool,", "sees-codes: u32,"),
        ("sees-codes: bool,", ""),
        ("max-tries: ", "max-attempts: "),
        ("reject: func(route: u32,", "reject: func(route: u64,"),
    ] {
        let component = of_another_contract(ours, theirs);
        // The control: nothing but the comparison of types refuses it.
        assert!(instantiates(&component), "{ours}");
        let error = Module::builder().from_bytes(component).err().unwrap();
        assert!(matches!(error, ModuleError::Contract(_)), "{ours}: {error:?}");
        assert_eq!(IssueError::from(error).problem(), Problem::Internal);
    }
    // The control: with the unchanged contract, the component is entered, and traps.
    let error = Module::builder().from_bytes(of_another_contract("bool", "bool")).err().unwrap();
    assert!(matches!(error, ModuleError::Trap(_)), "{error:?}");
}

#[test]
fn a_component_that_cannot_be_instantiated_is_not_loaded() {
    let limits = Limits { memory: 1 << 20, ..Limits::default() };
    let large = forged(Path::new("../../wasm/wit"), |text| {
        let memory = "(memory (;0;) 0)";
        assert!(text.contains(memory), "{text}");
        text.replace(memory, "(memory (;0;) 17)")
    });
    let error = Module::builder().limits(limits).from_bytes(large).err().unwrap();
    // A pool refuses it when it is compiled, an engine without a pool with its first instance.
    let refused = matches!(error, ModuleError::Compile(_) | ModuleError::Instantiate(_));
    assert!(refused, "{error:?}");
    let starts = forged(Path::new("../../wasm/wit"), |text| {
        let end = text.trim_end().strip_suffix(')').unwrap();
        format!("{end} (func $begin unreachable) (start $begin))")
    });
    let error = Module::builder().from_bytes(starts).err().unwrap();
    assert!(matches!(error, ModuleError::Trap(_)), "{error:?}");
}

#[test]
fn an_endless_loop_is_interrupted() {
    let text = failure(impostor("(loop (br 0)) unreachable"), Limits::default());
    assert!(text.contains("in time") && text.contains("interrupt"), "{text}");
}

/// A loaded machine reaches the time limit like an endless loop, so the caller may try again.
#[test]
fn a_call_that_takes_too_long_may_be_repeated() {
    for (body, problem) in
        [("(loop (br 0)) unreachable", Problem::Unavailable), ("unreachable", Problem::Internal)]
    {
        let error = Module::builder().from_bytes(impostor(body)).err().unwrap();
        assert_eq!(IssueError::from(error).problem(), problem, "{body}");
    }
}

#[test]
fn memory_is_capped() {
    // Requests 32 MiB, and loops for ever if it gets them.
    let greedy = "(if (i32.eq (memory.grow (i32.const 512)) (i32.const -1)) \
                  (then unreachable)) (loop (br 0)) unreachable";
    let capped = failure(impostor(greedy), Limits { memory: 16 << 20, ..Limits::default() });
    assert!(capped.contains("unreachable"), "{capped}");
    let granted = failure(impostor(greedy), Limits { memory: 64 << 20, ..Limits::default() });
    assert!(granted.contains("interrupt"), "{granted}");
}

#[test]
fn a_trapped_instance_is_never_entered_again() {
    let limits = Limits { memory: 1 << 20, ..Limits::default() };
    let module = Module::builder().limits(limits).embedded().unwrap();
    let mut instance = module.instance().unwrap();
    assert!(matches!(instance.plan(&call(ENROLL)), Ok(Planned::Needs(_))));
    let too_large = vec![b' '; 2 << 20];
    assert!(matches!(instance.plan(&call(&too_large)), Err(ModuleError::Trap(_))));
    assert!(matches!(instance.plan(&call(ENROLL)), Err(ModuleError::Poisoned)));
    let mut fresh = module.instance().unwrap();
    assert!(matches!(fresh.plan(&call(ENROLL)), Ok(Planned::Needs(_))));
}

#[test]
fn instances_are_bounded() {
    let limits = Limits { instances: 2, ..Limits::default() };
    let module = Module::builder().limits(limits).embedded().unwrap();
    if !module.is_pooled() {
        eprintln!("!!!! NOT TESTED: this machine does not allow a pool");
        return;
    }
    let (_one, two) = (module.instance().unwrap(), module.instance().unwrap());
    assert!(matches!(module.instance(), Err(ModuleError::Exhausted(_))));
    drop(two);
    assert!(module.instance().is_ok());
}

#[test]
fn an_instance_that_is_kept_does_not_grow() {
    let limits = Limits { memory: 2 << 20, ..Limits::default() };
    let module = Module::builder().limits(limits).embedded().unwrap();
    let mut instance = module.instance().unwrap();
    let users: Vec<_> = (0..100).map(|n| format!(r#"{{"email":"u{n}@example.com"}}"#)).collect();
    let body = format!("[{}]", users.join(","));
    for _ in 0..500 {
        let planned = instance.plan(&call(body.as_bytes()));
        assert!(matches!(planned, Ok(Planned::Needs(needs)) if needs.subjects.len() == 100));
    }
}

#[test]
fn every_problem_has_a_reply_on_every_route() {
    let module = Module::embedded().unwrap();
    for number in 0..module.routes().len() as u32 {
        for problem in Problem::ALL {
            let reply = module.rejection(number, problem);
            assert_eq!(reply.status, problem.status().0);
            assert!(reply.body.reveal().starts_with(b"{"), "{problem:?}");
        }
    }
    assert_eq!(module.rejection(99, Problem::Internal).status, 500);
}

#[test]
fn an_unknown_route_is_refused() {
    let mut instance = Module::embedded().unwrap().instance().unwrap();
    let planned = instance.plan(&Call::of(99, ENROLL));
    assert!(matches!(planned, Err(ModuleError::Refused(_))));
    assert!(instance.plan(&call(ENROLL)).is_ok(), "a refusal is not a trap");
}
