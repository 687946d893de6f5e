//! How many connections there may be, and how many public pages.

use crate::site::{Site, TWO};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::wire::Wire;
use codemint_gateway_tests::{Gateway, Home, Start, asking_for, gateway_program};
use std::io::Write as _;
use std::process::Command;

const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/// Asks once more on a connection; whether it is answered.
fn is_answered(wire: &mut Wire) -> bool {
    let sent = wire.write_all(GET).and_then(|()| wire.until("\r\n\r\nok\n"));
    sent.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}

#[test]
fn an_address_has_so_many_connections_and_another_when_one_has_ended() {
    let config = TWO.replace("[proxy]\ntrusted = [\"127.0.0.1\"]\n", "");
    let config = config.replace("[keys]", "[connections]\nmost = 100\nper_address = 3\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..3).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    assert!(!is_answered(&mut Wire::plain(&site.url).unwrap()));
    // Who is connected is not disturbed.
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

/// The control of the former: the same address, trusted as a proxy.
#[test]
fn a_trusted_proxy_has_as_many_as_there_are() {
    let config = TWO.replace("[keys]", "[connections]\nmost = 100\nper_address = 3\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..10).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    drop(held);
    let _ = site.stop();
}

#[test]
fn at_the_total_others_wait_for_an_end_and_whoever_is_connected_is_answered() {
    let config = TWO.replace("[keys]", "[connections]\nmost = 4\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let mut held: Vec<Wire> = (0..4).map(|_| Wire::plain(&site.url).unwrap()).collect();
    assert!(held.iter_mut().all(is_answered));
    // The kernel takes it; the gateway does so when there is room.
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
fn with_few_descriptors_the_store_still_writes_and_the_next_connection_comes_in() {
    let home = Home::new();
    let mut command = Command::new("sh");
    let limited = "ulimit -n 96 && exec \"$0\" demo --listen 127.0.0.1:0 --data \"$1\"";
    command.args(["-c", limited]).arg(gateway_program()).arg(home.path());
    let gateway = Start::of(&home, command).run();
    let client = gateway.client();
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    // More than fit: those behind wait in the kernel.
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
fn public_pages_are_limited_by_address_and_told_when_to_come_again() {
    let limits = "[limits]\npages_per_address = { burst = 5, per_minute = 1 }\n[keys]";
    let site = Site::serve(Home::new(), &TWO.replace("[keys]", limits), &[]);
    let client = site.client();
    for (number, path) in
        ["/healthz", "/readyz", "/openapi.json", "/metrics", "/nowhere"].into_iter().enumerate()
    {
        let from = format!("198.51.100.{number}");
        let ask = || client.send("GET", path, &[("x-forwarded-for", from.as_str())], ()).unwrap();
        for _ in 0..5 {
            assert_ne!(ask().status, 429, "{path}");
        }
        let answer = ask();
        assert_eq!(answer.status, 429, "{path}");
        let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{answer:?}");
        // Others, and other kinds of calls, are not concerned.
        let other = [("x-forwarded-for", "203.0.113.9")];
        assert_ne!(client.send("GET", path, &other, ()).unwrap().status, 429, "{path}");
    }
    let _ = site.stop();
}

#[test]
fn metrics_can_have_a_listener_of_their_own() {
    let config = TWO.replace("[keys]", "[metrics]\nlisten = \"127.0.0.1:0\"\n[keys]");
    let site = Site::serve(Home::new(), &config, &[]);
    let address = until("where metrics are", || {
        let log = site.process.log();
        let line = log.lines().find(|line| line.contains("metrics have a listener"))?;
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

/// The control of the former, and what the demo says of it.
#[test]
fn without_one_the_main_listener_has_them_and_the_demo_says_so() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    assert!(gateway.client().page("/metrics").body.contains("codemint_mail_waiting"));
    let said = until("where metrics are", || {
        let log = gateway.log();
        log.contains("/metrics").then_some(log)
    });
    assert!(said.contains(&format!("{}/metrics", gateway.url())), "{said}");
    let _ = gateway.stop();
}
