//! The mail of an installation: which server sends whose, and what is counted and logged.

use crate::config::{Config, ServerConfig, TenantConfig};
use codemint::issuer::IssuerBuilder;
use codemint::mail::{MailEvent, MailSettingsError, SmtpMailer};
use codemint::module::Module;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counts of mails since the start.
#[derive(Debug, Default)]
pub(crate) struct MailCounters {
    sent: AtomicU64,
    failed: AtomicU64,
}

impl MailCounters {
    /// How many mails were sent, and how many attempts failed.
    pub(crate) fn sent_and_failed(&self) -> (u64, u64) {
        (self.sent.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }

    /// Counts and logs an event. The log holds no address, and no text of a mail server.
    fn record(&self, event: &MailEvent<'_>) {
        match event {
            MailEvent::Sent { .. } => {
                self.sent.fetch_add(1, Ordering::Relaxed);
            }
            MailEvent::Failed { tenant, record, failure, attempts, again_at } => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                let again_at = again_at.map(|at| at.seconds());
                tracing::warn!(
                    tenant, %record, %failure, attempts, again_at,
                    "{}",
                    if again_at.is_some() { "a mail waits in the outbox" } else { "a mail is dead" }
                );
            }
            MailEvent::Died { tenant, record, fault } => {
                tracing::warn!(tenant, %record, fault = fault.name(), "a mail is dead");
            }
            MailEvent::Halted(error) => {
                tracing::error!(cause = %error, "the outbox cannot be read");
            }
        }
    }
}

/// Adds the configured mail servers to an issuer: one for each tenant with its own, one for all
/// others.
///
/// # Errors
/// [`MailSettingsError`] when a password, a certificate or a template cannot be used.
pub(crate) fn set_up(
    mut builder: IssuerBuilder,
    config: &Config,
    module: &Module,
    counters: &Arc<MailCounters>,
) -> Result<IssuerBuilder, MailSettingsError> {
    let reported = Arc::clone(counters);
    builder = builder.mail_report(move |event| reported.record(event));
    for tenant in &config.tenants {
        if let Some(server) = &tenant.mail.server {
            builder = builder.mailer_of([&tenant.id], mailer(server, module, [tenant])?);
        }
    }
    if let Some(mail) = &config.mail {
        let without_own = config.tenants.iter().filter(|tenant| tenant.mail.server.is_none());
        builder = builder.mailer(mailer(&mail.server, module, without_own)?).retries(mail.retries);
    }
    Ok(builder)
}

fn mailer<'a>(
    server: &ServerConfig,
    module: &Module,
    tenants: impl IntoIterator<Item = &'a TenantConfig>,
) -> Result<SmtpMailer, MailSettingsError> {
    let settings = server.settings().map_err(MailSettingsError)?;
    let mut mailer = SmtpMailer::new(settings)?.drawer(module.clone());
    for tenant in tenants {
        let letterhead = tenant.mail.letterhead(&tenant.id).map_err(MailSettingsError)?;
        mailer = mailer.letterhead(&tenant.id, letterhead);
    }
    Ok(mailer)
}
