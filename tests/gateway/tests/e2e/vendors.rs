//! The other vendors' samples over HTTP, as their documentation has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codemint::words::Timestamp;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::token::now;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Http, Json, Secure};
use std::fs;

const GENERATE: &str = "/api/v1.0/generateActivationCode";
const GENERATE_REQUEST: &str = include_str!("../../samples/generate.request.json");
const GENERATE_RESPONSE: &str = include_str!("../../samples/generate.response.json");
const CREATE: &str = "/digitanium/v4/users/demotest/activationcodes?responseQrType=mpower";
const REALM: &str = "/auth/realms/demo/v3_activationcode/demotest/?responseQrType=mpower";
const CREATE_REQUEST: &str = include_str!("../../samples/create.request.json");
const CREATE_RESPONSE: &str = include_str!("../../samples/create.response.json");
const JSON: (&str, &str) = ("content-type", "application/json");

/// Whether an answer has the form of the sample's: a string of 20 digits.
fn is_like_the_sample(answer: &Answer) -> bool {
    let is_code = |text: &str| {
        let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        digits.is_some_and(|digits| {
            digits.len() == 20 && digits.bytes().all(|digit| digit.is_ascii_digit())
        })
    };
    assert!(is_code(GENERATE_RESPONSE.trim()), "the sample has changed");
    answer.status == 200
        && answer.headers["content-type"] == "application/json"
        && is_code(&answer.body)
}

#[test]
fn the_sample_for_a_computer_is_answered_with_the_key_in_a_header_and_in_the_query() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let key = home.variable("RECAST_KEY");
    let post = |client: &Client, path: &str, headers: &[(&str, &str)]| {
        client.send("POST", path, headers, GENERATE_REQUEST).unwrap()
    };
    let by_header = post(&client, GENERATE, &[JSON, ("Key", &key)]);
    assert!(is_like_the_sample(&by_header), "{by_header:?}");
    let by_uri = post(&client, &format!("{GENERATE}?Key={key}"), &[JSON]);
    assert!(is_like_the_sample(&by_uri), "{by_uri:?}");
    // The control: without the key, and for an unknown computer.
    let without = post(&client, GENERATE, &[JSON]);
    assert!(!is_like_the_sample(&without) && without.status == 401, "{without:?}");
    let other = GENERATE_REQUEST.replace("CENL02", "CENL03");
    let other = client.send("POST", GENERATE, &[JSON, ("Key", &key)], other.as_str()).unwrap();
    assert!(!is_like_the_sample(&other) && other.status == 404, "{other:?}");
    let log = gateway.stop();
    assert!(!format!("{log:?}").contains(&key), "the key is in the log");
}

/// The differences from the sample, except for the code, the times and the picture.
fn differences(answer: &Json, created: (u64, u64), not_after: u64) -> Vec<String> {
    let sample = Json::parse(CREATE_RESPONSE);
    let mut found = Vec::new();
    let mut require = |what: &str, holds: bool| {
        if !holds {
            found.push(what.to_owned());
        }
    };
    require("members", answer.names() == sample.names());
    require("members of data", answer.at("data").names() == sample.at("data").names());
    for name in ["message", "status", "subSystem"] {
        require(name, answer.at(name) == sample.at(name));
    }
    let data = |name: &str| answer.at("data").at(name);
    for name in ["issuer", "userID"] {
        require(name, data(name) == sample.at("data").at(name));
    }
    let code = data("activationCode").text();
    require("activationCode", code.len() == 8 && code.bytes().all(|digit| digit.is_ascii_digit()));
    require("activationNotAfter", data("activationNotAfter").text() == not_after.to_string());
    let at: u64 = data("creationDate").text().parse().unwrap_or(0);
    require("creationDate", (created.0..=created.1).contains(&at));
    let picture = STANDARD.decode(data("qrImage").text()).unwrap_or_default();
    require("qrImage", picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    found
}

#[test]
fn the_sample_for_an_app_is_answered_member_by_member_on_both_paths() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
    let bearer = format!("Bearer {}", home.variable("DIGITANIUM_TOKEN"));
    let headers = [("authorization", bearer.as_str()), JSON];
    let mut secure = Secure::connect(&home.variable("DIGITANIUM_URL"), &ca, Http::One).unwrap();
    let mut post = |path: &str, body: &str| {
        secure.send(Sent { method: "POST", path, headers: &headers, body }).unwrap()
    };
    for path in [CREATE, REALM] {
        let placeholder = post(path, CREATE_REQUEST);
        assert_eq!(placeholder.status, 400, "{placeholder:?}");
        assert_eq!(placeholder.json().at("errorCode").text(), "DATE_FORMAT_ERROR");

        let before = now();
        let not_after = before + 28_800;
        let body = CREATE_REQUEST.replace("epoch timestamp in seconds", &not_after.to_string());
        assert_ne!(body, CREATE_REQUEST, "the sample has changed");
        let answer = post(path, &body);
        assert_eq!(answer.status, 200, "{answer:?}");
        let found = differences(&answer.json(), (before, now()), not_after);
        assert!(found.is_empty(), "{found:?}: {answer:?}");
        // The control: another end than the requested one is a difference.
        let found = differences(&answer.json(), (before, now()), not_after + 1);
        assert_eq!(found, ["activationNotAfter"]);
    }
    let _ = gateway.stop();
}

#[test]
fn a_listed_code_has_its_creation_date_and_not_its_start() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let bearer = format!("Bearer {}", home.variable("NATIVE_TOKEN"));
    let headers = [("authorization", bearer.as_str()), JSON];
    let before = now();
    let later = Timestamp::from_seconds(before + 86_400).unwrap().civil().written(b'T');
    let later = String::from_utf8(later.to_vec()).unwrap();
    let body = format!(
        r#"{{"tenant":"demo","purpose":"activation","subjects":[{{"id":"demotest"}}],
            "validity":{{"not_before":"{later}Z","seconds":3600}}}}"#
    );
    let issued = gateway.client().send("POST", "/v1/codes", &headers, body.as_str()).unwrap();
    assert_eq!(issued.status, 200, "{issued:?}");
    let not_before = issued.json().at("results").items()[0].at("not_before").text().to_owned();
    assert_eq!(not_before, format!("{later}Z"));

    let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
    let bearer = format!("Bearer {}", home.variable("DIGITANIUM_TOKEN"));
    let headers = [("authorization", bearer.as_str())];
    let mut secure = Secure::connect(&home.variable("DIGITANIUM_URL"), &ca, Http::One).unwrap();
    let path = "/digitanium/v4/users/demotest/activationcodes";
    let listed = secure.send(Sent { method: "GET", path, headers: &headers, body: "" }).unwrap();
    let created = listed.json().at("data").items()[0].at("creationDate").text().to_owned();
    assert!((before..=now()).contains(&created.parse().unwrap()), "{listed:?}");
    let _ = gateway.stop();
}
