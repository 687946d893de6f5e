//! `codemint-pack-js WORKSPACE TARGET_DIR OUTPUT_DIR`: builds the module for JavaScript and writes
//! it, its glue and its types to `OUTPUT_DIR`, and the module in base64 (`inline.js`) for hosts
//! that cannot load a file.
#![forbid(unsafe_code)]

use codemint_pack::js::package;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

const INLINE_TYPES: &str = "/** The module in base64. */\nexport declare const base64: string;\n";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [workspace, target_dir, output] = arguments.as_slice() else {
        return fail("usage: codemint-pack-js WORKSPACE TARGET_DIR OUTPUT_DIR");
    };
    let package = match package(Path::new(workspace), Path::new(target_dir)) {
        Ok(package) => package,
        Err(error) => return fail(&error.to_string()),
    };
    let write = |folder: &Path| -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("glue.js"), &package.glue)?;
        fs::write(folder.join("glue.d.ts"), &package.types)?;
        fs::write(folder.join("codemint.wasm"), &package.wasm)?;
        fs::write(folder.join("inline.js"), package.inline())?;
        fs::write(folder.join("inline.d.ts"), INLINE_TYPES)
    };
    match write(Path::new(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

#[allow(clippy::print_stderr, reason = "a command's errors go to its terminal")]
fn fail(message: &str) -> ExitCode {
    eprintln!("codemint-pack-js: {message}");
    ExitCode::FAILURE
}
