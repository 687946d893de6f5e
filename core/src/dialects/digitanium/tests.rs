//! The dialect through the request flow: one call, the host's findings, the reply.

use super::Digitanium;
use super::constants::ErrorCode;
use crate::journey::{
    Call, Dialect as _, Findings, Listed, Planned, Problem, Settlement, Standing, SubjectRow, plan,
    settle,
};
use crate::words::{
    Alphabet, Code, CodeFormat, LiveCode, Policy, RecordId, Seed, State, Timestamp, ValidityBounds,
};
use alloc::{borrow::ToOwned, format, string::String, vec};
use serde_json::Value;

const CREATE: usize = 0;
const LIST: usize = 1;
const NOW: u64 = 1_617_107_766;

fn policy() -> Policy {
    let format = CodeFormat::new(Alphabet::Decimal, 8).unwrap();
    let bounds = ValidityBounds { min: 60, max: 86_400 };
    let mut policy = Policy::new(format, 5, bounds).unwrap();
    policy.issuing_allowed = true;
    policy.usual_validity = 28_800;
    policy.max_live = 3;
    policy.revealable = true;
    policy
}

fn changed(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = policy();
    change(&mut policy);
    policy
}

fn found(policy: Policy) -> Findings {
    let seed = Seed::from_bytes([7; 32]).unwrap();
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
    let now = Timestamp::from_seconds(NOW).unwrap();
    Findings { rows: vec![row], ..Findings::of(now, seed, Some(policy)) }
}

