//! Naughty strings in every field of every route, over HTTP: nothing that a caller sends is answered
//! with 500. `tests/model` tests all strings with the core and the SDK. Some are tested over HTTP, for
//! what only a server does with them.

use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Http, Secure};
use codemint_model::naughty::{Naughty, REQUESTS, is_ours, spoiled};
use std::fs;

/// Strings that once reached a second, stricter rule, and strings that are difficult for servers and
/// databases.
const SOME: [&str; 12] = [
    "A B",
    "domain.ad\\LAB PC 7$",
    "alice@example.com",
    "mu\u{308}ller",
    "ΐΐΐΐΐΐΐΐΐΐΐΐΐΐΐ",
    " ",
    "\0",
    "\r\nX: y",
    "\u{202e}\u{fffe}",
    "../..",
    "%00%2F",
    "18446744073709551615",
];

/// Clients of each of the demo's dialects, and their credentials.
struct Callers {
    client: Client,
    secure: Secure,
    native: String,
    recast: String,
    digitanium: String,
}

impl Callers {
    fn of(gateway: &Gateway, home: &Home) -> Self {
        let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
        let url = home.variable("DIGITANIUM_URL");
        Self {
            client: gateway.client(),
            secure: Secure::connect(&url, &ca, Http::One).unwrap(),
            native: format!("Bearer {}", home.variable("NATIVE_TOKEN")),
            recast: home.variable("RECAST_KEY"),
            digitanium: format!("Bearer {}", home.variable("DIGITANIUM_TOKEN")),
        }
    }

    fn ask(&mut self, asked: &Naughty) -> Answer {
        let target = asked.target();
        let bearer = self.client.bearer();
        let proof = match asked.route.0 {
            "native" => ("authorization", self.native.as_str()),
            "recast" => ("key", self.recast.as_str()),
            "digitanium" => ("authorization", self.digitanium.as_str()),
            _ => ("authorization", bearer.as_str()),
        };
        let (method, body) = (asked.method, asked.body.as_str());
        let json = ("content-type", "application/json");
        let headers = if method == "POST" { &[json, proof][..] } else { &[proof][..] };
        if asked.route.0 == "digitanium" {
            let sent = Sent { method, path: &target, headers, body };
            return self.secure.send(sent).expect("no answer");
        }
        let answer = match method {
            "GET" => self.client.send(method, &target, headers, ()),
            _ => self.client.send(method, &target, headers, body),
        };
        answer.unwrap_or_else(|error| panic!("no answer ({error}): {asked:?}"))
    }
}

#[test]
fn no_string_in_any_field_is_answered_with_500() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let mut callers = Callers::of(&gateway, &home);
    // The control: the unchanged requests are authenticated and routed.
    for routed in REQUESTS {
        let status = callers.ask(&Naughty::sound(routed)).status;
        assert!(![401, 405, 415].contains(&status), "{:?}: {status}", routed.route);
    }
    for asked in SOME.iter().flat_map(|text| spoiled(text)) {
        let answer = callers.ask(&asked);
        assert!(!is_ours(answer.status), "{}: {asked:?}: {}", answer.status, answer.body);
    }
    let log = gateway.stop().log;
    assert!(!log.contains("ERROR") && !log.contains("panic"), "{log}");
}

#[test]
fn a_computer_name_with_white_space_is_never_an_internal_error() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let mut callers = Callers::of(&gateway, &home);
    let generate = REQUESTS.iter().find(|it| it.route.0 == "recast").unwrap();
    let on = |name: &str| {
        let sound = Naughty::sound(generate);
        let body = sound.body.replace("CENL02", name);
        sound.with_body(body)
    };
    let unknown = callers.ask(&on("A B"));
    assert_eq!(unknown.status, 404, "{}", unknown.body);
    // A subject that is not a computer is refused alone.
    let elevate = REQUESTS.iter().find(|it| it.body.contains("\"elevation\":{")).unwrap();
    let sound = Naughty::sound(elevate);
    let body = sound.body.replace(r"domain.ad\\CENL02$", "alice@example.com");
    assert_ne!(body, sound.body);
    let refused = callers.ask(&sound.with_body(body));
    assert_eq!(refused.status, 200, "{}", refused.body);
    assert!(refused.body.contains("not_understood"), "{}", refused.body);
    let _ = gateway.stop();
}

#[test]
fn a_chosen_code_that_is_issued_can_be_redeemed() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let mut callers = Callers::of(&gateway, &home);
    let create = REQUESTS.iter().find(|it| it.route.1 == "ssms-create").unwrap();
    let redeem = |client: &Client, code: &str| {
        let body = serde_json::json!({
            "tenant": "demo", "subject": "demotest", "purpose": "activation", "code": code,
        });
        client.send("POST", "/v1/redeem", &[], body.to_string()).unwrap().status
    };
    for (place, chosen) in
        [" 55556666", "55556667 ", "a b.c", "'x'", "~!@#", "1-2"].iter().enumerate()
    {
        let sound = Naughty::sound(create);
        let body = serde_json::json!({ "activationCode": chosen }).to_string();
        let answer = callers.ask(&sound.with_body(body));
        assert_eq!(answer.status, 200, "{chosen:?}: {}", answer.body);
        // As in the request, as in the answer, or with marks that come along when it is copied.
        let answered = answer.json().at("data").at("activationCode").text().to_owned();
        let typed = match place % 3 {
            0 => (*chosen).to_owned(),
            1 => answered,
            _ => format!("\u{202b}\u{201e}{answered}\u{201c}\u{202c}"),
        };
        assert_eq!(redeem(&callers.client, &typed), 200, "{chosen:?} as {typed:?}");
        assert_eq!(redeem(&callers.client, &typed), 403, "{chosen:?} was redeemed twice");
    }
    let body = serde_json::json!({ "activationCode": "   " }).to_string();
    let blank = callers.ask(&Naughty::sound(create).with_body(body));
    assert_eq!(blank.status, 400, "{}", blank.body);
    let _ = gateway.stop();
}

#[test]
fn every_spelling_of_a_name_is_one_subject() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let file = home.write("names.csv", "subject,purposes\nm\u{fc}ller,activation\n");
    let arguments = ["directory", "import", file.to_str().unwrap(), "--data"];
    let ended =
        super::commands::codemint([&arguments[..], &[home.path().to_str().unwrap()]].concat(), "");
    assert!(ended.status.success(), "{ended:?}");
    let mut callers = Callers::of(&gateway, &home);
    let create = REQUESTS.iter().find(|it| it.route.1 == "ssms-create").unwrap();
    let of = |name: &str| {
        let asked = spoiled(name).into_iter().find(|asked| asked.route == create.route);
        asked.unwrap().with_body("{}")
    };
    for name in ["m\u{fc}ller", "mu\u{308}ller", "MU\u{308}LLER"] {
        let answer = callers.ask(&of(name));
        assert_eq!(answer.status, 200, "{name:?}: {}", answer.body);
    }
    assert_eq!(callers.ask(&of("muller")).status, 404, "the control: another name");
    let _ = gateway.stop();
}
