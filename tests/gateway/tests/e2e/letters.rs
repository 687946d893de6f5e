//! The content of mails: language, expiry and picture, and a tenant's own templates.

use codemint::words::Timestamp;
use codemint_gateway_tests::smtp::{Arrived, code_in, shown_in};
use codemint_gateway_tests::{Behaviour, Home, Smtp};
use codemint_qr_tests::{picture, readers};
use rusqlite::Connection;
use std::fs;

use super::commands::codemint;

/// The time zone has no summer time, so that the expected texts need no time zone rules.
const CONFIG: &str = r#"
data = "."
[keys]
codes = { file = "codes.key" }
[mail]
host = "127.0.0.1"
port = PORT
tls = "none"
from = "codes@example.com"
from_name = "Zoë, <Codes>"
[[tenants]]
id = "zoe"
name = "Zoë & Söhne"
base_url = "https://codes.example.com"
[tenants.mail]
time_zone = "Asia/Kathmandu"
MORE
[tenants.policies.enrolment]
"#;

/// Kathmandu is 5 hours and 45 minutes ahead of UTC.
const AHEAD: u32 = 5 * 3600 + 45 * 60;

const USERS: &str = "subject,purposes,mail,locale\n\
    eve@example.com,all,eve@example.com,en-GB\n\
    dora@example.com,all,dora@example.com,de-AT\n\
    finn@example.com,all,finn@example.com,fi\n\
    fred@example.com,all,fred@example.com,fr\n\
    nora@example.com,all,nora@example.com,\n";

