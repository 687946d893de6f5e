//! Durable issuing over HTTP, with wrk as the load generator.

use crate::harness::{Promise, Row, median};
use crate::start::{Running, demo, start};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Enough users that each request is for another one, as for the peers.
const USERS: usize = 400_000;

/// The number of users for one measurement.
const USERS_A_ROUND: usize = USERS / (2 * ROUNDS);

/// The number of measurements of each, and their duration in seconds.
const ROUNDS: usize = 3;
const SECONDS: usize = 5;

const ROUTE: &str = "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll";

/// A server that issues codes over HTTP.
struct Contender {
    running: Running,
    path: &'static str,
    token: String,
}

pub(crate) fn rows() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let script = at("load.lua");
    fs::write(&script, LOAD).unwrap();
    let contenders =
        [ours(&at("gateway")), peer("one-by-one", &at("one")), peer("grouped", &at("grouped"))];
    let mut next_user = 0;
    let mut measure = |connections| {
        let mut rates = contenders.each_ref().map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for (contender, rates) in contenders.iter().zip(&mut rates) {
                rates.push(rate(contender, connections, &script, next_user));
            }
            next_user += USERS_A_ROUND;
        }
        rates.map(|mut rates| median(&mut rates))
    };
    let [ours_1, one_1, _] = measure(1);
    let [ours_32, one_32, grouped_32] = measure(32);
    let row = |what: &str, ours: f64, peer: String, promise| Row {
        what: what.to_owned(),
        ours: format!("{ours:.0}/s"),
        peer,
        promise,
    };
    let one_by_one = |rate| format!("axum + SQLite one by one {rate:.0}/s");
    vec![
        row(
            "durable issue over HTTP, 1 connection",
            ours_1,
            one_by_one(one_1),
            Promise::None(ours_1 / one_1, "x"),
        ),
        row(
            "durable issue over HTTP, 32 connections",
            ours_32,
            one_by_one(one_32),
            Promise::AtLeast(ours_32 / one_32, 6.0, "x"),
        ),
        row(
            "the same",
            ours_32,
            format!("axum + SQLite grouped {grouped_32:.0}/s"),
            Promise::AtLeast(ours_32 / grouped_32, 0.5, "x"),
        ),
    ]
}

fn ours(folder: &Path) -> Contender {
    drop(demo(folder));
    let users = folder.join("users.csv");
    let row = |n| format!("u{n}@example.com,active,all,u{n}@example.com\n");
    let rows: String = (0..USERS).map(row).collect();
    fs::write(&users, format!("subject,standing,purposes,mail\n{rows}")).unwrap();
    let mut import = Command::new(crate::start::gateway());
    import.args(["directory", "import"]).arg(&users).arg("--data").arg(folder);
    assert!(import.output().unwrap().status.success(), "the users were not imported");
    let running = demo(folder);
    let environment = fs::read_to_string(folder.join("demo.env")).unwrap();
    let token = environment.lines().find_map(|line| line.strip_prefix("RSA_TOKEN="));
    Contender { running, path: ROUTE, token: token.unwrap().trim_matches('\'').to_owned() }
}

fn peer(kind: &str, folder: &Path) -> Contender {
    fs::create_dir(folder).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    let running = start(command.args(["serve", kind]).arg(folder));
    Contender { running, path: "/", token: String::from("none") }
}

/// Successful requests per second.
fn rate(contender: &Contender, connections: usize, script: &Path, first_user: usize) -> f64 {
    let url = format!("{}{}", contender.running.url, contender.path);
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{connections}"), &format!("-d{SECONDS}s"), "-s"])
        .arg(script)
        .arg(url)
        .env("TOKEN", &contender.token)
        .env("FIRST_USER", first_user.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    rate.and_then(|rate| rate.trim().parse().ok()).unwrap_or(f64::NAN)
}

/// Each request is for the next user.
const LOAD: &str = r#"
local n = tonumber(os.getenv("FIRST_USER"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
function request()
    n = n + 1
    return wrk.format(nil, nil, nil, '[{"email":"u' .. n .. '@example.com"}]')
end
"#;
