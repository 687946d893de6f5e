//! From what is to be said to a message as RFC 5322 and MIME have it.

use super::letterhead::{Letterhead, QrContent, QrDrawer};
use super::reading::{called, grouped};
use super::templates::{Part, Values};
use super::{HeaderText, Mail, MailFailure, MailFault};
use codemint_core::words::EmailAddress;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

/// The sender of mails: an address, and the name that is shown for it.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub(super) address: EmailAddress,
    pub(super) name: Option<HeaderText>,
}

/// A mail that no robot should answer (RFC 3834, section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

impl Sender {
    /// The sender of that address, shown under that name; `None` for an address that lettre, which
    /// reads the header of the sender once more, does not take.
    pub(super) fn new(address: EmailAddress, name: Option<HeaderText>) -> Option<Self> {
        let taken = address.as_str().parse::<Address>().is_ok();
        taken.then_some(Self { address, name })
    }
}

impl From<Sender> for Mailbox {
    fn from(sender: Sender) -> Self {
        mailbox(sender.name.as_ref(), &sender.address)
    }
}

/// The only way in which a name gets to stand before an address.
fn mailbox(name: Option<&HeaderText>, address: &EmailAddress) -> Mailbox {
    Mailbox::new(name.map(HeaderText::to_string), sendable(address))
}

/// The address as lettre writes it into envelope and headers, without a second rule: of what an
/// [`EmailAddress`] cannot hold (white space, controls, quotes, angle brackets) nothing is left that
/// could end a command or a header.
fn sendable(address: &EmailAddress) -> Address {
    Address::new_dangerous(address.local(), address.domain())
}

/// The message. Its text comes first and its HTML last, with the picture as a part beside it
/// (`multipart/alternative`, RFC 2046, section 5.1.4; `multipart/related`, RFC 2387).
pub(super) fn compose(
    mail: &Mail<'_>,
    head: &Letterhead,
    sender: &Sender,
    drawer: Option<&dyn QrDrawer>,
) -> Result<Message, MailFailure> {
    let to = EmailAddress::parse(mail.to).ok_or(MailFault::Recipient)?;
    let unwritten = MailFailure::from(MailFault::Composition);
    let domain = sender.address.domain();
    let picture = picture(mail, head, drawer)?;
    let content_id = picture.as_ref().map(|_| format!("qr.{}@{domain}", mail.record));
    let locale = head.templates.choose(mail.locale.into_iter().chain(&head.locale));
    let values = values(mail, head, locale, content_id.as_deref()).ok_or(unwritten)?;
    let part = |part| head.templates.render(locale, part, &values).map_err(|_| unwritten);
    let subject = HeaderText::new(&part(Part::Subject)?).map_err(|_| unwritten)?;
    let html = SinglePart::html(part(Part::Html)?);
    let text = SinglePart::plain(part(Part::Text)?);
    let both = MultiPart::alternative().singlepart(text);
    let body = match (picture, content_id) {
        (Some(png), Some(id)) => {
            let kind = ContentType::parse("image/png").map_err(|_| unwritten)?;
            let picture = Attachment::new_inline(id).body(png, kind);
            both.multipart(MultiPart::related().singlepart(html).singlepart(picture))
        }
        _ => both.singlepart(html),
    };
    let envelope = Envelope::new(Some(sendable(&sender.address)), vec![sendable(&to)]);
    let envelope = envelope.map_err(|_| unwritten)?;
    Message::builder()
        .from(sender.clone().into())
        .to(mailbox(None, &to))
        // Else it would be read out of the headers, by another rule for addresses.
        .envelope(envelope)
        .subject(subject.as_str())
        .message_id(Some(mail.message_id(domain)))
        .date(UNIX_EPOCH + Duration::from_secs(mail.now.seconds()))
        .header(AutoSubmitted)
        .multipart(body)
        .map_err(|_| unwritten)
}

fn values(
    mail: &Mail<'_>,
    head: &Letterhead,
    locale: &str,
    picture: Option<&str>,
) -> Option<Values> {
    let language = locale.split('-').next().unwrap_or(locale);
    let written = head.zone.write(mail.not_after, language)?;
    Some(Values {
        code: grouped(mail.code.reveal()),
        expires: written.whole,
        date: written.date,
        time: written.time,
        zone: written.zone,
        link: head.link.as_ref().map(|link| link.of(mail.code)),
        tenant: head.tenant.to_string(),
        purpose: mail.purpose,
        called: called(mail.purpose, language).into(),
        qr: picture.map(|id| format!("cid:{id}")),
    })
}

/// The picture, where the tenant has one and something draws it.
fn picture(
    mail: &Mail<'_>,
    head: &Letterhead,
    drawer: Option<&dyn QrDrawer>,
) -> Result<Option<Vec<u8>>, MailFailure> {
    let says = match head.qr {
        Some(QrContent::Code) => Some(mail.code.reveal().to_owned()),
        Some(QrContent::Link) => head.link.as_ref().map(|link| link.of(mail.code)),
        None => None,
    };
    let (Some(says), Some(drawer)) = (says, drawer) else { return Ok(None) };
    let drawn = drawer.png(zeroize::Zeroizing::new(says).as_bytes());
    Ok(Some(drawn.map_err(|_| MailFault::Composition)?))
}

#[cfg(test)]
mod tests;
