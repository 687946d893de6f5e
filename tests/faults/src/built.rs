//! The programs under test, built from the sources as they are now.

use serde_json::Value;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The gateway's program.
///
/// # Panics
/// When it cannot be built.
pub fn gateway() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("codemint-gateway", "executable", |path| !path.is_empty()))
}

/// The library that makes a disk fail.
///
/// # Panics
/// When it cannot be built.
pub fn disk_shim() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        build("codemint-disk-shim", "filenames", |path| path.ends_with(env::consts::DLL_SUFFIX))
    })
}

/// Builds a package of this workspace and tells where its product lies: in `member` of cargo's
/// own report, and with a name that is `wanted`.
fn build(package: &str, member: &str, wanted: impl Fn(&str) -> bool) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["build", "--quiet", "--locked", "--package", package]);
    command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    for (name, _) in env::vars_os() {
        // What cargo told this test about itself is not for the other package's build.
        if name.to_str().is_some_and(|name| PRIVATE.iter().any(|own| name.starts_with(own))) {
            command.env_remove(name);
        }
    }
    let built = command.output().unwrap();
    assert!(built.status.success(), "{package} does not build");
    let report = String::from_utf8(built.stdout).unwrap();
    let products = report.lines().flat_map(|line| products(line, package, member));
    let product = products.into_iter().find(|path| wanted(path));
    product.unwrap_or_else(|| panic!("cargo built {package}, and told no {member}")).into()
}

/// Variables that cargo sets for the package whose test is running.
const PRIVATE: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// The products that one line of cargo's report tells of.
fn products(line: &str, package: &str, member: &str) -> Vec<String> {
    let line: Value = serde_json::from_str(line).unwrap();
    let id = line["package_id"].as_str().unwrap_or_default();
    if line["reason"] != "compiler-artifact" || !names(id, package) {
        return Vec::new();
    }
    match &line[member] {
        Value::String(path) => vec![path.clone()],
        Value::Array(paths) => paths.iter().filter_map(Value::as_str).map(Into::into).collect(),
        _ => Vec::new(),
    }
}

/// Whether a package id (`path+file:///…/gateway#codemint-gateway@0.1.0`) is that of the package.
fn names(id: &str, package: &str) -> bool {
    let (folder, fragment) = id.rsplit_once('#').unwrap_or((id, ""));
    match fragment.split_once('@') {
        Some((name, _)) => name == package,
        // The name is left out where it is the folder's.
        None => folder.ends_with(&format!("/{package}")),
    }
}
