//! `[tenants.mail]`: how a tenant writes its mails.

use super::server::{ServerConfig, header_text};
use crate::config::reader::{Found, Section};
use codemint::Locale;
use codemint::mail::{HeaderText, Letterhead, Link, QrContent, TemplateFault, Templates, Zone};
use std::path::{Path, PathBuf};

/// How a tenant writes its mails, and the server that sends them.
#[derive(Clone, Debug)]
pub(crate) struct TenantMail {
    /// Its own server; `None` for the common one.
    pub(crate) server: Option<ServerConfig>,
    name: Option<HeaderText>,
    locale: Option<Locale>,
    zone: Zone,
    templates: Option<PathBuf>,
    link: Option<Link>,
    qr: Option<QrContent>,
}

/// The defaults.
impl Default for TenantMail {
    fn default() -> Self {
        Self {
            server: None,
            name: None,
            locale: None,
            zone: Zone::default(),
            templates: None,
            link: None,
            qr: Some(QrContent::Code),
        }
    }
}

impl TenantMail {
    /// How the mails of the tenant with that ID are written.
    ///
    /// # Errors
    /// When the templates have changed since they were checked, and have faults now.
    pub(crate) fn letterhead(&self, id: &str) -> Result<Letterhead, String> {
        let tenant = match &self.name {
            Some(name) => name.clone(),
            None => HeaderText::new(id).map_err(|fault| format!("`{id}`: {fault}"))?,
        };
        let templates = self.templates.as_deref().map_or_else(
            || Ok(Templates::default()),
            |folder| Templates::with_folder(folder).map_err(|faults| list(&faults)),
        );
        Ok(Letterhead {
            tenant,
            locale: self.locale.clone(),
            zone: self.zone.clone(),
            templates: templates?,
            link: self.link.clone(),
            qr: self.qr,
        })
    }

    /// Reads a tenant's name and its `[tenants.mail]`.
    pub(crate) fn from(tenant: &mut Section<'_>, folder: &Path) -> Self {
        let name = header_text(tenant, "name");
        let Some(found) = tenant.optional::<Section<'_>>("mail") else {
            return Self { name, ..Self::default() };
        };
        let mut section = found.value;
        let server = section.optional::<Section<'_>>("server");
        let server = server.and_then(|found| ServerConfig::from(found.value, folder));
        let locale =
            parsed(&mut section, "locale", "a language tag such as `de-AT`", Locale::parse);
        let zone = "a time zone's IANA name such as `Europe/Berlin`";
        let zone = parsed(&mut section, "time_zone", zone, Zone::named);
        let templates = templates(&mut section, folder);
        let link = link(&mut section);
        let qr = qr(&mut section, link.is_some());
        section.finish();
        Self { server, name, locale, zone: zone.unwrap_or_default(), templates, link, qr }
    }
}

fn parsed<T>(
    section: &mut Section<'_>,
    key: &str,
    what: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let Found { at, value } = section.optional::<String>(key)?;
    let parsed = parse(&value);
    if parsed.is_none() {
        section.fault(at, format!("`{key}` must be {what}"));
    }
    parsed
}

/// The folder of templates. Every fault in it is a fault of the configuration.
fn templates(section: &mut Section<'_>, folder: &Path) -> Option<PathBuf> {
    let Found { at, value } = section.optional::<String>("templates")?;
    let folder = folder.join(value);
    if let Err(faults) = Templates::with_folder(&folder) {
        faults.iter().for_each(|fault| section.fault(at, format!("template {fault}")));
    }
    Some(folder)
}

fn link(section: &mut Section<'_>) -> Option<Link> {
    let Found { at, value } = section.optional::<String>("link")?;
    let link = Link::parse(&value);
    if let Err(fault) = &link {
        section.fault(at, format!("`link` cannot be in a mail: {fault}"));
    }
    link.ok()
}

fn qr(section: &mut Section<'_>, has_link: bool) -> Option<QrContent> {
    let usual = Some(QrContent::Code);
    let Some(Found { at, value }) = section.optional::<String>("qr") else { return usual };
    match value.as_str() {
        "code" => usual,
        "link" if !has_link => {
            section.fault(at, "`qr = \"link\"` needs a `link`");
            None
        }
        "link" => Some(QrContent::Link),
        "none" => None,
        _ => {
            section.fault(at, "`qr` must be `code`, `link` or `none`");
            None
        }
    }
}

fn list(faults: &[TemplateFault]) -> String {
    faults.iter().map(|fault| format!("\n  template {fault}")).collect()
}
