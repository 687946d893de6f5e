//! The bindings that are generated from the contract, and the type that implements them.

wit_bindgen::generate!({ path: "wit", world: "codemint" });

pub(super) struct Component;
