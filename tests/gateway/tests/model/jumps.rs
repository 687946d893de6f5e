//! A clock that is an hour ahead for one request, and then right again.

use crate::site::{Serving, Site};
use codemint_gateway_tests::{Client, Json};

const START: u64 = 1_795_366_800;
const HOUR: u64 = 3_600;

/// The validity of the codes, in seconds: less than a step of the clock that is accepted at once.
const LIFE: u64 = 10;

fn issue(client: &Client) -> String {
    let body = format!(
        r#"{{"tenant":"one","subjects":[{{"id":"ann"}}],"validity":{{"seconds":{LIFE}}}}}"#
    );
    let bearer = client.bearer();
    let answer = client.send("POST", "/v1/codes", &[("authorization", &bearer)], &*body).unwrap();
    let json = Json::parse(&answer.body);
    json.at("results").items()[0].at("code").text().to_owned()
}

/// The status of a public check.
fn check(client: &Client, code: &str) -> u16 {
    let body = format!(r#"{{"tenant":"one","subject":"ann","code":"{code}"}}"#);
    client.send("POST", "/v1/check", &[], &*body).unwrap().status
}

fn ready(client: &Client) -> (u16, String) {
    let answer = client.page("/readyz");
    (answer.status, answer.body)
}

fn metric(client: &Client, name: &str) -> String {
    let page = client.page("/metrics").body;
    let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

const JUMPS: &str = "codemint_clock_jumps_total{direction=\"ahead\"}";
const AHEAD: &str = "codemint_store_time_ahead_seconds";

/// One request while the clock is an hour ahead; then the clock is right again.
fn one_wrong_reading(site: &Site, serving: &Serving) -> Client {
    let client = serving.client();
    assert_eq!(ready(&client).0, 200);
    site.clock.set(START + HOUR);
    assert_eq!(check(&client, "31415926535"), 403);
    client
}

#[test]
fn one_wrong_reading_lets_codes_expire_on_time() {
    let site = Site::watchful(START, 300);
    let serving = site.serve();
    let client = one_wrong_reading(&site, &serving);
    let (status, why) = ready(&client);
    assert!(status == 503 && why.contains("the clock is ahead"), "{status} {why}");
    assert_eq!(metric(&client, JUMPS), "1");
    site.clock.set(START);
    assert_eq!(ready(&client).0, 200);
    // The store's time followed the monotonic clock, while the wall clock stands still here.
    let ahead: u64 = metric(&client, AHEAD).parse().unwrap();
    assert!(ahead < HOUR, "{ahead}");

    let code = issue(&client);
    assert_eq!(check(&client, &code), 200);
    site.clock.set(START + ahead + LIFE + 1);
    assert_eq!(check(&client, &code), 403, "an expired code is accepted");
    let log = serving.stop();
    for line in ["the clock is ahead", "the clock is right again"] {
        assert_eq!(log.matches(line).count(), 1, "{line}: {log}");
    }
    let serving = site.serve();
    assert_eq!(check(&serving.client(), &code), 403, "an expired code is accepted after a restart");
    let _ = serving.stop();
}

/// The control: for a gateway that accepts every reading, time stands still for an hour. An operator
/// can set the store's time back.
#[test]
fn a_store_that_has_seen_a_wrong_time_is_reported_and_can_be_set_back() {
    let site = Site::watchful(START, 0);
    let serving = site.serve();
    let client = one_wrong_reading(&site, &serving);
    assert_eq!(ready(&client).0, 200);
    site.clock.set(START);
    let code = issue(&client);
    site.clock.set(START + LIFE + 1);
    assert_eq!(check(&client, &code), 200, "the store's time did not stand still");
    assert_eq!(metric(&client, AHEAD), (HOUR - LIFE - 1).to_string());
    let _ = serving.stop();
    let serving = site.serve();
    assert_eq!(check(&serving.client(), &code), 200);
    let log = serving.stop();
    assert!(log.contains("the store is ahead of the clock"), "{log}");

    let shown = site.command(&["store", "time"]);
    let ahead = format!("{} seconds ahead", HOUR - LIFE - 1);
    assert!(shown.status.success() && shown.output.contains(&ahead), "{shown:?}");
    let asked = site.command(&["store", "time", "--set-back"]);
    assert!(!asked.status.success() && asked.log.contains("--revive-codes"), "{asked:?}");
    let back = site.command(&["store", "time", "--set-back", "--revive-codes"]);
    assert!(back.status.success() && back.output.contains("set back by"), "{back:?}");
    assert!(site.command(&["store", "time"]).output.contains(" 0 seconds ahead"));
    let trail = site.command(&["audit", "export", "--format", "jsonl"]);
    assert_eq!(trail.output.matches("time-set-back").count(), 1, "{trail:?}");
    assert!(site.command(&["audit", "verify"]).status.success());

    let serving = site.serve();
    let client = serving.client();
    let code = issue(&client);
    assert_eq!(check(&client, &code), 200);
    site.clock.set(START + 2 * LIFE + 3);
    assert_eq!(check(&client, &code), 403, "the store's time still stands still");
    let log = serving.stop();
    assert!(!log.contains("the store is ahead of the clock"), "{log}");
}
