//! Reading arguments, and what is thrown where they are wrong.

use alloc::string::{String, ToString};
use js_sys::{Error, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};

/// Why a call does nothing: a word that programs compare, and a sentence for people.
pub(super) struct Fault {
    code: &'static str,
    message: String,
    path: String,
}

impl Fault {
    /// Something is wrong with an argument.
    pub(super) fn argument(message: &str) -> Self {
        Self { code: "argument", message: message.into(), path: String::new() }
    }

    /// A fault of that kind.
    pub(super) fn of(code: &'static str, message: impl ToString) -> Self {
        Self { code, message: message.to_string(), path: String::new() }
    }
}

impl From<&'static str> for Fault {
    fn from(message: &'static str) -> Self {
        Self::argument(message)
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        let error = Error::new(&fault.message);
        for (name, text) in [("code", fault.code), ("path", &fault.path)] {
            // A fresh error takes any member.
            let _ = Reflect::set(&error, &name.into(), &text.into());
        }
        error.unchecked_into()
    }
}

/// An argument as what it should be. The fault names the first member that is not.
pub(super) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Fault> {
    let found = serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value));
    found.map_err(|error| {
        let path = error.path().to_string();
        Fault { code: "argument", message: error.into_inner().to_string(), path }
    })
}

/// An answer as plain objects: what is absent is left out, bytes are `Uint8Array`s.
pub(super) fn write(value: &impl Serialize) -> Result<JsValue, Fault> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(false);
    value.serialize(&serializer).map_err(|error| Fault::of("internal", error))
}
