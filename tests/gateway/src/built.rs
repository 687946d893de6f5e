//! The programs under test, built from the current sources.

use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The gateway's program.
///
/// It is built alone, with its own features only, unless `CODEMINT_BUILD` has other arguments for
/// `cargo build` that build it too. The arguments that the workspace was built with avoid building
/// every dependency again.
///
/// `CODEMINT_STAND` names another program with the same interface, which is tested instead.
///
/// # Panics
/// When it cannot be built.
pub fn gateway() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        if let Some(stand) = env::var_os("CODEMINT_STAND") {
            return stand.into();
        }
        let given = env::var("CODEMINT_BUILD").unwrap_or_default();
        let given: Vec<&str> = given.split_whitespace().collect();
        let alone = ["--package", "codemint-gateway"];
        let arguments = if given.is_empty() { &alone[..] } else { &given };
        build(arguments, "bin", |path| {
            path.ends_with(&format!("codemint{}", env::consts::EXE_SUFFIX))
        })
    })
}

/// The library that makes file access fail or wait, and sets the clock.
///
/// # Panics
/// When it cannot be built.
pub fn disk_shim() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let arguments = ["--package", "codemint-disk-shim"];
        build(&arguments, "cdylib", |path| path.contains("codemint_disk_shim"))
    })
}

/// Builds parts of this workspace, and returns the path of the product of that kind whose path is
/// `wanted`.
fn build(arguments: &[&str], kind: &str, wanted: impl Fn(&str) -> bool) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    command.args(["build", "--quiet", "--locked"]).args(arguments);
    command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    for (name, _) in env::vars_os() {
        // Cargo's variables for this package do not apply to the build of another.
        if name.to_str().is_some_and(|name| PRIVATE.iter().any(|own| name.starts_with(own))) {
            command.env_remove(name);
        }
    }
    let built = command.output().unwrap();
    assert!(built.status.success(), "{arguments:?} does not build");
    let report = String::from_utf8(built.stdout).unwrap();
    let mut products = report.lines().flat_map(|line| products(line, kind));
    let product = products.find(|path| wanted(path));
    product.unwrap_or_else(|| panic!("{arguments:?} built no such {kind}")).into()
}

/// Variables that cargo sets for the package whose test is running.
const PRIVATE: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// The files that a line of cargo's report names, if they are of that kind.
fn products(line: &str, kind: &str) -> Vec<String> {
    let line: Value = serde_json::from_str(line).unwrap();
    let is_kind = line["target"]["kind"] == json!([kind]) && line["profile"]["test"] == false;
    let files = line["filenames"].as_array().filter(|_| is_kind);
    files.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect()
}
