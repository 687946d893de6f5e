//! Reading arguments, writing results, and the errors that are thrown.

use alloc::string::{String, ToString};
use js_sys::{Error, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};

/// Why a call failed: a code for programs, and a message for people.
pub(super) struct Fault {
    code: &'static str,
    message: String,
    path: String,
}

impl Fault {
    /// An invalid argument.
    pub(super) fn argument(message: &str) -> Self {
        Self { code: "argument", message: message.into(), path: String::new() }
    }

    /// A fault with this code.
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
            // Setting a member of a new error cannot fail.
            let _ = Reflect::set(&error, &name.into(), &text.into());
        }
        error.unchecked_into()
    }
}

/// Deserializes an argument.
///
/// # Errors
/// Code `argument`, with the path of the first member that is invalid.
pub(super) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Fault> {
    let found = serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value));
    found.map_err(|error| {
        let path = error.path().to_string();
        Fault { code: "argument", message: error.into_inner().to_string(), path }
    })
}

/// Serializes a result to plain objects: absent members are left out, bytes are `Uint8Array`s.
pub(super) fn write(value: &impl Serialize) -> Result<JsValue, Fault> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(false);
    value.serialize(&serializer).map_err(|error| Fault::of("internal", error))
}
