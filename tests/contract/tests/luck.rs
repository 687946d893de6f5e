//! No test depends on the speed of the machine: no test sleeps in the hope that something happens
//! meanwhile, counts events within a period, or asserts a duration. A test waits for the event
//! itself (`tests/gateway/src/wait.rs`) or drives its own clock.
//!
//! The files that may read a clock or sleep are listed here, with the reason.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that may, with the reason.
const ALLOWED: [(&str, &str); 10] = [
    ("tests/gateway/src/wait.rs", "waits for an event, and gives up after a minute"),
    ("tests/gateway/tests/kill/first.rs", "kills at random moments, until enough have hit"),
    ("tests/gateway/tests/e2e/limits/replies.rs", "waits for the time in `Retry-After`"),
    ("tests/gateway/src/token.rs", "signs tokens that are valid now"),
    ("tests/hosts/handler/serve.mjs", "periodic maintenance of the service"),
    ("tests/model/src/history.rs", "records when each call began and ended"),
    ("tests/model/tests/lives/main.rs", "prints how long it took"),
    ("tests/hosts/run.mjs", "prints how long it took"),
    ("tests/peers", "benchmarks"),
    ("host/rust/src/module/cpu_time.rs", "measures the CPU time of its own thread"),
];

/// Calls that read a clock, sleep, or time out.
const SIGNS: [&str; 14] = [
    "sleep(",
    "sleep_until(",
    "Instant::now",
    "SystemTime::now",
    ".elapsed()",
    "recv_timeout(",
    "wait_timeout(",
    "park_timeout(",
    "setTimeout(",
    "setInterval(",
    "performance.now(",
    "timers/promises",
    "time.monotonic(",
    "time.perf_counter(",
];

/// Folders that contain only tests, and those whose tests are next to the code under test.
const TESTS: [&str; 5] = ["tests", "core/tests", "host/rust/tests", "host/js/test", "examples"];
const SOURCES: [&str; 4] = ["core/src", "host/rust/src", "host/gateway/src", "wasm"];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every source below a folder, by its path from the top, with slashes.
fn sources(folder: &str) -> Vec<(String, String)> {
    let (top, mut all) = (top(), Vec::new());
    let mut folders = vec![top.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "target", "build"].contains(&name.as_str()) {
                folders.push(path);
            } else if ["rs", "ts", "js", "mjs", "py"].contains(&kind.as_str()) {
                let below = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
                all.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all
}

/// The test code of a source: the whole file if it is a test file, else its test module.
fn tests_of(path: &str, text: &str) -> String {
    if path.ends_with("tests.rs") || path.contains("/tests/") {
        return text.to_owned();
    }
    let tests = text.split_once("#[cfg(test)]\nmod tests {");
    tests.map(|(_, tests)| tests.to_owned()).unwrap_or_default()
}

/// The lines with a sign, without comments.
fn signs_in(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let found = code.filter(|line| SIGNS.iter().any(|sign| line.contains(sign)));
    found.map(|line| line.trim().to_owned()).collect()
}

fn is_allowed(path: &str) -> Option<&'static str> {
    let is = |name: &str| {
        path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
    };
    ALLOWED.into_iter().map(|(name, _)| name).find(|name| is(name))
}

#[test]
fn no_test_depends_on_luck() {
    let whole = TESTS.into_iter().flat_map(sources);
    let beside = SOURCES.into_iter().flat_map(sources);
    let beside = beside.map(|(path, text)| (path.clone(), tests_of(&path, &text)));
    let (mut lucky, mut used, mut count) = (Vec::new(), BTreeSet::new(), 0);
    for (path, text) in whole.chain(beside).filter(|(path, _)| !path.ends_with("/luck.rs")) {
        count += 1;
        let signs = signs_in(&text);
        match is_allowed(&path) {
            Some(name) if !signs.is_empty() => drop(used.insert(name)),
            Some(_) => {}
            None => lucky.extend(signs.into_iter().map(|line| format!("{path}: {line}"))),
        }
    }
    assert!(count > 300, "only {count} sources");
    assert!(lucky.is_empty(), "wait for the event, or list the file here:\n{}", lucky.join("\n"));
    let listed: BTreeSet<_> = ALLOWED.into_iter().map(|(name, _)| name).collect();
    assert_eq!(used, listed, "a listed file needs no exception");
}

/// The control.
#[test]
fn a_planted_sleep_is_found() {
    for planted in [
        "        thread::sleep(Duration::from_millis(50));",
        "    assert!(begun.elapsed() < Duration::from_secs(1));",
        "  await new Promise((done) => setTimeout(done, 100));",
        "    time.sleep(1)",
        "    let answer = answers.recv_timeout(PATIENCE);",
    ] {
        assert_eq!(signs_in(planted), [planted.trim()], "{planted}");
    }
    assert!(signs_in("// it must not sleep(), whatever happens").is_empty());
    let source = "fn f() { thread::sleep(TICK) }\n#[cfg(test)]\nmod tests {\n    #[test]\n}";
    assert!(signs_in(&tests_of("host/rust/src/ticker.rs", source)).is_empty());
    assert_eq!(signs_in(&tests_of("host/rust/src/ticker/tests.rs", source)).len(), 1);
    let within = source.replace("#[test]", "#[test] fn t() { thread::sleep(TICK) }");
    assert_eq!(signs_in(&tests_of("host/rust/src/ticker.rs", &within)).len(), 1);
}

/// Scripts that prepare a test use the network, or a cache that they have filled themselves: npm's
/// `--offline` and pip's `--no-index` work only where something was installed before.
#[test]
fn no_script_depends_on_what_was_installed_before() {
    let scripts = ["tests/gateway/prepare", "tests/hosts/prepare", "tests/hosts/handler/prepare"];
    let others = ["tests/peers/prepare", "tests/peers/js/prepare", "Makefile", ".ci/run"];
    for script in scripts.into_iter().chain(others) {
        let text = fs::read_to_string(top().join(script)).unwrap();
        for sign in ["--offline", "--prefer-offline", "--no-index"] {
            assert!(!text.contains(sign), "{script} has {sign}");
        }
    }
}
