//! The time of a gateway's second start.

use crate::harness::{Promise, Row, median, time};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// The gateway that was built with this program.
pub(crate) fn gateway() -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("codemint")
}

/// A running gateway; killed when dropped.
pub(crate) struct Running {
    child: Child,
    /// The address it listens on.
    pub(crate) url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a program and waits for the line that ends in its URL.
pub(crate) fn start(command: &mut Command) -> Running {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    Running { child, url }
}

/// The demo in that folder.
pub(crate) fn demo(folder: &Path) -> Running {
    start(Command::new(gateway()).args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder))
}

/// A configured gateway with the demo's keys, in that folder.
fn configured(folder: &Path) -> Running {
    let config = folder.join("codemint.toml");
    fs::write(&config, CONFIG).unwrap();
    start(Command::new(gateway()).arg("serve").arg("--config").arg(config))
}

const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "configured"
[keys]
codes = { file = "codes.key" }
[[tenants]]
id = "bench"
base_url = "http://127.0.0.1"
[tenants.policies.enrolment]
[[tenants.access_keys]]
id = "bench"
public_key = { file = "access-key.pub.pem" }
"#;

pub(crate) fn rows() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    drop(demo(folder.path()));
    let timed = || {
        let begun = Instant::now();
        let running = configured(folder.path());
        let taken = begun.elapsed().as_secs_f64();
        drop(running);
        taken
    };
    let first = timed();
    let second = median(&mut (0..25).map(|_| timed()).collect::<Vec<_>>());
    vec![Row {
        what: String::from("second start of the gateway, to the listening line"),
        ours: time(second),
        peer: format!("its first start {}", time(first)),
        promise: Promise::AtMost(second * 1e3, 50.0, " ms"),
    }]
}
