//! The gateway, as a process of its own.

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

/// How a gateway is to be started.
pub struct Start<'a> {
    home: &'a Home,
    command: Command,
}

impl Gateway {
    /// A demo gateway that keeps its things in `home`, on a port of its own.
    #[must_use]
    pub fn demo(home: &Home) -> Start<'_> {
        Self::demo_at(home, "127.0.0.1:0")
    }

    /// A demo gateway that keeps its things in `home` and listens there.
    #[must_use]
    pub fn demo_at<'a>(home: &'a Home, listen: &str) -> Start<'a> {
        let mut command = Command::new(built::gateway());
        command.args(["demo", "--listen", listen, "--data"]).arg(home.path());
        Start::of(home, command)
    }

    /// Its process ID.
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

    /// A caller of this gateway, with connections of its own.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.url, &self.token)
    }

    /// What it wrote to standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Asks it to stop (SIGTERM), without waiting for it.
    pub fn ask_to_stop(&self) {
        self.process.ask_to_end();
    }

    /// Waits for it to end by itself.
    #[must_use]
    pub fn end(self) -> Ended {
        self.process.end()
    }

    /// Stops it (SIGTERM), and insists that it stops in peace.
    ///
    /// # Panics
    /// When it does not.
    pub fn stop(self) -> Ended {
        self.ask_to_stop();
        let ended = self.end();
        assert!(ended.status.success(), "the gateway did not stop in peace: {ended:?}");
        ended
    }

    /// Ends it on the spot (SIGKILL).
    pub fn kill(self) -> Ended {
        self.process.kill()
    }
}

impl<'a> Start<'a> {
    /// A start of any program that speaks as the gateway does.
    #[must_use]
    pub fn of(home: &'a Home, command: Command) -> Self {
        Self { home, command }
    }

    /// One more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// One more variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it, and waits until it says that it listens.
    ///
    /// # Panics
    /// When it ends instead, or says anything else.
    #[must_use]
    pub fn run(self) -> Gateway {
        self.try_to_run().unwrap_or_else(|ended| panic!("the gateway did not start: {ended:?}"))
    }

    /// Starts it, and waits until it says that it listens, or ends.
    ///
    /// # Errors
    /// What it left behind, when it ended instead.
    ///
    /// # Panics
    /// When it says anything else.
    pub fn try_to_run(self) -> Result<Gateway, Ended> {
        let mut process = Process::start(self.command);
        let line = process.first_line()?;
        let url = line.strip_prefix("codemint listening on ");
        let url = url.unwrap_or_else(|| panic!("instead of its address it says: {line}"));
        let demo = self.home.demo();
        assert_eq!(demo.url, url, "demo.env names another address than the gateway does");
        Ok(Gateway { process, url: url.to_owned(), token: demo.token })
    }
}
