//! A real mail server, in a process of its own.

use crate::process::Process;
use crate::wait;
use serde::Deserialize;
use std::env;
use std::process::Command;

/// What the server does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It takes it.
    Takes,
    /// It knows no recipient.
    Refuses,
    /// It takes it, unless the recipient's name begins with `nobody`.
    IsChoosy,
    /// It hangs up in the middle of the mail.
    HangsUp,
}

/// A running mail server. Killed when dropped.
pub struct Smtp {
    process: Process,
    address: String,
}

/// A mail that arrived.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrived {
    /// The recipients, as the envelope has them.
    pub to: Vec<String>,
    /// The text.
    pub text: String,
}

impl Smtp {
    /// Starts a server on a port of its own.
    ///
    /// # Panics
    /// When it does not start; the message says what is missing.
    #[must_use]
    pub fn start(manner: Manner) -> Self {
        let python = env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/smtp_server.py")).arg(match manner {
            Manner::Takes => "takes",
            Manner::Refuses => "refuses",
            Manner::IsChoosy => "is-choosy",
            Manner::HangsUp => "hangs-up",
        });
        let mut process = Process::start(command);
        let address = process
            .first_line()
            .unwrap_or_else(|ended| panic!("no mail server for this test:\n{}", ended.log));
        Self { process, address }
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The mails that arrived so far.
    ///
    /// # Panics
    /// When the server says something that is none.
    #[must_use]
    pub fn mails(&self) -> Vec<Arrived> {
        let said = self.process.output();
        let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let lines = whole.lines().skip(1);
        lines.map(|line| serde_json::from_str(line).expect("a mail as JSON")).collect()
    }

    /// Waits until that many mails have arrived.
    ///
    /// # Panics
    /// When they do not arrive.
    #[must_use]
    pub fn wait_for(&self, count: usize) -> Vec<Arrived> {
        wait::until(&format!("{count} mails"), || {
            let mails = self.mails();
            (mails.len() >= count).then_some(mails)
        })
    }

    /// How often a mail was refused or cut off so far.
    #[must_use]
    pub fn refusals(&self) -> usize {
        self.process.log().lines().filter(|line| line.starts_with("refused ")).count()
    }
}

/// The code in a text: its only run of nine digits.
///
/// # Panics
/// When there is none, or more than one.
#[must_use]
pub fn code_in(text: &str) -> &str {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 9);
    let runs: Vec<&str> = runs.collect();
    assert_eq!(runs.len(), 1, "one code expected: {text}");
    runs[0]
}
