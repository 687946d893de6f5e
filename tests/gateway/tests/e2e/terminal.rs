//! A terminal of its own for one command.

use codemint_gateway_tests::gateway_program;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Command, ExitStatus, Stdio};

/// What a person saw.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: ExitStatus,
    /// Standard output and standard error as one text.
    pub(crate) screen: String,
}

impl Seen {
    /// What is on the screen at the end, after any progress was wiped. Nothing in it is obeyed by a
    /// terminal but line ends.
    pub(crate) fn plain(&self) -> &str {
        const WIPED: &str = "\r\u{1b}[2K";
        let left = self.screen.rsplit(WIPED).next().unwrap();
        let obeyed = |char: char| char.is_control() && char != '\n';
        assert!(!left.contains(obeyed), "{:?}", self.screen);
        left
    }
}

/// Runs the gateway's program with standard output and standard error on a terminal in Berlin.
/// Without colours, unless `environment` says otherwise.
pub(crate) fn on_terminal(arguments: &[&str], input: &str, environment: &[(&str, &str)]) -> Seen {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options.custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed());
    let slave = options.open(std::ffi::OsStr::from_bytes(name.as_bytes())).unwrap();
    let mut command = Command::new(gateway_program());
    command.args(arguments).env("TZ", "Europe/Berlin").env("TERM", "xterm").env("NO_COLOR", "1");
    command.envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(slave.try_clone().unwrap()).stderr(slave);
    let mut child = command.spawn().unwrap();
    // The command holds the terminal's other end too: without it, reading ends with the program.
    drop(command);
    // A program that does not read breaks the pipe, which is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let (mut master, mut screen, mut piece) = (File::from(master), Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = master.read(&mut piece) {
        screen.extend_from_slice(&piece[..length]);
    }
    let screen = String::from_utf8(screen).unwrap().replace("\r\n", "\n");
    Seen { status: child.wait().unwrap(), screen }
}
