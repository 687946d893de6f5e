//! A mail server in a separate process.

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

/// What the server does with mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Accepts every mail.
    Takes,
    /// Rejects every recipient (5xx).
    Refuses,
    /// Rejects recipients whose local part begins with `nobody`.
    IsChoosy,
    /// Rejects every mail after its data (5xx), with the mail's code in the reply.
    Rejects,
    /// Closes the connection after the data of every mail, without a reply.
    HangsUp,
    /// As [`Self::HangsUp`], for so many mails. Accepts the others.
    HangsUpFirst(usize),
    /// Closes the connection within the data of so many mails. Accepts the others.
    DiesFirst(usize),
    /// Defers so many mails (4xx). Accepts the others.
    IsBusyFirst(usize),
}

impl Behaviour {
    /// The server's argument.
    fn argument(self) -> String {
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

/// A self-signed certificate and its key, in files.
pub struct Certificate {
    folder: TempDir,
    /// The certificate, PEM.
    pub pem: String,
}

impl Certificate {
    /// Creates a certificate for `localhost` and 127.0.0.1.
    ///
    /// # Panics
    /// When it cannot be created or written.
    #[must_use]
    pub fn new() -> Self {
        Self::of(&["localhost", "127.0.0.1"])
    }

    /// Creates a certificate for those names.
    ///
    /// # Panics
    /// When it cannot be created or written.
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

impl Default for Certificate {
    fn default() -> Self {
        Self::new()
    }
}

/// A running mail server. Killed when dropped.
pub struct Smtp {
    process: Process,
    address: String,
}

/// A mail that the server accepted.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrived {
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// Whether the client asked for SMTPUTF8.
    pub smtputf8: bool,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML.
    pub html: Option<String>,
    /// The picture, base64.
    picture: Option<String>,
    /// The `Content-ID` of the picture.
    pub picture_id: Option<String>,
    /// The media types of all parts, the outermost first.
    pub parts: Vec<String>,
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// Whether it was received over TLS.
    pub is_protected: bool,
    /// The authenticated user, if any.
    pub user: Option<String>,
}

impl Arrived {
    /// The picture, a PNG.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn picture(&self) -> Vec<u8> {
        STANDARD.decode(self.picture.as_ref().expect("a picture")).unwrap()
    }

    /// The value of a header field that occurs once.
    ///
    /// # Panics
    /// When it does not occur, or more than once.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found: Vec<_> = self.headers.iter().filter(|(known, _)| known == name).collect();
        assert_eq!(found.len(), 1, "{name}: {:?}", self.headers);
        &found[0].1
    }
}

impl Smtp {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// When it does not start. The message has the server's error.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        Self::start_as(behaviour, |_| {})
    }

    /// Starts a server that offers SMTPUTF8 (RFC 6531).
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn with_smtputf8(behaviour: Behaviour) -> Self {
        Self::start_as(behaviour, |command| {
            command.arg("--smtputf8");
        })
    }

    /// Starts a server with TLS: `starttls` or `implicit`.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn protected(behaviour: Behaviour, tls: &str, certificate: &Certificate) -> Self {
        Self::start_as(behaviour, |command| protect(command, tls, certificate))
    }

    /// Starts a server with TLS that requires a user and a password.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn guarded(tls: &str, certificate: &Certificate, user: &str, password: &str) -> Self {
        Self::start_as(Behaviour::Takes, |command| {
            protect(command, tls, certificate);
            command.args(["--user", user]).env("SMTP_TEST_PASSWORD", password);
        })
    }

    fn start_as(behaviour: Behaviour, more: impl FnOnce(&mut Command)) -> Self {
        let python = env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/smtp_server.py"))
            .arg(behaviour.argument());
        more(&mut command);
        let mut process = Process::start(command);
        let address = process
            .first_line()
            .unwrap_or_else(|ended| panic!("no mail server for this test:\n{}", ended.log));
        Self { process, address }
    }

    /// The host and the port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The port.
    ///
    /// # Panics
    /// Never: an address has a port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// The mails that the server has accepted so far.
    ///
    /// # Panics
    /// When the server writes anything else.
    #[must_use]
    pub fn mails(&self) -> Vec<Arrived> {
        arrived(&self.process.output())
    }

    /// Ends the server, and returns all mails that it accepted. The server reports each before it
    /// accepts it.
    ///
    /// # Panics
    /// As [`Self::mails`].
    #[must_use]
    pub fn end(self) -> Vec<Arrived> {
        arrived(&self.process.kill().output)
    }

    /// Waits until so many mails have been accepted.
    ///
    /// # Panics
    /// When they do not arrive in time.
    #[must_use]
    pub fn wait_for(&self, count: usize) -> Vec<Arrived> {
        wait::until(&format!("{count} mails"), || {
            let mails = self.mails();
            (mails.len() >= count).then_some(mails)
        })
    }

    /// The code of a mail that the server rejected, in groups; `None` before that.
    #[must_use]
    pub fn rejected(&self) -> Option<String> {
        let log = self.process.log();
        let mut lines = log.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        lines.find_map(|line| line.strip_prefix("refused permanently: ").map(str::to_owned))
    }

    /// How often the server has refused or cut off a mail so far.
    #[must_use]
    pub fn refusals(&self) -> usize {
        self.process.log().lines().filter(|line| line.starts_with("refused ")).count()
    }
}

/// The mails in a server's output.
fn arrived(output: &str) -> Vec<Arrived> {
    let complete = output.rsplit_once('\n').map_or("", |(complete, _)| complete);
    let lines = complete.lines().skip(1);
    lines.map(|line| serde_json::from_str(line).expect("a mail as JSON")).collect()
}

fn protect(command: &mut Command, tls: &str, certificate: &Certificate) {
    command.args(["--tls", tls]);
    command.arg("--cert").arg(certificate.folder.path().join("cert.pem"));
    command.arg("--key").arg(certificate.folder.path().join("key.pem"));
}

/// The code in a text: the only line that is indented by four spaces, without the spaces between
/// groups.
///
/// # Panics
/// When there is no code, more than one, or one that is not nine digits.
#[must_use]
pub fn code_in(text: &str) -> String {
    let code = shown_in(text).replace(' ', "");
    assert!(code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
    code
}

/// The code in a text, in groups as it is shown.
///
/// # Panics
/// When there is no code, or more than one.
#[must_use]
pub fn shown_in(text: &str) -> &str {
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert_eq!(lines.len(), 1, "one code expected: {text}");
    lines[0]
}
