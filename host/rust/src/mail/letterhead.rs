//! How a tenant's mails look.

use super::{HeaderText, Link, Templates, Zone};
use crate::locale::Locale;
use crate::module::{DrawError, Module};
use codemint_core::qr::{Level, Look};

/// How a tenant's mails look: their templates, the default language, the time zone, and what they
/// contain besides the code.
pub struct Letterhead {
    /// The tenant's display name.
    pub tenant: HeaderText,
    /// The language for readers whose own is unknown or has no templates.
    pub locale: Option<Locale>,
    /// The time zone in which times are written.
    pub zone: Zone,
    /// The templates.
    pub templates: Templates,
    /// The page on which the code is entered, if there is one.
    pub link: Option<Link>,
    /// The content of the QR symbol, if there is one.
    pub qr: Option<QrContent>,
}

/// The content of the QR symbol in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrContent {
    /// The code's text.
    Code,
    /// The link ([`Letterhead::link`]); without a link, the mail has no symbol.
    Link,
}

impl Letterhead {
    /// The default letterhead of a tenant with this name: built-in templates, English, UTC, no
    /// link, a QR symbol of the code.
    #[must_use]
    pub fn of(tenant: HeaderText) -> Self {
        let (zone, templates) = (Zone::default(), Templates::default());
        Self { tenant, locale: None, zone, templates, link: None, qr: Some(QrContent::Code) }
    }
}

/// Draws QR symbols.
pub trait QrDrawer: Send + Sync {
    /// Draws a symbol of the payload as a PNG.
    ///
    /// # Errors
    /// [`DrawError`] when it cannot be drawn.
    fn png(&self, payload: &[u8]) -> Result<Vec<u8>, DrawError>;
}

/// With medium error correction (about 15 %) and 8 pixels per module of the symbol.
impl QrDrawer for Module {
    fn png(&self, payload: &[u8]) -> Result<Vec<u8>, DrawError> {
        self.qr_png(payload, Level::M, &Look::default())
    }
}
