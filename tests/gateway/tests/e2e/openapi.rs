//! The gateway answers every request as its `OpenAPI` document describes.
//!
//! Schemathesis reads the document that the gateway serves, sends valid and invalid requests to every
//! route, follows the links, and compares each answer with the document.

use codemint_gateway_tests::{Ended, Gateway, Home, Process};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

const DOCUMENT: &str = "/openapi.json";

/// The time limit of Schemathesis, generous for a busy machine. On an idle one it takes half a minute.
const PATIENCE: Duration = Duration::from_secs(600);

/// The generated document. The core's tests check that it is up to date.
const COMMITTED: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../core/src/dialects/native/openapi.json"
));

/// The routes that must have answered with success, and not only with refusals. The two others need a
/// code in one state, which random requests may not reach.
const SUCCESSFUL: [&str; 8] =
    ["issue", "list", "inspect", "check", "redeem", "history", "audit", "openapi"];

#[test]
fn every_answer_is_described_by_the_document() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let served = gateway.client().page(DOCUMENT);
    assert_eq!(served.status, 200);
    assert_eq!(served.headers["content-type"], "application/json");
    assert_eq!(served.body, COMMITTED);
    let document: Value = serde_json::from_str(&served.body).unwrap();

    let ended = schemathesis(&gateway, &home, &document, &[]);
    println!("{}", summary(&ended));
    assert!(ended.status.success(), "{}", ended.output);
    assert!(ended.output.contains("Operations:       10 selected / 10 total"), "{}", ended.output);
    let metrics = gateway.client().page("/metrics").body;
    for route in SUCCESSFUL {
        assert!(
            was_answered(&metrics, route, 200),
            "{route} was never answered with success: {metrics}"
        );
    }
    assert!(!was_answered(&metrics, "redeem", 500));

    for (what, planted, message) in planted(&document) {
        let ended = schemathesis(&gateway, &home, &planted, &["--max-failures", "1"]);
        assert!(!ended.status.success(), "without {what} no fault is found: {}", ended.output);
        assert!(ended.output.contains(message), "{what}: {}", ended.output);
    }
    let log = gateway.stop().log;
    assert!(!log.contains("ERROR") && !log.contains("panic"), "{log}");
}

/// The controls: the document without something that the gateway answers, and Schemathesis' message.
fn planted(document: &Value) -> [(&'static str, Value, &'static str); 2] {
    let mut status = document.clone();
    let responses = &mut status["paths"]["/v1/redeem"]["post"]["responses"];
    assert!(responses.as_object_mut().unwrap().remove("403").is_some());
    let mut member = document.clone();
    let page = &mut member["components"]["schemas"]["Page"];
    assert!(page["properties"].as_object_mut().unwrap().remove("next").is_some());
    page["required"] = json!(["codes"]);
    [
        ("one status", status, "ST103 Undocumented status code: 1"),
        ("one member", member, "Response violates schema: 1"),
    ]
}

/// Tests a gateway with this document, as an operator with all roles.
fn schemathesis(gateway: &Gateway, home: &Home, document: &Value, more: &[&str]) -> Ended {
    let file = home.write("asked.json", &document.to_string());
    let python = std::env::var_os("CODEMINT_PYTHON").unwrap_or_else(|| "python3".into());
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis.toml");
    let mut command = Command::new(python);
    command.args(["-m", "schemathesis.cli", "--config-file", config, "run"]).arg(file);
    command.args(["--url", gateway.url(), "--checks", "all", "--no-color"]);
    command.arg("--header").arg(format!("Authorization: Bearer {}", home.variable("NATIVE_TOKEN")));
    // The hooks are beside the configuration. Its working files are in a folder that is removed.
    command.env("PYTHONPATH", env!("CARGO_MANIFEST_DIR")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.args(more).current_dir(home.path());
    Process::start(command).end_within(PATIENCE)
}

/// The summary of its output.
fn summary(ended: &Ended) -> &str {
    let at = ended.output.find("= SUMMARY =").expect("no summary");
    ended.output.get(at..).unwrap_or_default()
}

/// Whether the metrics have an answer with that status.
fn was_answered(metrics: &str, route: &str, status: u16) -> bool {
    let (dialect, route) = ("dialect=\"native\"", format!("route=\"{route}\""));
    let status = format!("status=\"{status}\"");
    let has = |line: &str| [dialect, &route, &status].iter().all(|label| line.contains(label));
    metrics.lines().any(|line| !line.starts_with('#') && has(line))
}
