//! Bounds of connections and of requests for public pages.

use crate::site::{Site, TWO};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::wire::Wire;
use codemint_gateway_tests::{Gateway, Home, Start, asking_for, gateway_program};
use std::io::Write as _;
use std::process::Command;

const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/// Sends a request on a connection; whether it is answered.
fn is_answered(wire: &mut Wire) -> bool {
    let sent = wire.write_all(GET).and_then(|()| wire.until("\r\n\r\nok\n"));
    sent.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}

#[test]
fn connections_of_an_address_are_bounded_and_an_end_makes_room() {
    let config = TWO.replace("[proxy]\ntrusted = [\"127.0.0.1\"]\n", "");
    let config = config.replace("[keys]", "[connections]\nmost = 100\nper_address = 3\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..3).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    assert!(!is_answered(&mut Wire::plain(&site.url).unwrap()));
    // Existing connections are not affected.
    assert!(held.iter_mut().all(is_answered));
    held.pop();
    let mut next = until("room for another", || {
        let mut wire = Wire::plain(&site.url).unwrap();
        is_answered(&mut wire).then_some(wire)
    });
    assert!(is_answered(&mut next));
    drop((held, next));
    let _ = site.stop();
}

/// The control: the same address, trusted as a proxy.
#[test]
fn connections_of_a_trusted_proxy_are_bounded_by_the_total_only() {
    let config = TWO.replace("[keys]", "[connections]\nmost = 100\nper_address = 3\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..10).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    drop(held);
    let _ = site.stop();
}

#[test]
fn at_the_total_new_connections_wait_and_existing_ones_are_answered() {
    let config = TWO.replace("[keys]", "[connections]\nmost = 4\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..4).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    // The kernel accepts it; the gateway does when there is room.
    let mut fifth = Wire::plain(&site.url).unwrap();
    fifth.write_all(GET).unwrap();
    for _ in 0..20 {
        assert!(held.iter_mut().all(is_answered));
    }
    held.pop();
    assert!(fifth.until("\r\n\r\nok\n").unwrap().starts_with("HTTP/1.1 200 "));
    drop((held, fifth));
    let _ = site.stop();
}

#[test]
fn with_few_descriptors_the_store_still_writes_and_connections_are_accepted_later() {
    let home = Home::new();
    let mut command = Command::new("sh");
    let limited = "ulimit -n 96 && exec \"$0\" demo --listen 127.0.0.1:0 --data \"$1\"";
    command.args(["-c", limited]).arg(gateway_program()).arg(home.path());
    let gateway = Start::of(&home, command).run();
    let client = gateway.client();
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    // More than there are descriptors: the last wait in the kernel.
    let mut held: Vec<Wire> = (0..80).map(|_| Wire::plain(gateway.url()).unwrap()).collect();
    let mut last = held.pop().unwrap();
    last.write_all(GET).unwrap();
    assert!(held.iter_mut().take(20).all(is_answered));
    assert_eq!(client.post(asking_for(["amuser@example.com"])).statuses(), [1000]);
    drop(held);
    assert!(last.until("\r\n\r\nok\n").unwrap().starts_with("HTTP/1.1 200 "));
    drop((client, last));
    let ended = gateway.stop();
    assert!(!ended.log.contains("could not be accepted"), "{ended:?}");
}

#[test]
fn public_pages_are_limited_by_address_with_retry_after() {
    let limits = "[limits]\npages_per_address = { burst = 5, per_minute = 1 }\n[keys]";
    let site = Site::serve(Home::new(), &TWO.replace("[keys]", limits), &[]);
    let client = site.client();
    let codes = "/auth/realms/one/v3_activationcode/demotest";
    for (number, (method, path)) in [
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
        ("GET", "/nowhere"),
        // A method that the path does not have; plain HTTP where the route requires TLS.
        ("DELETE", codes),
        ("GET", codes),
    ]
    .into_iter()
    .enumerate()
    {
        let from = format!("198.51.100.{number}");
        let ask = || client.send(method, path, &[("x-forwarded-for", from.as_str())], ()).unwrap();
        for _ in 0..5 {
            assert_ne!(ask().status, 429, "{path}");
        }
        let answer = ask();
        assert_eq!(answer.status, 429, "{path}");
        let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{answer:?}");
        // Other addresses are not affected.
        let other = format!("203.0.113.{number}");
        let other = [("x-forwarded-for", other.as_str())];
        assert_ne!(client.send(method, path, &other, ()).unwrap().status, 429, "{path}");
    }
    let _ = site.stop();
}

#[test]
fn metrics_can_have_their_own_listener() {
    let config = TWO.replace("[keys]", "[metrics]\nlisten = \"127.0.0.1:0\"\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let address = until("the address of the metrics", || {
        let log = site.process.log();
        let line = log.lines().find(|line| line.contains("metrics are served on a listener"))?;
        Some(line.split("address=").nth(1)?.trim().to_owned())
    });
    let apart = codemint_gateway_tests::Client::new(&format!("http://{address}"), "");
    assert!(apart.page("/metrics").body.contains("codemint_mail_waiting"));
    for path in ["/healthz", "/openapi.json", "/v1/codes"] {
        assert_eq!(apart.page(path).status, 404, "{path}");
    }
    assert_eq!(site.client().page("/metrics").status, 404);
    assert_eq!(site.client().page("/healthz").status, 200);
    let _ = site.stop();
}

/// The control, and the demo's message about it.
#[test]
fn by_default_the_main_listener_has_the_metrics_and_the_demo_says_so() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    assert!(gateway.client().page("/metrics").body.contains("codemint_mail_waiting"));
    let log = until("the address of the metrics", || {
        let log = gateway.log();
        log.contains("/metrics").then_some(log)
    });
    assert!(log.contains(&format!("{}/metrics", gateway.url())), "{log}");
    let _ = gateway.stop();
}
