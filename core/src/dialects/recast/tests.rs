use super::properties::{self as named, ORDER, Text};
use super::{body, read, texts};
use crate::engine;
use crate::journey::{AuditEvent, Call, Elevating, Elevation, Findings, NotAfter, Planned};
use crate::journey::{Problem, Refusal, Rule, Settlement, Standing, SubjectRow};
use crate::words::{Alphabet, CodeFormat, Policy, Purpose, Seed, Span, Timestamp, ValidityBounds};
use alloc::{format, string::String, string::ToString, vec, vec::Vec};
use std::collections::BTreeSet;

/// The vendor's sample.
const SAMPLE: &str = r#"{
  "ComputerName": "CENL02", "ComputerDomain": "domain.ad", "UserName": "serviceaccount",
  "UserDomain": "domain.ad", "ValidityTimeIndex": 1, "Reason": "Printer driver installation",
  "TemporaryAccountName": "tempadmin" }"#;

/// The sample with other JSON for a property; without it, where that is empty.
fn with(changes: &[(&str, &str)]) -> String {
    let sample: Vec<(&str, &str)> = vec![
        ("ComputerName", r#""CENL02""#),
        ("ComputerDomain", r#""domain.ad""#),
        ("UserName", r#""serviceaccount""#),
        ("UserDomain", r#""domain.ad""#),
        ("ValidityTimeIndex", "1"),
        ("Reason", r#""Printer driver installation""#),
        ("TemporaryAccountName", r#""tempadmin""#),
    ];
    let change = |name: &str| changes.iter().find(|(changed, _)| *changed == name);
    let kept = sample.iter().map(|(name, json)| change(name).copied().unwrap_or((*name, *json)));
    let added = changes.iter().filter(|(name, _)| !sample.iter().any(|(known, _)| known == name));
    let members = kept.chain(added.copied()).filter(|(_, json)| !json.is_empty());
    let members: Vec<String> = members.map(|(name, json)| format!("\"{name}\":{json}")).collect();
    format!("{{{}}}", members.join(","))
}

/// The number of the route.
fn route() -> u32 {
    let is_ours =
        |route: &crate::journey::Route| route.template.ends_with("generateActivationCode");
    engine::routes().position(is_ours).unwrap() as u32
}

/// What a body asks for.
fn asked(body: &str) -> Option<(String, Elevation)> {
    let reading = read::read(body.as_bytes()).unwrap();
    let ask = reading.request.asks().next()?;
    assert!(
        matches!(ask.not_after, NotAfter::Usual) && reading.request.purpose == Purpose::Elevation
    );
    Some((ask.subject.as_str().into(), ask.elevation.clone()?))
}

/// Findings under which the sample gets a code: spans 0 to 3 and 9, and a rule for 0 to 2.
fn findings(subjects: usize) -> Findings {
    let format = CodeFormat::new(Alphabet::Decimal, 20).unwrap();
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 3600, max: 259_200 }).unwrap();
    policy.issuing_allowed = true;
    policy.spans = [0, 1, 2, 3, 9].map(|index| Span { index, seconds: Some(3600) }).to_vec();
    let now = Timestamp::from_seconds(1_754_640_000).unwrap();
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
    let rule = Rule { spans: 0b111, local_accounts: vec!["TempAdmin".into()], by_device: false };
    let elevation = Elevating { rules: vec![rule], device: None, device_key: None };
    Findings {
        rows: vec![row; subjects],
        elevation: (subjects == 1).then_some(elevation),
        ..Findings::of(now, Seed::from_bytes([7; 32]).unwrap(), policy)
    }
}

fn subjects(body: &str) -> Option<usize> {
    match engine::plan(&Call::of(route(), body.as_bytes())).unwrap() {
        Planned::Needs(needs) => Some(needs.subjects.len()),
        Planned::Finished(_) => None,
    }
}

fn settled(body: &str, change: impl Fn(&mut Findings)) -> Settlement {
    let mut findings = findings(subjects(body).unwrap_or(0));
    change(&mut findings);
    engine::settle(&Call::of(route(), body.as_bytes()), findings).unwrap()
}

/// The status and the message of a reply that refuses; nothing is issued with it.
fn refused(body: &str, change: impl Fn(&mut Findings)) -> (u16, String) {
    let Settlement { reply, commit } = settled(body, change);
    assert!(commit.issued.is_empty() && commit.superseded.is_empty());
    assert_eq!(reply.content_type, "application/json");
    let body: serde_json::Value = serde_json::from_slice(reply.body.reveal()).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1);
    (reply.status, body["Message"].as_str().unwrap().into())
}

fn faults(body: &str) -> String {
    let (status, message) = refused(body, |_| {});
    assert_eq!(status, 400, "{body}");
    message
}

#[test]
fn the_sample_asks_and_is_answered_by_a_bare_string() {
    let (subject, elevation) = asked(SAMPLE).unwrap();
    assert_eq!(subject, "domain.ad\\cenl02$");
    assert_eq!(elevation.account.as_str(), "domain.ad\\serviceaccount");
    assert_eq!((elevation.local_account.as_str(), elevation.span), ("tempadmin", 1));
    assert_eq!(elevation.reason.as_deref(), Some("Printer driver installation"));
    assert_eq!(elevation.device, None);

    let Settlement { reply, commit } = settled(SAMPLE, |_| {});
    let code = commit.issued[0].code.reveal();
    assert_eq!((reply.status, reply.body.reveal()), (200, format!("\"{code}\"").as_bytes()));
    assert!(code.len() == 20 && code.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(commit.audit[0].event, AuditEvent::Issued);
}

/// Which texts a property takes, and which it does not: each bound from both sides.
#[test]
fn a_text_is_taken_or_not() {
    let label = "a".repeat(63);
    let domain = [label.as_str(); 4].join(".")[..253].to_string();
    let longer = format!("{domain}a");
    let guid = "0D1E2F3a-0000-4000-8000-00000000000f";
    let braced = format!("{{{guid}}}");
    let (half_braced, long_label) = (&braced[1..], "a".repeat(64));
    let a = |count: usize| "a".repeat(count);
    let (a15, a16, a20, a21, a256, a257) = (a(15), a(16), a(20), a(21), a(256), a(257));
    let ü20 = "ü".repeat(20);
    let (a1024, a1025) = ("é".repeat(1024), a(1025));
    let cases: [(&Text, &[&str], &[&str]); 7] = [
        (
            &named::COMPUTER_NAME_TEXT,
            &["a", &a15, "a.b", "a b", "PC-01_é!"],
            &[
                "", &a16, ".a", " a", "a ", "a\u{7}", "a\\b", "a/b", "a:", "a*", "a?", "\"", "<",
                ">", "|",
            ],
        ),
        (
            &named::COMPUTER_DOMAIN_TEXT,
            &[
                "domain.ad",
                "WORKGROUP",
                "a",
                &label,
                &domain,
                guid,
                &braced,
                "a_b.c-d",
                "müller.example",
            ],
            &[
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a.b",
                "a-.b",
                &long_label,
                &longer,
                "1.2.3.4",
                "a b.c",
                "a@b",
                half_braced,
                "{a}",
            ],
        ),
        (
            &named::DEVICE_TEXT,
            &[guid, &braced],
            &[
                "",
                half_braced,
                &braced[..37],
                &guid[..35],
                "0D1E2F3g-0000-4000-8000-00000000000f",
                "0D1E2F3a000040008000000000000000000f",
            ],
        ),
        (
            &named::USER_NAME_TEXT,
            &["a", &a256, "a.b", "a@b.example", "svc$", "a b"],
            &[
                "", &a257, "a.", " a", "a\n", "d\\a", "a/b", "[", "]", ":", ";", "|", "=", ",",
                "+", "*", "?", "<", ">", "\"",
            ],
        ),
        (
            &named::USER_DOMAIN_TEXT,
            &["domain.ad", "DOMAIN", "AzureAD", "MY DOMAIN", &a16, &label],
            &["", "a/b", ".ad", "MY DOMAIN IS LONG", &long_label, " a", &braced],
        ),
        (&named::REASON_TEXT, &["", " ", "é\u{2028}", &a1024], &[&a1025, "a\nb", "\u{85}", "\0"]),
        (
            &named::LOCAL_ACCOUNT_TEXT,
            &["a", &a20, &ü20, "a.b"],
            &["", &a21, "a.", "a ", "\u{1b}a", "a\\b", "a,b"],
        ),
    ];
    for (property, good, bad) in cases {
        for text in good {
            assert!((property.read)(text).is_some(), "{} {text:?}", property.name);
        }
        for text in bad {
            assert_eq!((property.read)(text), None, "{} {text:?}", property.name);
        }
    }
    let canonical = Some(guid.to_ascii_lowercase());
    assert_eq!((named::DEVICE_TEXT.read)(&braced), canonical);
    assert_eq!((named::COMPUTER_DOMAIN_TEXT.read)(&braced), canonical);
}

#[test]
fn an_index_is_a_whole_number_of_four_bits() {
    assert_eq!(asked(&with(&[(named::SPAN, "0")])).unwrap().1.span, 0);
    assert_eq!(asked(&with(&[(named::SPAN, "15")])).unwrap().1.span, Span::MAX_INDEX);
    let huge = "9".repeat(40);
    for json in ["16", "-1", "256", "1.0", "1e0", "-0", "\"1\"", "true", "[1]", "{}", &huge] {
        let expected = "ValidityTimeIndex must be a whole number from 0 to 15, written without \
                        fraction or exponent.";
        assert_eq!(faults(&with(&[(named::SPAN, json)])), expected, "{json}");
    }
    for json in ["01", "+1", "1e999", "NaN", ".5"] {
        let message = faults(&with(&[(named::SPAN, json)]));
        assert!(message.starts_with("The request body is not valid: "), "{json} {message}");
    }
}

#[test]
fn every_property_is_missing_when_it_is_null_or_not_there() {
    for name in ORDER {
        for json in ["", "null"] {
            let body = with(&[(name, json)]);
            if [named::DEVICE, named::REASON].contains(&name) {
                assert!(asked(&body).is_some(), "{body}");
            } else {
                assert_eq!(faults(&body), format!("{name} is missing."));
            }
        }
        if name != named::SPAN {
            for json in ["1", "true", "[]", "{\"a\":[1]}"] {
                assert_eq!(faults(&with(&[(name, json)])), format!("{name} must be a string."));
            }
        }
        let twice = format!("{},\"{name}\":null}}", with(&[(name, "null")]).trim_end_matches('}'));
        assert_eq!(faults(&twice), format!("{name} must be given only once."));
    }
}

#[test]
fn all_faults_are_named_at_once_in_the_order_of_the_properties() {
    let every = ORDER.map(|name| format!("{name} is missing.")).to_vec();
    let required: Vec<&String> = every.iter().filter(|text| !text.starts_with("AAD")).collect();
    let strict = |findings: &mut Findings| findings.policy.reason_required = true;
    let (status, message) = refused("{}", strict);
    let sentences: Vec<&str> = required.iter().map(|text| text.as_str()).collect();
    assert_eq!((status, message), (400, sentences.join(" ")));

    let body = with(&[(named::SPAN, "12"), (named::REASON, "\" \""), (named::USER_NAME, "7")]);
    let expected = "UserName must be a string. ValidityTimeIndex must be one of the configured \
                    indices. Reason is missing.";
    assert_eq!(refused(&body, strict), (400, expected.into()));
    let understood = with(&[(named::SPAN, "12"), (named::REASON, "")]);
    let expected = "ValidityTimeIndex must be one of the configured indices. Reason is missing.";
    assert_eq!(refused(&understood, strict), (400, expected.into()));
    // An ill-formed reason is not missing too.
    let message = refused(&with(&[(named::REASON, "1")]), strict).1;
    assert_eq!(message, "Reason must be a string.");
    // Where the policy asks for none, none is missed.
    assert!(!faults("{}").contains("Reason"));
}

#[test]
fn what_is_no_object_ends_at_once_and_shows_no_value() {
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(64), "]".repeat(64));
    for body in [
        "",
        "null",
        "\"secret\"",
        "[{}]",
        "{",
        "{}x",
        "{secret}",
        "{\"Reason\":secret}",
        "{},",
        &deep,
    ] {
        assert_eq!(subjects(body), None, "{body}");
        let message = faults(body);
        assert!(message.starts_with("The request body is not valid: "), "{message}");
        assert!(message.ends_with('.') && !message.contains("secret"), "{message}");
    }
    assert!(body::parse(&[b'{', 0xff]).is_err());
    let less_deep = format!("{{\"x\":{}{}}}", "[".repeat(63), "]".repeat(63));
    assert_eq!(body::parse(less_deep.as_bytes()).ok().unwrap().ignored, ["x"]);
}

#[test]
fn names_are_compared_exactly_and_others_are_told_once() {
    let many: Vec<String> = (0..12).map(|n| format!("\"x{n}\":[{n}]")).collect();
    let body = format!("{{\"computername\":1,\"computername\":2,{}}}", many.join(","));
    let reading = read::read(body.as_bytes()).unwrap();
    assert_eq!(reading.ignored.len(), crate::journey::Needs::MAX_IGNORED);
    assert_eq!(reading.ignored[..2], ["computername", "x0"]);
    assert!(asked(r#"{"ComputerName":"A"}"#).is_none());
    assert!(asked(&SAMPLE.replace("\"ComputerName", "\"\\u0043omputerName")).is_some());
}

#[test]
fn each_refusal_has_its_status() {
    type Change = fn(&mut Findings);
    let cases: [(Change, u16, &str); 9] = [
        (|f| f.rows[0].standing = Standing::Unknown, 404, "not found"),
        (|f| f.rows[0].standing = Standing::Disabled, 404, "not enabled"),
        (|f| f.rows[0].standing = Standing::PendingDeletion, 404, "not enabled"),
        (|f| f.rows[0].standing = Standing::Unavailable, 500, "could not be determined"),
        (|f| f.policy.issuing_allowed = false, 403, "switched off"),
        (|f| f.rows[0].purpose_allowed = false, 403, "for this computer"),
        (|f| f.elevation.as_mut().unwrap().rules.clear(), 403, "The account is not allowed to"),
        (|f| f.elevation.as_mut().unwrap().rules[0].spans = 1, 403, "ValidityTimeIndex"),
        (|f| f.elevation.as_mut().unwrap().rules[0].local_accounts.clear(), 403, "TemporaryAcc"),
    ];
    for (change, status, text) in cases {
        let (got, message) = refused(SAMPLE, change);
        assert!(got == status && message.contains(text), "{got} {message}");
    }
    let device = "0d1e2f3a-0000-4000-8000-00000000000f";
    let by_device = |findings: &mut Findings| {
        let found = findings.elevation.as_mut().unwrap();
        found.rules[0].by_device = true;
        found.device = Some(device.into());
    };
    assert_eq!(refused(SAMPLE, by_device).0, 400);
    let given = with(&[(named::DEVICE, &format!("\"{{{}}}\"", device.to_uppercase()))]);
    assert_eq!(settled(&given, by_device).reply.status, 200);
    let other = with(&[(named::DEVICE, &format!("\"{}\"", device.replace('f', "e")))]);
    assert_eq!(refused(&other, by_device).0, 404);
}

/// Each of the texts is one sentence or two, and no two kinds of refusal sound alike.
#[test]
fn texts_are_sentences_and_told_apart() {
    let refusals = [
        Refusal::Subject { standing: Standing::Unknown },
        Refusal::OtherDevice,
        Refusal::NoDevice,
        Refusal::TenantForbids,
        Refusal::SourceForbids,
        Refusal::Account,
        Refusal::Span { span: 1 },
        Refusal::LocalAccount,
        Refusal::TooManyCodes { max: 2 },
        Refusal::Undetermined,
        Refusal::CodeTaken,
    ];
    let refusals = refusals.map(|refusal| texts::refused(refusal).message);
    let problems = Problem::ALL.map(texts::rejected);
    for text in refusals.iter().chain(&problems) {
        assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
    }
    assert_eq!(BTreeSet::from(refusals).len(), refusals.len());
    assert_eq!(BTreeSet::from(problems).len(), problems.len());
    for problem in Problem::ALL {
        let reply = engine::reject(route(), problem).unwrap();
        assert_eq!(reply.status, problem.status().0);
        let expected = format!("{{\"Message\":\"{}\"}}", texts::rejected(problem));
        assert_eq!(reply.body.reveal(), expected.as_bytes());
    }
}
