//! The gateway as a separate process.

use crate::built;
use crate::client::Client;
use crate::home::Home;
use crate::process::{Ended, Process};
use std::ffi::OsStr;
use std::process::Command;

/// A running gateway. Killed when dropped.
pub struct Gateway {
    process: Process,
    url: String,
    token: String,
}

/// The command that starts a gateway.
pub struct Start<'a> {
    home: &'a Home,
    command: Command,
}

impl Gateway {
    /// A demo gateway with `home` as its data folder, on a free port.
    #[must_use]
    pub fn demo(home: &Home) -> Start<'_> {
        Self::demo_at(home, "127.0.0.1:0")
    }

    /// A demo gateway with `home` as its data folder, listening on that address.
    #[must_use]
    pub fn demo_at<'a>(home: &'a Home, listen: &str) -> Start<'a> {
        let mut command = Command::new(built::gateway());
        command.args(["demo", "--listen", listen, "--data"]).arg(home.path());
        Start::of(home, command)
    }

    /// The process ID.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The gateway's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The demo's bearer token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Creates a caller of this gateway with its own connections.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.url, &self.token)
    }

    /// What the gateway has written to standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Asks the gateway to stop (SIGTERM), without waiting for it.
    pub fn ask_to_stop(&self) {
        self.process.ask_to_end();
    }

    /// Waits until the gateway has ended.
    #[must_use]
    pub fn end(self) -> Ended {
        self.process.end()
    }

    /// Stops the gateway (SIGTERM).
    ///
    /// # Panics
    /// When it does not end with success.
    pub fn stop(self) -> Ended {
        self.ask_to_stop();
        let ended = self.end();
        assert!(ended.status.success(), "the gateway did not stop with success: {ended:?}");
        ended
    }

    /// Kills the gateway (SIGKILL).
    pub fn kill(self) -> Ended {
        self.process.kill()
    }
}

impl<'a> Start<'a> {
    /// Starts any program with the gateway's interface.
    #[must_use]
    pub fn of(home: &'a Home, command: Command) -> Self {
        Self { home, command }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the program, and waits until it reports that it listens.
    ///
    /// # Panics
    /// When it ends instead, or writes anything else.
    #[must_use]
    pub fn run(self) -> Gateway {
        self.try_to_run().unwrap_or_else(|ended| panic!("the gateway did not start: {ended:?}"))
    }

    /// Starts the program, and waits until it reports that it listens, or ends.
    ///
    /// # Errors
    /// Its output, when it ended instead.
    ///
    /// # Panics
    /// When it writes anything else.
    pub fn try_to_run(self) -> Result<Gateway, Ended> {
        let mut process = Process::start(self.command);
        let line = process.first_line()?;
        let url = line.strip_prefix("codemint listening on ");
        let url = url.unwrap_or_else(|| panic!("not an address: {line}"));
        let demo = self.home.demo();
        assert_eq!(demo.url, url, "demo.env and the gateway name different addresses");
        Ok(Gateway { process, url: url.to_owned(), token: demo.token })
    }
}
