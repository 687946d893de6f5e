mod refusals;
mod values;

use super::properties::{self, ORDER};
use super::{body, read};
use crate::engine;
use crate::journey::{AuditEvent, Call, Elevating, Elevation, Findings, NotAfter, Planned};
use crate::journey::{Rule, Settlement, Standing, SubjectRow};
use crate::words::{Alphabet, CodeFormat, Policy, Purpose, Seed, Span, Timestamp, ValidityBounds};
use alloc::{format, string::String, vec, vec::Vec};

/// The vendor's sample.
const SAMPLE: &str = r#"{
  "ComputerName": "CENL02", "ComputerDomain": "domain.ad", "UserName": "serviceaccount",
  "UserDomain": "domain.ad", "ValidityTimeIndex": 1, "Reason": "Printer driver installation",
  "TemporaryAccountName": "tempadmin" }"#;

/// The sample with other JSON for some properties; empty JSON removes the property.
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

/// The subject and the elevation that a body requests.
fn asked(body: &str) -> Option<(String, Elevation)> {
    let reading = read::read(body.as_bytes()).unwrap();
    let ask = reading.request.asks().next()?;
    assert!(
        matches!(ask.not_after, NotAfter::Usual)
            && reading.request.purpose == Some(Purpose::Elevation)
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
        ..Findings::of(now, Seed::from_bytes([7; 32]).unwrap(), Some(policy))
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

/// The status and the message of a refusal, with which nothing is issued.
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
fn the_reply_to_the_sample_is_a_bare_string() {
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

#[test]
fn a_null_property_is_missing_like_an_absent_one() {
    for name in ORDER {
        for json in ["", "null"] {
            let body = with(&[(name, json)]);
            if [properties::DEVICE, properties::REASON].contains(&name) {
                assert!(asked(&body).is_some(), "{body}");
            } else {
                assert_eq!(faults(&body), format!("{name} is missing."));
            }
        }
        if name != properties::SPAN {
            for json in ["1", "true", "[]", "{\"a\":[1]}"] {
                assert_eq!(faults(&with(&[(name, json)])), format!("{name} must be a string."));
            }
        }
        let twice = format!("{},\"{name}\":null}}", with(&[(name, "null")]).trim_end_matches('}'));
        assert_eq!(faults(&twice), format!("{name} must be given only once."));
    }
}

#[test]
fn all_errors_are_reported_at_once_in_the_order_of_the_properties() {
    let every = ORDER.map(|name| format!("{name} is missing.")).to_vec();
    let required: Vec<&String> = every.iter().filter(|text| !text.starts_with("AAD")).collect();
    let strict = |findings: &mut Findings| findings.policy.as_mut().unwrap().reason_required = true;
    let (status, message) = refused("{}", strict);
    let sentences: Vec<&str> = required.iter().map(|text| text.as_str()).collect();
    assert_eq!((status, message), (400, sentences.join(" ")));

    let body = with(&[
        (properties::SPAN, "12"),
        (properties::REASON, "\" \""),
        (properties::USER_NAME, "7"),
    ]);
    let expected = "UserName must be a string. ValidityTimeIndex must be one of the configured \
                    indices. Reason is missing.";
    assert_eq!(refused(&body, strict), (400, expected.into()));
    let understood = with(&[(properties::SPAN, "12"), (properties::REASON, "")]);
    let expected = "ValidityTimeIndex must be one of the configured indices. Reason is missing.";
    assert_eq!(refused(&understood, strict), (400, expected.into()));
    // An ill-formed reason is not reported as missing as well.
    let message = refused(&with(&[(properties::REASON, "1")]), strict).1;
    assert_eq!(message, "Reason must be a string.");
    // Where the policy requires no reason, none is missing.
    assert!(!faults("{}").contains("Reason"));
}

#[test]
fn a_body_that_is_not_an_object_is_refused_at_once_without_its_value() {
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
fn names_are_compared_exactly_and_unknown_ones_are_reported_once() {
    let many: Vec<String> = (0..12).map(|n| format!("\"x{n}\":[{n}]")).collect();
    let body = format!("{{\"computername\":1,\"computername\":2,{}}}", many.join(","));
    let reading = read::read(body.as_bytes()).unwrap();
    assert_eq!(reading.ignored.len(), crate::journey::Needs::MAX_IGNORED);
    assert_eq!(reading.ignored[..2], ["computername", "x0"]);
    assert!(asked(r#"{"ComputerName":"A"}"#).is_none());
    assert!(asked(&SAMPLE.replace("\"ComputerName", "\"\\u0043omputerName")).is_some());
}
