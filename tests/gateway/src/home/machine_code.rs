//! The module's machine code, handed from one gateway under test to the next. A gateway uses what
//! it finds only if its name is that of its own engine and module, and its hash is right.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::process;

/// Where a gateway keeps it, in its folder.
pub(super) const FOLDER: &str = "module-cache";

/// Where it waits for the next one.
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/machine-code");

/// Copies what there is into a gateway's folder. What cannot be copied is made anew.
pub(super) fn hand_out(folder: &Path) {
    copy(Path::new(SHARED), folder);
}

/// Keeps what a gateway has made.
pub(super) fn collect(folder: &Path) {
    copy(folder, Path::new(SHARED));
}

/// Copies whole files that are not there yet, each under another name first, so that nobody meets
/// half of one.
fn copy(from: &Path, to: &Path) {
    let Ok(found) = fs::read_dir(from) else { return };
    for file in found.flatten() {
        let (path, name) = (file.path(), file.file_name());
        let whole = path.extension().is_some_and(|kind| kind == "cwasm");
        let target = to.join(&name);
        if !whole || target.exists() {
            continue;
        }
        let draft = to.join(format!(".{}-{:?}.draft", process::id(), std::thread::current().id()));
        let made = DirBuilder::new().recursive(true).mode(0o700).create(to);
        let copied = made.and_then(|()| fs::copy(&path, &draft));
        let _ = copied.and_then(|_| fs::rename(&draft, &target));
    }
}
