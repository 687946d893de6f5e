//! The module for JavaScript: wasm-bindgen's glue for the web, its types, and the module itself.

use super::{Face, PackError, build};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codemint_core::engine;
use codemint_core::journey::Route;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

const JS: Face = Face {
    arguments: &["--no-default-features", "--features", "js"],
    profile: "guest-js",
    flags: &[],
};

/// The parts of a package.
pub struct Package {
    /// The glue: an ECMAScript module that loads the WebAssembly module from a given location.
    pub glue: String,
    /// Its types.
    pub types: String,
    /// The WebAssembly module.
    pub wasm: Vec<u8>,
}

impl Package {
    /// An ECMAScript module that exports the WebAssembly module in base64 (RFC 4648 section 4).
    #[must_use]
    pub fn inline(&self) -> String {
        format!("export const base64 =\n  \"{}\";\n", STANDARD.encode(&self.wasm))
    }
}

/// Builds the guest of the workspace at `workspace` in `target_dir`, and generates its glue.
///
/// # Errors
/// [`PackError`] when the build fails or the glue cannot be generated.
pub fn package(workspace: &Path, target_dir: &Path) -> Result<Package, PackError> {
    let module = build(workspace, target_dir, &JS)?;
    bind(module).map_err(|error| PackError::Encode(format!("{error:#}")))
}

fn bind(module: Vec<u8>) -> Result<Package, Box<dyn std::error::Error + Send + Sync>> {
    let mut bindgen = Bindgen::new();
    // The package locates the module itself, since that differs between hosts.
    let mut output = bindgen
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .reset_state_function(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .input_bytes("codemint", module)
        .generate_output()?;
    Ok(Package {
        glue: without_comments(output.js()),
        types: format!("{}\n{}", without_any(output.ts().unwrap_or_default()), routes()),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// The types without `any`, which wasm-bindgen uses for arguments that only the glue passes.
fn without_any(types: &str) -> String {
    types.replace(": any,", ": unknown,").replace(": any)", ": unknown)")
}

/// The routes as a TypeScript type: a union of pairs of dialect and name. It is generated from the
/// core's list, so that no other place has the names of dialects.
fn routes() -> String {
    let route = |route: &Route| {
        let Route { dialect, name, .. } = route;
        format!("\n  | {{ readonly dialect: \"{dialect}\"; readonly name: \"{name}\" }}")
    };
    let routes: String = engine::routes().map(route).collect();
    format!("/** Every route, by dialect and name. */\nexport type RouteName ={routes};\n")
}

/// The glue without its doc comments, which the types have, too. A web page loads the glue.
fn without_comments(glue: &str) -> String {
    let mut inside = false;
    let is_kept = |line: &&str| {
        let line = line.trim();
        let begins = line.starts_with("/**");
        let kept = !inside && !begins;
        inside = (inside || begins) && !line.ends_with("*/");
        kept
    };
    glue.lines().filter(is_kept).flat_map(|line| [line, "\n"]).collect()
}
