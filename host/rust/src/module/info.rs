//! A description of a module, derived from its bytes.

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

/// A description of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleInfo {
    /// The SHA-256 of the component's bytes.
    pub sha256: [u8; 32],
    /// The component's size in bytes.
    pub size: usize,
    /// What it imports from its host. Always empty: a module with imports is not loaded.
    pub imports: Vec<String>,
    /// What it exports: interfaces and their functions.
    pub exports: Vec<String>,
}

impl ModuleInfo {
    pub(super) fn of(engine: &Engine, component: &Component, bytes: &[u8]) -> Self {
        Self {
            sha256: Sha256::digest(bytes).into(),
            size: bytes.len(),
            imports: imports(engine, component),
            exports: exports(engine, component),
        }
    }
}

/// The names of everything the component imports, including functions of interfaces.
pub(super) fn imports(engine: &Engine, component: &Component) -> Vec<String> {
    let items = component.component_type();
    items.imports(engine).flat_map(|(name, item)| names(engine, name, &item.ty)).collect()
}

fn exports(engine: &Engine, component: &Component) -> Vec<String> {
    let items = component.component_type();
    items.exports(engine).flat_map(|(name, item)| names(engine, name, &item.ty)).collect()
}

/// The name of an item; for an interface, the names of its functions.
fn names(engine: &Engine, name: &str, item: &ComponentItem) -> Vec<String> {
    match item {
        ComponentItem::ComponentInstance(interface) => interface
            .exports(engine)
            .filter(|(_, item)| matches!(item.ty, ComponentItem::ComponentFunc(_)))
            .map(|(function, _)| format!("{name}#{function}"))
            .collect(),
        _ => vec![name.to_owned()],
    }
}
