//! The component in a host that is not written in Rust: the Python example, with every vector.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Home, Process};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The time limit, generous for a busy machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// Checks a component against the vectors with `tests/component/check.py`, which has planted faults.
fn checked(component: &Path) -> Ended {
    let python = std::env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../component/check.py");
    let mut command = Command::new(python);
    command.arg("-B").arg(program).arg(component);
    Process::start(command).end_within(PATIENCE)
}

#[test]
fn a_host_in_python_returns_the_same_bytes() {
    let home = Home::new();
    let file = home.file("codemint.wasm");
    let written = codemint([OsStr::new("module"), "--write".as_ref(), file.as_os_str()], "");
    assert!(written.status.success(), "{written:?}");
    let ended = checked(&file);
    assert!(ended.status.success() && ended.output.contains(" 0 faults"), "{ended:?}");
    println!("{}", ended.output);

    // The control: an invalid component is reported.
    let ended = checked(&home.write("none.wasm", "not a component"));
    assert!(!ended.status.success() && !ended.output.contains(" 0 faults"), "{ended:?}");
}
