//! A running program whose output is kept.

use crate::wait;
use std::io::{Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A running program. Killed when dropped.
pub struct Process {
    child: Child,
    output: Captured,
    log: Captured,
}

/// The outcome of a program.
#[derive(Debug)]
pub struct Ended {
    /// The exit status.
    pub status: ExitStatus,
    /// Everything that the program wrote to standard output.
    pub output: String,
    /// Everything that the program wrote to standard error.
    pub log: String,
}

impl Process {
    /// Starts a program; its standard input is empty.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        Self::spawn(command.stdin(Stdio::null()))
    }

    fn spawn(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let output = Captured::from(child.stdout.take().unwrap());
        let log = Captured::from(child.stderr.take().unwrap());
        Self { child, output, log }
    }

    /// Runs a program to its end, with `input` on its standard input.
    ///
    /// # Panics
    /// When it cannot be started, or does not end.
    #[must_use]
    pub fn run(mut command: Command, input: &[u8]) -> Ended {
        let mut process = Self::spawn(command.stdin(Stdio::piped()));
        let mut stdin = process.child.stdin.take().unwrap();
        let input = input.to_vec();
        // On another thread: the program may write before it reads. It may also stop reading, which
        // breaks the pipe.
        let feeder = thread::spawn(move || drop(stdin.write_all(&input)));
        let ended = process.end();
        feeder.join().unwrap();
        ended
    }

    /// Waits for the first line of standard output.
    ///
    /// # Errors
    /// The outcome, when the program ended instead.
    pub fn first_line(&mut self) -> Result<String, Ended> {
        let line = wait::until("a first line, or the end of the program", || {
            let output = self.output.so_far();
            match output.split_once('\n') {
                Some((line, _)) => Some(Some(line.to_owned())),
                None => self.has_ended().then_some(None),
            }
        });
        line.ok_or_else(|| self.collect())
    }

    /// What the program has written to standard output so far.
    #[must_use]
    pub fn output(&self) -> String {
        self.output.so_far()
    }

    /// What the program has written to standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.so_far()
    }

    /// Whether the program has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The process ID.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the program to end (SIGTERM), without waiting for it.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn ask_to_end(&self) {
        self.signal("TERM");
    }

    /// Asks the program to read its configuration again (SIGHUP).
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn hang_up(&self) {
        self.signal("HUP");
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success(), "cannot send SIG{name}");
    }

    /// Kills the program (SIGKILL).
    pub fn kill(mut self) -> Ended {
        self.child.kill().unwrap();
        self.collect()
    }

    /// Waits for the program to end by itself.
    ///
    /// # Panics
    /// When it does not end within [`wait::PATIENCE`].
    #[must_use]
    pub fn end(self) -> Ended {
        self.end_within(wait::PATIENCE)
    }

    /// Waits for the program to end by itself, within that time.
    ///
    /// # Panics
    /// When it does not end in time.
    #[must_use]
    pub fn end_within(mut self, patience: Duration) -> Ended {
        let ended = wait::within(patience, || self.has_ended().then_some(()));
        assert!(ended.is_some(), "the program did not end within {patience:?}");
        self.collect()
    }

    fn collect(&mut self) -> Ended {
        let status = self.child.wait().unwrap();
        Ended { status, output: self.output.all(), log: self.log.all() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An output stream of a program, read by a thread so that the pipe never fills up.
struct Captured {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Captured {
    fn from(mut stream: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut piece = [0; 8192];
            while let Ok(length @ 1..) = stream.read(&mut piece) {
                kept.lock().unwrap().extend_from_slice(&piece[..length]);
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned()
    }

    fn all(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.so_far()
    }
}
