//! Another process keeps the database locked for longer than a request waits.

use codemint_gateway_tests::{Gateway, Home, asking_for};
use rusqlite::Connection;
use std::thread;

#[test]
fn a_locked_database_is_503_with_retry_after_and_is_not_ready() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    assert_eq!(client.page("/readyz").status, 200);
    let other = Connection::open(home.file("codemint.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        // It is not known for how long the file will be locked. Whoever asks whether the gateway is
        // ready is answered before whoever waits to write.
        let issuing = scope.spawn(|| gateway.client().post(asking_for(["alice@example.com"])));
        let ready = client.page("/readyz");
        assert_eq!(ready.status, 503, "{ready:?}");
        assert!(!issuing.is_finished(), "nobody was to wait");
        assert_eq!(client.page("/healthz").status, 200);
        let refused = issuing.join().unwrap();
        assert_eq!(refused.status, 503, "{refused:?}");
        assert_eq!(refused.headers.get("retry-after").unwrap(), "1", "{refused:?}");
    });
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(client.page("/readyz").status, 200);
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    let log = gateway.stop().log;
    assert!(log.contains("another process keeps the store locked"), "{log}");
}
