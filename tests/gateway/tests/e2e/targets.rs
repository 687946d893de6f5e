//! Raw request targets and hosts: one table of answers, for the gateway and for the npm package.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::{Client, Gateway, Home};
use serde_json::Value;

/// The status for each target and each `Host` field. The npm package's tests read it too.
const TARGETS: &str = include_str!("../../samples/targets.json");

const BODY: &str = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;

/// Requests a code with that target, and returns the status.
fn ask(client: &Client, operator: &str, target: &str, hosts: &[&str]) -> u16 {
    let mut raw = Raw::connect(client).unwrap();
    let hosts: String = hosts.iter().map(|host| format!("host: {host}\r\n")).collect();
    let head = format!(
        "POST {target} HTTP/1.1\r\n{hosts}authorization: Bearer {operator}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    raw.write(head.as_bytes()).unwrap();
    raw.status().unwrap()
}

#[test]
fn a_target_is_routed_exactly_as_it_was_sent() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    let client = gateway.client();
    let operator = home.variable("DIGITANIUM_TOKEN");
    let table: Value = serde_json::from_str(TARGETS).unwrap();
    let wrong: Vec<String> = table
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| {
            let text = |name: &str| row[name].as_str().unwrap();
            let hosts: Vec<&str> = row["hosts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|host| host.as_str().unwrap())
                .collect();
            let operator = if text("target").contains("digitanium") { "wrong" } else { &operator };
            let status = ask(&client, operator, text("target"), &hosts);
            let expected = row["status"].as_u64().unwrap();
            (u64::from(status) != expected)
                .then(|| format!("{}: {status}, not {expected}", text("what")))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let _ = gateway.stop();
}
