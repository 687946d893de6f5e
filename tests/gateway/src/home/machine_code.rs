//! The module's machine code, shared by the gateways under test. A gateway uses a file only if its
//! name matches the gateway's engine and module, and its hash is right.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::process;

/// The cache's folder in a gateway's data folder.
pub(super) const FOLDER: &str = "module-cache";

/// The folder that the gateways under test share.
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/machine-code");

/// Copies the shared machine code into a gateway's folder. What cannot be copied is compiled again.
pub(super) fn hand_out(folder: &Path) {
    copy(Path::new(SHARED), folder);
}

/// Copies what a gateway has compiled into the shared folder.
pub(super) fn collect(folder: &Path) {
    copy(folder, Path::new(SHARED));
}

/// Copies files that the target does not have yet. Each is copied under another name and then
/// renamed, so that no gateway reads an incomplete file.
fn copy(from: &Path, to: &Path) {
    let Ok(found) = fs::read_dir(from) else { return };
    for file in found.flatten() {
        let (path, name) = (file.path(), file.file_name());
        let is_complete = path.extension().is_some_and(|kind| kind == "cwasm");
        let target = to.join(&name);
        if !is_complete || target.exists() {
            continue;
        }
        let draft = to.join(format!(".{}-{:?}.draft", process::id(), std::thread::current().id()));
        let made = DirBuilder::new().recursive(true).mode(0o700).create(to);
        let copied = made.and_then(|()| fs::copy(&path, &draft));
        let _ = copied.and_then(|_| fs::rename(&draft, &target));
    }
}
