//! The bindings that wasmtime generates from the contract.
#![allow(missing_docs, unreachable_pub, reason = "generated from the contract")]
#![allow(clippy::all, clippy::indexing_slicing, reason = "generated from the contract")]

wasmtime::component::bindgen!({
    path: "../../wasm/wit",
    world: "codemint",
    ownership: Borrowing { duplicate_if_necessary: true },
});
