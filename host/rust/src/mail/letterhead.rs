//! How a tenant writes its mails.

use super::{HeaderText, Link, Templates, Zone};
use crate::locale::Locale;
use crate::module::{DrawError, Module};
use codemint_core::qr::{Level, Look};

/// How a tenant writes its mails: in which words, in which language if the reader's is not known,
/// by which clock, and with what beside the code.
pub struct Letterhead {
    /// What the tenant is called.
    pub tenant: HeaderText,
    /// The language for readers whose own is not known, or not among the templates.
    pub locale: Option<Locale>,
    /// Where its clocks are.
    pub zone: Zone,
    /// Its words.
    pub templates: Templates,
    /// Where the code is to be entered, if there is such a place.
    pub link: Option<Link>,
    /// What the QR symbol says, if there is one.
    pub qr: Option<QrContent>,
}

/// What the QR symbol in a mail says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrContent {
    /// The code's text.
    Code,
    /// The link ([`Letterhead::link`]); the mail has no symbol where there is none.
    Link,
}

impl Letterhead {
    /// That of a tenant of this name with everything as it is if nothing is said: the templates
    /// that come with the program, English, UTC, no link, a QR symbol of the code.
    #[must_use]
    pub fn of(tenant: HeaderText) -> Self {
        let (zone, templates) = (Zone::default(), Templates::default());
        Self { tenant, locale: None, zone, templates, link: None, qr: Some(QrContent::Code) }
    }
}

/// What draws QR symbols.
pub trait QrDrawer: Send + Sync {
    /// A symbol of the payload, as a PNG.
    ///
    /// # Errors
    /// [`DrawError`] when it cannot be drawn.
    fn png(&self, payload: &[u8]) -> Result<Vec<u8>, DrawError>;
}

/// With medium error correction (about 15 %), 8 pixels a module.
impl QrDrawer for Module {
    fn png(&self, payload: &[u8]) -> Result<Vec<u8>, DrawError> {
        self.qr_png(payload, Level::M, &Look::default())
    }
}
