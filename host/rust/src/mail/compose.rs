//! Composing a message of RFC 5322 and MIME.

use super::letterhead::{Letterhead, QrContent, QrDrawer};
use super::templates::{Part, Values};
use super::wording::{code_name, grouped};
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

/// The header that keeps automatic responders from replying (RFC 3834, section 5).
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
    /// A sender with that address, shown with that name; `None` for an address that lettre, which
    /// parses the sender's header again, does not accept.
    pub(super) fn new(address: EmailAddress, name: Option<HeaderText>) -> Option<Self> {
        let accepted = address.as_str().parse::<Address>().is_ok();
        accepted.then_some(Self { address, name })
    }
}

impl From<Sender> for Mailbox {
    fn from(sender: Sender) -> Self {
        mailbox(sender.name.as_ref(), &sender.address)
    }
}

/// An address with the name that is shown for it. No other function writes a name into a header.
fn mailbox(name: Option<&HeaderText>, address: &EmailAddress) -> Mailbox {
    Mailbox::new(name.map(HeaderText::to_string), sendable(address))
}

/// The address as lettre writes it into envelope and headers, without a second check. It cannot end
/// a command or a header, since an [`EmailAddress`] contains no white space, control characters,
/// quotes or angle brackets.
fn sendable(address: &EmailAddress) -> Address {
    Address::new_dangerous(address.local(), address.domain())
}

/// Composes the message: the text first, the HTML last, with the picture as a related part
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
        // Otherwise lettre would parse the headers, by its own rules for addresses.
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
        code_name: code_name(mail.purpose, language).into(),
        qr: picture.map(|id| format!("cid:{id}")),
    })
}

/// The picture, if the tenant has one and there is a drawer.
fn picture(
    mail: &Mail<'_>,
    head: &Letterhead,
    drawer: Option<&dyn QrDrawer>,
) -> Result<Option<Vec<u8>>, MailFailure> {
    let payload = match head.qr {
        Some(QrContent::Code) => Some(mail.code.reveal().to_owned()),
        Some(QrContent::Link) => head.link.as_ref().map(|link| link.of(mail.code)),
        None => None,
    };
    let (Some(payload), Some(drawer)) = (payload, drawer) else { return Ok(None) };
    let drawn = drawer.png(zeroize::Zeroizing::new(payload).as_bytes());
    Ok(Some(drawn.map_err(|_| MailFault::Composition)?))
}

#[cfg(test)]
mod tests;
