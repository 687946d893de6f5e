//! Connections to one server: opening them, and sending mail over them.

use super::settings::{SmtpPassword, SmtpTls};
use crate::mail::{MailFailure, MailFault, MailSettingsError};
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::extension::{ClientId, Extension};
use std::time::Duration;

/// The first line of a certificate in PEM (RFC 7468, section 5.1).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A server, and how to connect to it.
pub(super) struct Server {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<(String, SmtpPassword)>,
    timeout: Duration,
    hello: ClientId,
}

enum Protection {
    None,
    StartTls(TlsParameters),
    Implicit(TlsParameters),
}

impl Server {
    pub(super) fn new(
        host: String,
        port: u16,
        tls: SmtpTls,
        authorities: Option<&[u8]>,
        credentials: Option<(String, SmtpPassword)>,
        timeout: Duration,
    ) -> Result<Self, MailSettingsError> {
        let protection = match tls {
            SmtpTls::None { .. } => Protection::None,
            SmtpTls::StartTls => Protection::StartTls(parameters(&host, authorities)?),
            SmtpTls::Implicit => Protection::Implicit(parameters(&host, authorities)?),
        };
        let hello = ClientId::default();
        Ok(Self { host, port, protection, credentials, timeout, hello })
    }

    /// Opens a connection over which mail can be sent. Any failure until then is due to the server
    /// or the settings, never to a mail, whatever reply code the server gives.
    pub(super) fn connect(&self) -> Result<SmtpConnection, MailFailure> {
        let implicit = match &self.protection {
            Protection::Implicit(parameters) => Some(parameters),
            Protection::None | Protection::StartTls(_) => None,
        };
        let address = (self.host.as_str(), self.port);
        let timeout = Some(self.timeout);
        let opened = SmtpConnection::connect(address, timeout, &self.hello, implicit, None);
        let mut connection = opened.map_err(|error| outside(&error))?;
        self.enter(&mut connection).inspect_err(|_| connection.abort())?;
        Ok(connection)
    }

    fn enter(&self, connection: &mut SmtpConnection) -> Result<(), MailFailure> {
        if let Protection::StartTls(parameters) = &self.protection {
            let upgraded = connection.starttls(parameters, &self.hello);
            upgraded.map_err(|error| outside(&error))?;
            if !connection.is_encrypted() {
                return Err(MailFault::Login.into());
            }
        }
        let Some((user, password)) = &self.credentials else { return Ok(()) };
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        // CRAM-MD5 and the like protect nothing that TLS does not; both of these rely on TLS.
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let entered = connection.auth(&mechanisms, &credentials);
        entered.map(drop).map_err(|error| outside(&error))
    }
}

fn parameters(host: &str, authorities: Option<&[u8]>) -> Result<TlsParameters, MailSettingsError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authorities {
        let problem =
            || MailSettingsError("the authorities' certificates are not valid PEM".into());
        // `from_pem` accepts text without a certificate; then no server would be trusted.
        let has_one = pem.windows(CERTIFICATE.len()).any(|part| part == CERTIFICATE);
        let certificate = Certificate::from_pem(pem).ok().filter(|_| has_one);
        let certificate = certificate.ok_or_else(problem)?;
        builder =
            builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder
        .build_rustls()
        .map_err(|_| MailSettingsError(format!("`{host}` is not a valid server name")))
}

/// The connection, if its server still answers.
pub(super) fn if_alive(mut connection: SmtpConnection) -> Option<SmtpConnection> {
    (!connection.has_broken() && connection.test_connected()).then_some(connection)
}

/// Sends a message. `Ok` means that the server accepted it after the end of the data (RFC 5321,
/// section 4.2.5: from then on the server is responsible).
///
/// # Errors
/// Without SMTPUTF8 on the server (RFC 6531, section 3.1): [`MailFault::NeedsSmtpUtf8`] when the
/// recipient's address is not ASCII; [`MailFault::Login`] when the sender's is not, which is a
/// fault of the settings. Nothing was sent in either case.
pub(super) fn deliver(
    connection: &mut SmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<(), MailFailure> {
    let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        if !envelope.from().is_none_or(is_ascii) {
            return Err(MailFault::Login.into());
        }
        if !envelope.to().iter().all(is_ascii) {
            return Err(MailFault::NeedsSmtpUtf8.into());
        }
    }
    connection.send(envelope, message).map(drop).map_err(|error| inside(&error))
}

/// Classifies an error before a mail was sent.
fn outside(error: &Error) -> MailFailure {
    let fault = if error.status().is_some() || error.is_client() || error.is_tls() {
        MailFault::Login
    } else {
        MailFault::Connection
    };
    MailFailure { fault, status: error.status().map(u16::from) }
}

/// Classifies an error while a mail is sent.
fn inside(error: &Error) -> MailFailure {
    let fault = match () {
        () if error.is_permanent() => MailFault::Rejected,
        () if error.is_transient() => MailFault::Temporary,
        // The recipient's address is not ASCII, and the server offers SMTPUTF8 without 8BITMIME,
        // which RFC 6531, section 3.1, requires.
        () if error.is_client() => MailFault::NeedsSmtpUtf8,
        () => MailFault::Connection,
    };
    MailFailure { fault, status: error.status().map(u16::from) }
}
