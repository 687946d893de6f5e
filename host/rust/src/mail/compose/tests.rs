//! What a composed mail contains, and what cannot be injected into it.

use super::*;
use crate::locale::Locale;
use crate::mail::{Link, Zone};
use crate::module::DrawError;
use codemint_core::qr::{Level, Look, Symbol};
use codemint_core::words::{Code, Purpose, RecordId, Timestamp};

/// Draws with the core, as the module does.
struct Plain;

impl QrDrawer for Plain {
    fn png(&self, payload: &[u8]) -> Result<Vec<u8>, DrawError> {
        Ok(Symbol::encode(payload, Level::M).ok().unwrap().png(&Look::default()))
    }
}

fn head() -> Letterhead {
    Letterhead::of(HeaderText::new("Zoë <& Söhne>").unwrap())
}

fn sender(name: &str) -> Sender {
    let name = (!name.is_empty()).then(|| HeaderText::new(name).unwrap());
    Sender { address: EmailAddress::parse("codes@example.com").unwrap(), name }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

fn composed_to(to: &str, head: &Letterhead, locale: Option<&Locale>) -> Result<String, MailFault> {
    let message = message_to(to, head, locale)?;
    Ok(String::from_utf8(message.formatted()).unwrap())
}

fn message_to(to: &str, head: &Letterhead, locale: Option<&Locale>) -> Result<Message, MailFault> {
    let code = Code::parse("123456789").unwrap();
    let mail = Mail {
        tenant: "zoe",
        record: RecordId::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007),
        to,
        locale,
        purpose: Purpose::Enrolment,
        code: &code,
        not_after: at(1_795_367_403),
        now: at(1_795_363_803),
    };
    compose(&mail, head, &sender("Codes, Zoë"), Some(&Plain)).map_err(|failure| failure.fault)
}

fn composed(head: &Letterhead, locale: &str) -> String {
    composed_to("ann@example.com", head, Locale::parse(locale).as_ref()).unwrap()
}

/// The headers before the body, unfolded.
fn headers(mail: &str) -> Vec<String> {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_mail_has_its_parts_and_the_same_message_id_each_time() {
    let mail = composed(&head(), "");
    let headers = headers(&mail);
    for expected in [
        "Message-ID: <01900000-0000-7000-8000-000000000007@example.com>",
        "Auto-Submitted: auto-generated",
        "To: ann@example.com",
        "Date: Sun, 22 Nov 2026 16:10:03 +0000",
    ] {
        assert!(headers.iter().any(|header| header == expected), "{expected}: {headers:#?}");
    }
    for part in
        ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    {
        assert_eq!(mail.matches(part).count(), 1, "{part}: {mail}");
    }
    assert!(mail.contains("Content-ID: <qr.01900000-0000-7000-8000-000000000007@example.com>"));
    assert!(!mail.contains("123456789"), "the code is only in groups and in the picture");
    assert!(mail.contains("123 456 789"), "{mail}");
    let again = composed(&head(), "");
    assert_eq!(self::headers(&again)[..4], headers[..4], "a repetition has the same ID");
}

#[test]
fn a_mail_without_a_picture_has_none() {
    let without = Letterhead { qr: None, ..head() };
    let mail = composed(&without, "");
    assert!(!mail.contains("image/png") && !mail.contains("related") && !mail.contains("<img"));
    // A symbol of the link needs a link.
    let link = Letterhead { qr: Some(QrContent::Link), ..head() };
    assert!(!composed(&link, "").contains("image/png"));
    let link = Letterhead { link: Link::parse("https://a.example/#{code}").ok(), ..link };
    let mail = composed(&link, "");
    assert!(mail.contains("image/png") && mail.contains("https://a.example/#123456789"), "{mail}");
}

#[test]
fn the_readers_language_takes_precedence_over_the_tenants() {
    let head = Letterhead {
        locale: Locale::parse("de"),
        zone: Zone::named("Europe/Berlin").unwrap(),
        ..head()
    };
    for (locale, expected) in [
        ("fi", "lang=3D\"fi\""),
        ("fr", "lang=3D\"de\""),
        ("", "lang=3D\"de\""),
        ("en-GB", "lang=3D\"en\""),
    ] {
        let mail = composed(&head, locale);
        let found = mail.contains(expected) || mail.contains(&expected.replace("3D", ""));
        assert!(found, "{locale}: {mail}");
    }
}

#[test]
fn no_header_can_be_injected() {
    for planted in [
        "a@example.com\r\nBcc: all@example.com",
        "a@example.com\0",
        "\na@example.com",
        "a@example.com, b@example.com",
        "a b@example.com",
        "<a@example.com>",
        "",
    ] {
        assert_eq!(
            composed_to(planted, &head(), None).err(),
            Some(MailFault::Recipient),
            "{planted:?}"
        );
    }
    for planted in ["Zoë\r\nBcc: all@example.com", "Zoë\nX: y", "Zoë\0"] {
        assert!(HeaderText::new(planted).is_err(), "{planted:?}");
    }
    // A name that looks like another address is quoted or encoded.
    let name = HeaderText::new("Boss <boss@example.com>, x").unwrap();
    let from = mailbox(Some(&name), &EmailAddress::parse("codes@example.com").unwrap()).to_string();
    assert_eq!(from, "\"Boss <boss@example.com>, x\" <codes@example.com>");
    let names: Vec<_> = headers(&composed(&head(), ""))
        .into_iter()
        .filter_map(|header| header.split_once(':').map(|(name, _)| name.to_owned()))
        .collect();
    let expected = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected);
}

/// The recipient in the header and in the envelope of a mail to that address, which must be equal.
fn recipients(to: &str) -> Option<[String; 2]> {
    let message = message_to(to, &Letterhead { qr: None, ..head() }, None).ok()?;
    let envelope: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
    let mail = String::from_utf8(message.formatted()).unwrap();
    let headers = headers(&mail);
    let named: Vec<_> = headers.iter().filter_map(|header| header.strip_prefix("To: ")).collect();
    assert_eq!((headers.len(), named.len(), envelope.len()), (8, 1, 1), "{headers:#?}");
    Some([named[0].to_owned(), envelope[0].clone()])
}

#[test]
fn header_and_envelope_have_the_address_in_canonical_form() {
    for (written, sent) in [
        ("ann@example.com", "ann@example.com"),
        ("user@bücher.example", "user@xn--bcher-kva.example"),
        ("Jose\u{301}@example.com", "Jos\u{e9}@example.com"),
        ("a\u{2010}b@example.com", "a\u{2010}b@example.com"),
        ("\u{301}@example.com", "\u{301}@example.com"),
        ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
    ] {
        assert_eq!(recipients(written), Some([sent.into(), sent.into()]), "{written}");
    }
    // The control: lettre's own rules would have refused this address.
    assert!("a\u{2010}b@example.com".parse::<Address>().is_err());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..Default::default()
    })]

    /// A mail is composed for every valid address, and for nothing else.
    #[test]
    fn every_valid_address_can_be_sent_to(local in "\\PC{1,12}", domain in "[a-zü]{1,8}[.。][a-zß]{1,8}") {
        let text = format!("{local}@{domain}");
        let sent = EmailAddress::parse(&text).map(|to| [to.as_str().into(), to.as_str().into()]);
        proptest::prop_assert_eq!(recipients(&text), sent);
    }
}
