//! Memory stays within its bound, whatever callers send and however little they read.

use super::Demo;
use codemint_gateway_tests::hostile::Pipeliner;
use codemint_gateway_tests::wire::Wire;
use codemint_gateway_tests::{Http, Process, frames, memory};
use std::io::Write as _;
use std::process::Command;

/// The bounds that `SECURITY.md` states for a connection without authentication, in bytes.
const HTTP_1: u64 = 128 * 1024;
const HTTP_2: u64 = 1024 * 1024;

/// How much each caller sends at most. A server that reads all of it and holds all answers needs some
/// hundred times as much.
const SENT: usize = 512 * 1024 - 7;

const PAGE: &str = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD: &str = "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/// So many callers of HTTP/1.1. Half of them send HEAD requests.
fn pipeliners(url: &str, count: usize) -> Vec<Pipeliner> {
    let request = |number| if number % 2 == 0 { PAGE } else { HEAD };
    (0..count).map(|number| Pipeliner::connect(url, request(number)).unwrap()).collect()
}

/// Lets all of them send until the server accepts nothing more.
fn exhaust(callers: &mut [Pipeliner], mut between: impl FnMut()) {
    loop {
        let mut accepted = false;
        for (number, caller) in callers.iter_mut().enumerate() {
            // A caller that was cut off holds nothing.
            accepted |= caller.push(SENT).unwrap_or(false);
            if number % 3 == 0 {
                let _ = caller.sip();
            }
        }
        between();
        if !accepted {
            return;
        }
    }
}

/// A caller of HTTP/2 with closed windows that has sent as many requests as it may.
fn windows_closed(demo: &Demo, window: u32) -> Wire {
    let url = demo.home.variable("DIGITANIUM_URL");
    let mut wire = Wire::tls(&url, &demo.ca, Http::Two).unwrap();
    let mut bytes = frames::preface(window);
    for stream in 0..100 {
        bytes.extend(frames::get(2 * stream + 1, "/openapi.json"));
    }
    bytes.extend(frames::ping());
    wire.write_all(&bytes).unwrap();
    wire.flush().unwrap();
    frames::until_acknowledged(&mut wire).unwrap();
    wire
}

#[test]
#[allow(clippy::print_stdout, reason = "the figure that was measured")]
fn a_thousand_hostile_connections_stay_within_the_bound_and_others_are_answered() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    let id = demo.gateway.id();
    // The memory that every gateway needs after its first requests.
    for path in ["/healthz", "/openapi.json", "/metrics"] {
        assert_eq!(client.page(path).status, 200);
    }
    drop(windows_closed(&demo, 0));
    let before = memory::now(id);
    let mut callers = pipeliners(demo.gateway.url(), 700);
    exhaust(&mut callers, || assert_eq!(client.page("/healthz").status, 200));
    let closed: Vec<Wire> = (0..300).map(|number| windows_closed(&demo, number % 2)).collect();
    exhaust(&mut callers, || assert_eq!(client.page("/openapi.json").status, 200));
    let grown = memory::peak(id) - before;
    let bound = callers.len() as u64 * HTTP_1 + closed.len() as u64 * HTTP_2;
    println!("1,000 hostile connections: {} KiB of {} KiB", grown / 1024, bound / 1024);
    assert!(grown <= bound, "{} KiB and not {} KiB", grown / 1024, bound / 1024);
    drop((callers, closed));
    let _ = demo.gateway.stop();
}

/// The control: a server with the transport option that the gateway once had exceeds the bound.
#[test]
fn a_server_that_withholds_answers_exceeds_the_bound() {
    let program = env!("CARGO_BIN_EXE_codemint-withholding");
    let mut process = Process::start(Command::new(program));
    let line = process.first_line().unwrap();
    let url = line.strip_prefix("codemint listening on ").unwrap();
    let before = memory::now(process.id());
    let mut callers: Vec<_> = (0..20).map(|_| Pipeliner::connect(url, PAGE).unwrap()).collect();
    let bound = callers.len() as u64 * HTTP_1;
    codemint_gateway_tests::wait::until("more memory than the bound", || {
        for caller in &mut callers {
            let _ = caller.push(SENT);
        }
        (memory::peak(process.id()) - before > bound).then_some(())
    });
}
