//! A real mail server, in a process of its own.

use crate::process::Process;
use crate::wait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair};
use serde::Deserialize;
use std::env;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// What the server does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It takes it.
    Takes,
    /// It knows no recipient (5xx).
    Refuses,
    /// It takes it, unless the recipient's name begins with `nobody`.
    IsChoosy,
    /// It rejects the whole mail for ever (5xx), and repeats its code in its answer.
    Rejects,
    /// It hangs up after a mail's end, before it says that it took it: always.
    HangsUp,
    /// The same for that many mails; it takes the others.
    HangsUpFirst(usize),
    /// It dies in the middle of that many mails; it takes the others.
    DiesFirst(usize),
    /// It asks to be tried later (4xx) for that many mails; it takes the others.
    IsBusyFirst(usize),
}

impl Manner {
    fn words(self) -> String {
        match self {
            Self::Takes => "takes".into(),
            Self::Refuses => "refuses".into(),
            Self::IsChoosy => "is-choosy".into(),
            Self::Rejects => "rejects".into(),
            Self::HangsUp => "hangs-up".into(),
            Self::HangsUpFirst(count) => format!("hangs-up:{count}"),
            Self::DiesFirst(count) => format!("dies:{count}"),
            Self::IsBusyFirst(count) => format!("is-busy:{count}"),
        }
    }
}

/// A certificate that is its own authority, in files; for `localhost` and 127.0.0.1 if nothing else
/// is said.
pub struct Certified {
    folder: TempDir,
    /// The certificate, PEM.
    pub pem: String,
}

impl Certified {
    /// A new one.
    ///
    /// # Panics
    /// When it cannot be made or written.
    #[must_use]
    pub fn new() -> Self {
        Self::of(&["localhost", "127.0.0.1"])
    }

    /// A new one for other names.
    ///
    /// # Panics
    /// When it cannot be made or written.
    #[must_use]
    pub fn of(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let pem = CertificateParams::new(names).unwrap().self_signed(&key).unwrap().pem();
        fs::write(folder.path().join("cert.pem"), &pem).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        Self { folder, pem }
    }
}

impl Default for Certified {
    fn default() -> Self {
        Self::new()
    }
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
    /// Whether its sender asked for SMTPUTF8.
    pub smtputf8: bool,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML.
    pub html: Option<String>,
    /// The picture, base64.
    picture: Option<String>,
    /// The picture's name within the mail.
    pub picture_id: Option<String>,
    /// The media types of all parts, from the outside in.
    pub parts: Vec<String>,
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// Whether it came over TLS.
    pub is_protected: bool,
    /// Who the sender said that he was, if he proved it.
    pub user: Option<String>,
}

impl Arrived {
    /// The picture as it came, a PNG.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn picture(&self) -> Vec<u8> {
        STANDARD.decode(self.picture.as_ref().expect("a picture")).unwrap()
    }

    /// The value of a header that is there once.
    ///
    /// # Panics
    /// When it is not.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found: Vec<_> = self.headers.iter().filter(|(known, _)| known == name).collect();
        assert_eq!(found.len(), 1, "{name}: {:?}", self.headers);
        &found[0].1
    }
}

impl Smtp {
    /// Starts a server on a port of its own.
    ///
    /// # Panics
    /// When it does not start; the message says what is missing.
    #[must_use]
    pub fn start(manner: Manner) -> Self {
        Self::start_as(manner, |_| {})
    }

    /// The same, offering SMTPUTF8 (RFC 6531).
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn with_smtputf8(manner: Manner) -> Self {
        Self::start_as(manner, |command| {
            command.arg("--smtputf8");
        })
    }

    /// The same with protection: `starttls` or `implicit`.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn protected(manner: Manner, tls: &str, certified: &Certified) -> Self {
        Self::start_as(manner, |command| protect(command, tls, certified))
    }

    /// The same with protection and a user with a password.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn guarded(tls: &str, certified: &Certified, user: &str, password: &str) -> Self {
        Self::start_as(Manner::Takes, |command| {
            protect(command, tls, certified);
            command.args(["--user", user]).env("SMTP_TEST_PASSWORD", password);
        })
    }

    fn start_as(manner: Manner, more: impl FnOnce(&mut Command)) -> Self {
        let python = env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/smtp_server.py")).arg(manner.words());
        more(&mut command);
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

    /// The port.
    ///
    /// # Panics
    /// Never: an address has one.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// The mails that arrived so far.
    ///
    /// # Panics
    /// When the server says something that is none.
    #[must_use]
    pub fn mails(&self) -> Vec<Arrived> {
        arrived(&self.process.output())
    }

    /// Ends the server, and tells all mails that arrived: it told of each before it said that it took
    /// it.
    ///
    /// # Panics
    /// As [`Self::mails`].
    #[must_use]
    pub fn end(self) -> Vec<Arrived> {
        arrived(&self.process.kill().output)
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

    /// The code of a mail that it rejected for ever, in groups, once there is one.
    #[must_use]
    pub fn rejected(&self) -> Option<String> {
        let log = self.process.log();
        let mut lines = log.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        lines.find_map(|line| line.strip_prefix("refused for ever: ").map(str::to_owned))
    }

    /// How often a mail was refused or cut off so far.
    #[must_use]
    pub fn refusals(&self) -> usize {
        self.process.log().lines().filter(|line| line.starts_with("refused ")).count()
    }
}

/// The mails that a server told of.
fn arrived(said: &str) -> Vec<Arrived> {
    let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let lines = whole.lines().skip(1);
    lines.map(|line| serde_json::from_str(line).expect("a mail as JSON")).collect()
}

fn protect(command: &mut Command, tls: &str, certified: &Certified) {
    command.args(["--tls", tls]);
    command.arg("--cert").arg(certified.folder.path().join("cert.pem"));
    command.arg("--key").arg(certified.folder.path().join("key.pem"));
}

/// The code in a text: the only line that is set in by four spaces, without those between groups.
///
/// # Panics
/// When there is none, or more than one, or when it is not nine digits.
#[must_use]
pub fn code_in(text: &str) -> String {
    let code = shown_in(text).replace(' ', "");
    assert!(code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
    code
}

/// The same as it is shown, in groups.
///
/// # Panics
/// When there is none, or more than one.
#[must_use]
pub fn shown_in(text: &str) -> &str {
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert_eq!(lines.len(), 1, "one code expected: {text}");
    lines[0]
}
