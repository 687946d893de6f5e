//! The settings of an SMTP server.

use crate::mail::HeaderText;
use std::net::IpAddr;
use zeroize::Zeroizing;

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all: for a server on the same machine, or where it is allowed explicitly.
    None {
        /// Whether the server may be on another machine. Anyone on the network path can then read
        /// the codes.
        anywhere: bool,
    },
    /// By STARTTLS, which must succeed (RFC 3207).
    StartTls,
    /// From the first byte (RFC 8314, section 3.3).
    Implicit,
}

/// A password for a mail server. No `Debug`; wiped when dropped.
pub struct SmtpPassword(Zeroizing<String>);

impl SmtpPassword {
    /// Wraps a password.
    #[must_use]
    pub const fn new(password: Zeroizing<String>) -> Self {
        Self(password)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// The server that accepts the mail, and the sender. No `Debug`: it contains a password.
pub struct SmtpSettings {
    /// The server's name or address. Its certificate must be valid for it.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Certificates of authorities (PEM) to trust instead of the operating system's.
    pub authorities: Option<Vec<u8>>,
    /// User and password, if the server requires them.
    pub credentials: Option<(String, SmtpPassword)>,
    /// The sender's address.
    pub from: String,
    /// The name that is shown for the sender.
    pub from_name: Option<HeaderText>,
    /// How many seconds each step may take: connecting, and each reply of the server.
    pub timeout: u32,
}

impl SmtpSettings {
    /// The default of [`Self::timeout`], in seconds.
    pub const USUAL_TIMEOUT: u32 = 20;

    /// Whether that name or address certainly means this machine.
    #[must_use]
    pub fn is_here(host: &str) -> bool {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.map_or(host.eq_ignore_ascii_case("localhost"), |address| {
            address.to_canonical().is_loopback()
        })
    }
}
