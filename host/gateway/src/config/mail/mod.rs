//! `[mail]` and `[tenants.mail]`: how mail is sent, and how a tenant writes it.

mod server;
mod tenant;

pub(crate) use server::ServerConfig;
pub(crate) use tenant::TenantMail;

use super::reader::Section;
use codemint::mail::Retries;
use std::path::Path;

/// The mail server of every tenant without its own, and when failed mails are retried.
#[derive(Clone, Debug)]
pub(crate) struct MailConfig {
    /// The server.
    pub(crate) server: ServerConfig,
    /// When failed mails are retried, by any server.
    pub(crate) retries: Retries,
}

impl MailConfig {
    /// A server on this machine that requires neither TLS nor a password; for a demo, so mails are
    /// retried soon.
    pub(crate) fn plain(host: &str, port: u16) -> Self {
        let retries = Retries { first: 2, longest: 60, attempts: 10 };
        Self { server: ServerConfig::plain(host, port), retries }
    }

    pub(super) fn from(mut section: Section<'_>, folder: &Path) -> Option<Self> {
        let retries = retries(&mut section);
        let server = ServerConfig::from(section, folder);
        Some(Self { server: server?, retries: retries? })
    }
}

/// `[mail.retry]`; each setting has a default.
fn retries(section: &mut Section<'_>) -> Option<Retries> {
    const DAY: u64 = 24 * 60 * 60;
    let usual = Retries::default();
    let at = section.at_of("retry");
    let Some(found) = section.optional::<Section<'_>>("retry") else { return Some(usual) };
    let mut section = found.value;
    let mut number = |key, min, max, usual: u32| {
        let found = section.number(key, min, max).map(|found| found.value);
        found.and_then(|value| u32::try_from(value).ok()).unwrap_or(usual)
    };
    let retries = Retries {
        first: number("first", 1, DAY, usual.first),
        longest: number("longest", 1, DAY, usual.longest),
        attempts: number("attempts", 1, 1000, usual.attempts),
    };
    if retries.first > retries.longest {
        section.fault(at, "`mail.retry.first` must not be above `mail.retry.longest`");
        return None;
    }
    section.finish();
    Some(retries)
}
