//! `codemint-pack WORKSPACE TARGET_DIR OUTPUT`: builds the component and writes it to OUTPUT.
#![forbid(unsafe_code)]

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [workspace, target_dir, output] = arguments.as_slice() else {
        return fail("usage: codemint-pack WORKSPACE TARGET_DIR OUTPUT");
    };
    match codemint_pack::component(Path::new(workspace), Path::new(target_dir)) {
        Ok(bytes) => match fs::write(output, bytes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
        Err(error) => fail(&error.to_string()),
    }
}

#[allow(clippy::print_stderr, reason = "a command's errors go to its terminal")]
fn fail(message: &str) -> ExitCode {
    eprintln!("codemint-pack: {message}");
    ExitCode::FAILURE
}