/// Issues a code by mail for each of these users; the mails, in that order.
fn mails(more: &str, users: &[&str]) -> (Home, Vec<Arrived>) {
    let (home, server) = (Home::new(), Smtp::start(Behaviour::Takes));
    let config = write(&home, more, server.port());
    let list = home.write("users.csv", USERS).to_str().unwrap().to_owned();
    let ended = codemint(["directory", "import", &list, "--config", &config], "");
    assert!(ended.status.success(), "{ended:?}");
    let mut mails = Vec::new();
    for user in users {
        let body = format!(r#"[{{"email":"{user}@example.com","code_send_to":"EMAIL"}}]"#);
        let ended = codemint(["issue", "--dialect", "rsa", "--config", &config], &body);
        assert!(ended.status.success(), "{ended:?}");
        mails.push(server.wait_for(mails.len() + 1).pop().unwrap());
    }
    assert_eq!(server.mails().len(), users.len(), "a mail was sent twice");
    (home, mails)
}

fn write(home: &Home, more: &str, port: u16) -> String {
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    let text = CONFIG.replace("PORT", &port.to_string()).replace("MORE", more);
    home.write("codemint.toml", &text).to_str().unwrap().to_owned()
}

/// The stored record ID and expiry of a user's code.
fn stored(home: &Home, user: &str) -> (String, Timestamp) {
    let database = Connection::open(home.file("codemint.sqlite")).unwrap();
    let sql = "SELECT lower(hex(id)), not_after FROM records WHERE subject LIKE ?1 || '@%'";
    let found: (String, i64) =
        database.query_row(sql, [user], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    (found.0, Timestamp::from_seconds(found.1.try_into().unwrap()).unwrap())
}

/// The expiry in three languages, from this test's own tables.
fn expected(at: Timestamp) -> [String; 3] {
    let here = at.plus(AHEAD).civil();
    let month = usize::from(here.month) - 1;
    let english =
        "January February March April May June July August September October November December";
    let german =
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember";
    let finnish = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu";
    let name = |names: &str| names.split(' ').nth(month).unwrap().to_owned();
    let (day, year) = (here.day, here.year);
    let time = format!("{:02}:{:02}:{:02}", here.hour, here.minute, here.second);
    let zone = "(Asia/Kathmandu, UTC+05:45)";
    [
        format!("{day} {} {year}, {time} {zone}", name(english)),
        format!("{day}. {} {year}, {time} Uhr {zone}", name(german)),
        format!("{day}. {}kuuta {year} klo {} {zone}", name(finnish), time.replace(':', ".")),
    ]
}

#[test]
fn each_mail_has_the_readers_language_the_exact_expiry_and_a_picture_of_the_code() {
    let users = ["eve", "dora", "finn", "fred", "nora"];
    let (home, mails) = mails("", &users);
    // English where the reader's language is unknown or not supported.
    for ((user, mail), language) in users.iter().zip(&mails).zip([0, 1, 2, 0, 0]) {
        let (record, not_after) = stored(&home, user);
        let expiry = &expected(not_after)[language];
        let html = &html_of(mail);
        let (before, after) = [
            ("Your enrolment code for", "It is valid until "),
            ("Ihr Registrierungscode für", "Er gilt bis "),
            ("Zoë & Söhne: rekisteröintikoodi", "Koodi on voimassa "),
        ][language];
        assert!(mail.text.starts_with(before), "{user}: {}", mail.text);
        for body in [&mail.text, html] {
            assert!(body.contains(&format!("{after}{expiry}")), "{user} {expiry}: {body}");
            assert_eq!(
                body.matches(shown_in(&mail.text)).count(),
                1,
                "the code is not there once: {body}"
            );
        }
        let subjects = [
            "Your enrolment code for Zoë & Söhne",
            "Zoë & Söhne: Ihr Registrierungscode",
            "Zoë & Söhne: rekisteröintikoodi",
        ];
        assert_eq!(mail.subject, subjects[language]);
        assert!(html.contains("Zoë &amp; Söhne") && !html.contains("Zoë & Söhne"), "{html}");
        let parts =
            ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"];
        assert_eq!(mail.parts, parts);
        picture_is_the_code(mail);
        let id = mail.header("Message-ID").replace('-', "");
        assert_eq!(id, format!("<{record}@example.com>"));
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert!(mail.header("From").ends_with("<codes@example.com>"), "{}", mail.header("From"));
        assert!(mail.header("From").contains("Zoë, <Codes>"), "{}", mail.header("From"));
    }
}

/// The HTML of a mail, with slashes in place of the template engine's entities.
fn html_of(mail: &Arrived) -> String {
    mail.html.as_ref().unwrap().replace("&#x2f;", "/")
}

fn picture_is_the_code(mail: &Arrived) {
    let (code, html) = (code_in(&mail.text), html_of(mail));
    let png = picture::of_png(&mail.picture()).unwrap();
    assert_eq!(readers::by_rqrr(&png), Some(code.clone().into_bytes()));
    assert_eq!(readers::by_rxing(&png).map(|read| read.text), Some(code.clone()));
    let id = mail.picture_id.as_ref().unwrap();
    let source = format!("src=\"cid:{}\"", id.trim_matches(['<', '>']));
    assert!(html.contains(&source), "{source}: {html}");
    assert!(html.contains("alt=\"QR") && !html.contains(&code), "{html}");
    // Nothing is loaded from another server.
    assert_eq!(html.matches("src=").count(), 1, "{html}");
    assert!(!html.contains("http"), "{html}");
}

#[test]
fn a_tenant_can_have_its_own_templates_and_a_link_in_the_picture() {
    let folder = template_folder(&[
        ("sv.subject", "{{ tenant|upper }}: kod"),
        ("sv.txt", "Hej!\n\n    {{ code }}\n\n{{ date }} {{ time }} {{ zone }} {{ link }}"),
        (
            "sv.html",
            "<p>{{ code }}</p>{% if qr %}<img src=\"{{ qr }}\">{% endif %}{% if link %}<a href=\"{{ link }}\">{{ purpose_id }}</a>{% endif %}",
        ),
    ]);
    let more = format!(
        "locale = \"sv-SE\"\ntemplates = '{}'\nqr = \"link\"\nlink = \"https://a.example/r#c={{code}}\"",
        folder.path().display()
    );
    let (home, mails) = mails(&more, &["nora", "finn"]);
    let (mail, here) = (&mails[0], stored(&home, "nora").1.plus(AHEAD).civil());
    assert_eq!(mail.subject, "ZOË & SÖHNE: kod");
    let link = format!("https://a.example/r#c={}", code_in(&mail.text));
    let day = format!("{:04}-{:02}-{:02}", here.year, here.month, here.day);
    let time = format!("{:02}:{:02}:{:02}", here.hour, here.minute, here.second);
    let last = format!("{day} {time} Asia/Kathmandu, UTC+05:45 {link}");
    assert_eq!(mail.text.lines().last(), Some(last.as_str()));
    let anchor = format!("<a href=\"{link}\">enrolment</a>");
    assert!(html_of(mail).contains(&anchor), "{mail:?}");
    let png = picture::of_png(&mail.picture()).unwrap();
    assert_eq!(readers::by_rqrr(&png), Some(link.into_bytes()));
    assert!(
        mails[1].text.starts_with("Zoë & Söhne: rekisteröintikoodi"),
        "the reader's language was not used first"
    );
}

fn template_folder(files: &[(&str, &str)]) -> Home {
    let folder = Home::bare();
    for (name, text) in files {
        folder.write(name, text);
    }
    folder
}

#[test]
fn faulty_templates_are_reported_before_the_gateway_starts() {
    let good = [("sv.subject", "kod"), ("sv.txt", "{{ code }}"), ("sv.html", "<p>{{ code }}</p>")];
    for (file, text, wanted) in [
        ("sv.txt", "a\n{{ cod }}", "sv.txt`, line 2: there is no value `cod`"),
        ("sv.subject", "kod\nBcc: all@example.com", "sv.subject`: it cannot be a subject"),
        ("sv.html", "<img src=\"https://tracker.example\">", "sv.html`: a picture must come with"),
    ] {
        let templates = template_folder(
            &good.map(|(name, good)| (name, if name == file { text } else { good })),
        );
        let home = Home::new();
        let more = format!("templates = '{}'", templates.path().display());
        let config = write(&home, &more, 25);
        let line = 1 + fs::read_to_string(&config)
            .unwrap()
            .lines()
            .position(|l| l.starts_with("templates"))
            .unwrap();
        let checked = codemint(["config", "check", &config], "");
        assert!(!checked.status.success() && checked.output.contains(wanted), "{checked:?}");
        assert!(
            checked.output.contains(&format!("{{\"line\":{line},\"message\":\"template")),
            "{checked:?}"
        );
        let served = codemint(["serve", "--config", &config], "");
        assert!(!served.status.success() && served.log.contains(wanted), "{served:?}");
        // The control: with the valid template there is no fault.
        templates.write(file, good.iter().find(|(name, _)| *name == file).unwrap().1);
        let checked = codemint(["config", "check", &config], "");
        assert!(checked.status.success(), "{checked:?}");
    }
}
