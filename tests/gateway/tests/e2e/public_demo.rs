//! The demo on a public address: its published key is refused.

use codemint_gateway_tests::{Gateway, Home};

/// The published key of a demo on a loopback address.
const PUBLISHED: &str = "configuredkey-demo";

const PATH: &str = "/api/v1.0/generateActivationCode";

fn status(gateway: &Gateway, home: &Home, key: &str) -> u16 {
    let body = r#"{"ComputerName":"CENL02","ComputerDomain":"domain.ad","UserName":"serviceaccount",
        "UserDomain":"domain.ad","ValidityTimeIndex":1,"Reason":"a test","TemporaryAccountName":"tempadmin"}"#;
    let url = home.variable("CODEMINT_URL");
    assert_eq!(url, gateway.url());
    let client = codemint_gateway_tests::Client::new(&url.replace("0.0.0.0", "127.0.0.1"), "");
    client.send("POST", PATH, &[("Key", key)], body).unwrap().status
}

#[test]
fn a_public_address_has_a_random_key_that_only_the_private_file_shows() {
    let home = Home::new();
    // The folder of a demo that had a loopback address before.
    let _ = Gateway::demo(&home).arg("--plain-http").run().stop();
    assert_eq!(home.variable("RECAST_KEY"), PUBLISHED);
    let gateway = Gateway::demo_at(&home, "0.0.0.0:0").run();
    let key = home.variable("RECAST_KEY");
    assert!(key != PUBLISHED && key.len() >= 32, "{key}");
    assert_eq!(home.mode("demo.env"), 0o600);
    let log = gateway.log();
    let ended = gateway.stop();
    for text in [&log, &ended.log, &ended.output] {
        assert!(!text.contains(&key) && !text.contains(PUBLISHED), "{text}");
    }
    // The next start keeps the key, also on a loopback address.
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    assert_eq!(home.variable("RECAST_KEY"), key);
    assert_eq!((status(&gateway, &home, PUBLISHED), status(&gateway, &home, &key)), (401, 200));
    let _ = gateway.stop();
}

/// The control: on a loopback address the published key is accepted.
#[test]
fn a_loopback_address_has_the_published_key() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    assert_eq!(home.variable("RECAST_KEY"), PUBLISHED);
    assert_eq!(status(&gateway, &home, PUBLISHED), 200);
    let _ = gateway.stop();
}
