//! Lists that take long do not delay anything else.

use codemint_gateway_tests::held::HeldReads;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Gateway, Home, asking_for};
use std::fs;
use std::thread;

/// How many lists are read at once, and how many may wait for that: see the store.
const RUNNING: usize = 2;
const WAITING: usize = 64;

/// The name of the threads for HTTP.
const WORKER: &str = "tokio-rt-worker";

const LIST: &str = "/v1/codes?tenant=demo";

/// A demo gateway with one thread for HTTP: what occupies it delays every other answer.
fn gateway(home: &Home) -> Gateway {
    let start = Gateway::demo(home).env("TOKIO_WORKER_THREADS", "1");
    start.with_holdable_reads(home).run()
}

#[test]
fn while_lists_are_read_everything_else_is_answered_and_one_list_too_many_is_refused() {
    let home = Home::new();
    let gateway = gateway(&home);
    let client = gateway.client();
    let bearer = format!("Bearer {}", home.variable("NATIVE_TOKEN"));
    let headers = [("authorization", bearer.as_str())];
    thread::scope(|scope| {
        let held = HeldReads::by(&home, "codemint-reads");
        let list = || scope.spawn(|| gateway.client().send("GET", LIST, &headers, ()).unwrap());
        let mut lists: Vec<_> = (0..RUNNING).map(|_| list()).collect();
        until("the lists to be read", || (held.threads().len() == RUNNING).then_some(()));
        assert_eq!(client.page("/healthz").status, 200);
        until("the store to be ready", || (client.page("/readyz").status == 200).then_some(()));
        assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
        let body = r#"{"tenant":"demo","subject":"alice@example.com","code":"1"}"#;
        assert_eq!(client.send("POST", "/v1/check", &[], body).unwrap().status, 403);
        assert!(!lists.iter().any(|list| list.is_finished()), "a list was not held");

        lists.extend((0..=WAITING).map(|_| list()));
        let refused = until("a refused list", || lists.iter().position(|list| list.is_finished()));
        let refused = lists.swap_remove(refused).join().unwrap();
        assert_eq!((refused.status, &refused.headers["retry-after"]), (503, &"1".parse().unwrap()));
        assert_eq!(client.page("/healthz").status, 200);
        assert!(!lists.iter().any(|list| list.is_finished()), "two lists were refused");
        drop(held);
        for list in lists {
            // Where the test took longer than the deadline of a list, it is refused as well.
            let answer = list.join().unwrap();
            let late = answer.status == 503 && answer.headers.contains_key("retry-after");
            assert!(answer.status == 200 || late, "{answer:?}");
        }
    });
    assert_eq!(client.send("GET", LIST, &headers, ()).unwrap().status, 200);
    let _ = gateway.stop();
}

/// The control: a read that is held on the thread for HTTP delays `/healthz`.
#[test]
fn a_read_on_the_thread_for_http_would_delay_other_answers() {
    let home = Home::new();
    let gateway = gateway(&home);
    let port: u16 = gateway.url().rsplit(':').next().unwrap().parse().unwrap();
    let http = first_thread(gateway.id(), WORKER);
    thread::scope(|scope| {
        // A write, so that the next read does not find everything in SQLite's cache.
        let issue = || gateway.client().post(asking_for(["alice@example.com"]));
        assert_eq!(issue().statuses(), [1000]);
        let held = HeldReads::by(&home, WORKER);
        let issuing = scope.spawn(issue);
        until("a read on the thread for HTTP", || held.threads().contains(&http).then_some(()));
        let health = scope.spawn(|| gateway.client().page("/healthz"));
        until("a request that is not read", || has_unread_bytes(port).then_some(()));
        assert!(!health.is_finished() && !issuing.is_finished());
        drop(held);
        assert_eq!(health.join().unwrap().status, 200);
        assert_eq!(issuing.join().unwrap().statuses(), [1000]);
    });
    let _ = gateway.stop();
}

/// The first thread of a process with that name. Tokio starts its workers before other threads of the
/// same name.
fn first_thread(process: u32, name: &str) -> u32 {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap().map(Result::unwrap);
    let named = tasks.filter(|task| {
        let comm = fs::read_to_string(task.path().join("comm"));
        comm.is_ok_and(|comm| comm.trim_end() == name)
    });
    named.map(|task| task.file_name().to_str().unwrap().parse().unwrap()).min().unwrap()
}

/// Whether an established connection to that port has received bytes that the server has not read
/// (`proc_net_tcp.rst` of the kernel's documentation).
fn has_unread_bytes(port: u16) -> bool {
    let table = fs::read_to_string("/proc/net/tcp").unwrap();
    table.lines().skip(1).any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (local, state, queues) = (fields[1], fields[3], fields[4]);
        let received = queues.split_once(':').unwrap().1;
        local.ends_with(&format!(":{port:04X}")) && state == "01" && received != "00000000"
    })
}