fn call<'a>(path: &'a [&'a str], query: &'a str, body: &'a str) -> Call<'a> {
    let body = body.as_bytes();
    Call { tenant: "demo", actor: "DEV3", path, query, body, ..Call::of(0, &[]) }
}

fn settled(route: usize, call: &Call<'_>, findings: Findings) -> (Value, Settlement) {
    let settled = settle::<Digitanium>(&Digitanium::ROUTES[route], call, findings).unwrap();
    (serde_json::from_slice(settled.reply.body.reveal()).unwrap(), settled)
}

/// The error code of a refusal by the first call, and its HTTP status.
fn refused(path: &[&str], query: &str, body: &str) -> (u16, String) {
    match plan::<Digitanium>(&Digitanium::ROUTES[CREATE], &call(path, query, body)) {
        Planned::Finished(reply) => {
            let body: Value = serde_json::from_slice(reply.body.reveal()).unwrap();
            (reply.status, body["errorCode"].as_str().unwrap().to_owned())
        }
        Planned::Needs(_) => (0, String::new()),
    }
}

#[test]
fn a_code_is_created_as_in_the_vendors_sample() {
    let call = call(&["demotest"], "", r#"{"activationCode":"12345673","info":"for Bob"}"#);
    let findings = Findings { matches: vec![None], ..found(policy()) };
    let (_, settled) = settled(CREATE, &call, findings);
    let text = core::str::from_utf8(settled.reply.body.reveal()).unwrap();
    let (before, after) = text.split_once(r#""qrImage":""#).unwrap();
    let (image, after) = after.split_once('"').unwrap();
    assert_eq!(
        before,
        concat!(
            r#"{"data":{"activationCode":"12345673","activationNotAfter":"1617136566","#,
            r#""creationDate":"1617107766","info":"for Bob","issuer":"DEV3","#
        )
    );
    assert!(image.starts_with("iVBORw0KGgo"), "{image}");
    assert_eq!(
        after,
        concat!(
            r#","userID":"demotest"},"message":"Activation codes created successfully","#,
            r#""status":"CREATED","subSystem":5}"#
        )
    );
    assert_eq!(settled.reply.status, 200);
    assert_eq!(settled.commit.issued.len(), 1);
}

#[test]
fn each_rule_has_its_error_code() {
    let long = format!(r#"{{"activationCode":"{}"}}"#, "1".repeat(33));
    let info = format!(r#"{{"info":"{}"}}"#, "x".repeat(256));
    for (body, code) in [
        ("", "ACTIVATION_CODE_INVALID"),
        (" null\n", "ACTIVATION_CODE_INVALID"),
        ("[]", "ACTIVATION_CODE_INVALID"),
        (r#"{"info":"x"#, "ACTIVATION_CODE_INVALID"),
        (r#"{"secret":0}"#, "ACTIVATION_CODE_INVALID"),
        (r#"{"secret":true,"secret":true}"#, "ACTIVATION_CODE_INVALID"),
        (r#"{"activationCode":1}"#, "ACTIVATION_CODE_INVALID"),
        (&long, "ACTIVATION_CODE_LENGTH_INVALID"),
        (r#"{"activationCode":"ä"}"#, "INVALID_CHARACTERS"),
        (r#"{"activationCode":"  "}"#, "INVALID_CHARACTERS"),
        (r#"{"activationNotAfter":"epoch timestamp in seconds"}"#, "DATE_FORMAT_ERROR"),
        (r#"{"activationNotAfter":{}}"#, "DATE_FORMAT_ERROR"),
        (r#"{"activationNotAfter":1617136566000}"#, "ACTIVATION_TIME_INVALID"),
        (&info, "ACTIVATION_INFO_INVALID"),
        (r#"{"info":7}"#, "ACTIVATION_INFO_INVALID"),
        (r#"{"info":"ü"}"#, "ACTIVATION_INFO_INVALID"),
    ] {
        assert_eq!(refused(&["u"], "", body), (400, code.into()), "{body}");
    }
    for name in ["", "%", "%00", "%20", "%c0%af"] {
        assert_eq!(refused(&[name], "", "{}"), (400, "USERID_INVALID".into()), "{name}");
    }
    for query in ["responseQrType=MPOWER", "responseQrType", "responseQrType=normal&responseQrType"]
    {
        let invalid = (400, "ACTIVATION_CODE_INVALID".into());
        assert_eq!(refused(&["u"], query, "{}"), invalid, "{query}");
    }
    assert_eq!(refused(&["u"], "qrCode=perhaps&x=%", "{}").0, 0, "creating ignores both");
}

/// A live code that is valid until then.
fn live(not_after: u64) -> LiveCode {
    let not_after = Timestamp::from_seconds(not_after).unwrap();
    LiveCode {
        subject: 0,
        id: RecordId::from_u128(9),
        version: 1,
        state: State::Pending,
        not_before: Timestamp::from_seconds(0).unwrap(),
        not_after,
        format: None,
    }
}

#[test]
fn each_refusal_has_its_error_code() {
    let row = |standing| SubjectRow { standing, purpose_allowed: true, has_mail: true };
    let refused = |body: &str, findings: Findings| {
        let (reply, settled) = settled(CREATE, &call(&["u"], "", body), findings);
        assert!(settled.commit.issued.is_empty());
        (settled.reply.status, reply["errorCode"].as_str().unwrap().to_owned())
    };
    let forbidding = || changed(|policy| policy.issuing_allowed = false);
    let taken = || Findings { live: vec![live(NOW)], matches: vec![Some(0)], ..found(policy()) };
    let full = || Findings { live: vec![live(NOW); 3], ..found(policy()) };
    let rows = |standing| Findings { rows: vec![row(standing)], ..found(policy()) };
    let until = |seconds: u64| format!(r#"{{"activationNotAfter":{seconds}}}"#);
    for (body, findings, status, code) in [
        ("{}".into(), rows(Standing::Unknown), 404, "USER_NOT_FOUND"),
        ("{}".into(), rows(Standing::Disabled), 404, "USER_NOT_FOUND"),
        ("{}".into(), rows(Standing::Unavailable), 500, "GENERAL_ERROR"),
        ("{}".into(), found(forbidding()), 403, "PERMISSION_DENIED"),
        ("{}".into(), full(), 403, "PERMISSION_DENIED"),
        (r#"{"activationCode":"1"}"#.into(), taken(), 409, "ACTIVATION_CODE_ALREADY_EXIST"),
        (until(NOW), found(policy()), 400, "ACTIVATION_TIME_HAS_EXPIRED"),
        (until(NOW + 59), found(policy()), 400, "ACTIVATION_TIME_INVALID"),
        (until(NOW + 86_401), found(policy()), 400, "ACTIVATION_TIME_EXCEED_MAX_DURATION"),
    ] {
        assert_eq!(refused(&body, findings), (status, code.into()), "{body}");
    }
}

#[test]
fn nothing_is_issued_when_the_picture_cannot_be_drawn() {
    let name = "n".repeat(1024);
    let path = [&*name];
    let template = "{userName}{userName}{userName}".into();
    let policy = changed(|policy| policy.qr_template = template);
    let call = call(&path, "responseQrType=mpower", "{}");
    let (reply, settled) = settled(CREATE, &call, found(policy));
    assert_eq!(settled.reply.status, 400);
    assert_eq!(reply["errorCode"], "ACTIVATION_CODE_INVALID");
    assert!(settled.commit.issued.is_empty());
}

#[test]
fn a_list_shows_pictures_only_on_demand_and_never_hidden_codes() {
    let at = |seconds| Timestamp::from_seconds(seconds).unwrap();
    let listed = |code: Option<&str>| Listed {
        code: code.and_then(Code::parse),
        created: at(NOW - 9),
        not_after: at(NOW + 9),
        note: None,
        issuer: "DEV3".into(),
    };
    for (query, pictures) in [("", [false; 2]), ("qrCode=true", [true, false])] {
        let listed = vec![listed(Some("11")), listed(None)];
        let findings = Findings { listed, ..found(policy()) };
        let (reply, settled) = settled(LIST, &call(&["u%20v"], query, "ignored"), findings);
        assert_eq!((settled.reply.status, &reply["codeCount"]), (200, &Value::from(2)));
        let shown = [0, 1].map(|n| reply["data"][n].get("qrImage").is_some());
        assert_eq!(shown, pictures, "{query}");
        assert_eq!(reply["data"][0]["activationCode"], "11");
        assert_eq!(reply["data"][1].get("activationCode"), None);
        assert_eq!(reply["data"][1]["userID"], "u v");
    }
    let wrong = call(&["u"], "qrCode=1", "");
    let planned = plan::<Digitanium>(&Digitanium::ROUTES[LIST], &wrong);
    assert!(matches!(planned, Planned::Finished(reply) if reply.status == 400));
}

#[test]
fn a_secret_code_that_is_mailed_is_not_shown() {
    let policy = changed(|policy| {
        policy.show_hidden = false;
        policy.mail_configured = true;
    });
    let (reply, settled) = settled(CREATE, &call(&["u"], "", r#"{"secret":true}"#), found(policy));
    assert_eq!(reply["data"].get("activationCode"), None);
    assert_eq!(reply["data"].get("qrImage"), None);
    assert_eq!(reply["data"]["activationNotAfter"], "1617136566");
    assert_eq!((settled.reply.status, settled.commit.mails.len()), (200, 1));
    assert!(settled.commit.issued[0].hidden);
}

#[test]
fn every_problem_has_a_reply() {
    for problem in Problem::ALL {
        let reply = Digitanium::reject(problem);
        let body: Value = serde_json::from_slice(reply.body.reveal()).unwrap();
        assert_eq!((reply.status, body["status"].as_str().unwrap()), problem.status());
        assert!(body["errorCode"].is_string() && body["subSystem"] == 5, "{body}");
    }
    let unauthorized = Digitanium::reject(Problem::Unauthenticated);
    assert_eq!(
        unauthorized.body.reveal(),
        concat!(
            r#"{"message":"HTTP 401 Unauthorized","status":"Unauthorized","subSystem":5,"#,
            r#""errorCode":"PERMISSION_DENIED"}"#
        )
        .as_bytes()
    );
}

#[test]
fn error_codes_are_spelled_as_the_vendor_does() {
    let spelled = [
        (ErrorCode::UseridInvalid, "USERID_INVALID"),
        (ErrorCode::ActivationTimeExceedMaxDuration, "ACTIVATION_TIME_EXCEED_MAX_DURATION"),
        (ErrorCode::ActivationCodeAlreadyExist, "ACTIVATION_CODE_ALREADY_EXIST"),
    ];
    for (code, name) in spelled {
        assert_eq!(serde_json::to_value(code).unwrap(), name);
    }
}
