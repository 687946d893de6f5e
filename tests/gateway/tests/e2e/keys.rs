//! Rotation of the key that codes are hashed and encrypted under, step by step, with live codes.

use codemint_gateway_tests::{Ended, Gateway, Home};
use std::collections::BTreeSet;

use super::commands::codemint;

const PATH: &str = "/digitanium/v4/users/demotest/activationcodes";

fn keys(home: &Home, step: &str) -> Ended {
    let ended = codemint(["keys", step, "--data", home.path().to_str().unwrap()], "");
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    ended
}

fn lines(home: &Home) -> Vec<String> {
    home.text("codes.key").lines().map(str::to_owned).collect()
}

struct Running {
    gateway: Gateway,
    bearer: String,
}

impl Running {
    fn on(home: &Home) -> Self {
        let gateway = Gateway::demo(home).arg("--plain-http").run();
        let bearer = format!("Bearer {}", home.variable("DIGITANIUM_TOKEN"));
        Self { gateway, bearer }
    }

    fn create(&self) -> String {
        let headers = [("authorization", self.bearer.as_str())];
        let answer = self.gateway.client().send("POST", PATH, &headers, "{}").unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json().at("data").at("activationCode").text().to_owned()
    }

    fn list(&self) -> BTreeSet<String> {
        let headers = [("authorization", self.bearer.as_str())];
        let answer = self.gateway.client().send("GET", PATH, &headers, ()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        let codes = json.at("data").items().iter();
        codes.map(|code| code.at("activationCode").text().to_owned()).collect()
    }
}

#[test]
fn a_rotation_loses_no_code_and_ends_with_one_key() {
    let home = Home::new();
    let old = Running::on(&home);
    let mut codes = BTreeSet::from([old.create()]);
    let first = lines(&home);
    let rotated = keys(&home, "rotate");
    assert!(rotated.status.success() && rotated.output.starts_with("key "), "{rotated:?}");
    let both = lines(&home);
    assert_eq!((both.len(), both[1..].to_vec()), (2, first.clone()));
    assert!(both.iter().all(|key| !rotated.output.contains(key.as_str())));
    // A running gateway continues with the old key, and holds it.
    codes.insert(old.create());
    assert_eq!(old.list(), codes);
    assert!(keys(&home, "retire").output.starts_with("no key"));
    let _ = old.gateway.stop();

    let new = Running::on(&home);
    codes.insert(new.create());
    assert_eq!(new.list(), codes);
    // Stored codes still need the old key.
    assert!(keys(&home, "retire").output.starts_with("no key"));
    let resealed = keys(&home, "reseal");
    assert!(resealed.status.success(), "{resealed:?}");
    assert!(
        resealed.output.contains(": 2 resealed, 0 changed meanwhile, 0 not opened"),
        "{resealed:?}"
    );
    assert!(keys(&home, "reseal").output.contains(": 0 resealed"));
    assert_eq!(new.list(), codes);
    let retired = keys(&home, "retire");
    assert!(retired.status.success() && retired.output.starts_with("retired: "), "{retired:?}");
    assert_eq!(lines(&home), both[..1]);
    codes.insert(new.create());
    let _ = new.gateway.stop();

    let last = Running::on(&home);
    assert_eq!(last.list(), codes);
    let _ = last.gateway.stop();
    // The control: without the new key the codes cannot be shown.
    home.write("codes.key", &first[0]);
    let wrong = Running::on(&home);
    let headers = [("authorization", wrong.bearer.as_str())];
    assert_eq!(wrong.gateway.client().send("GET", PATH, &headers, ()).unwrap().status, 500);
    let _ = wrong.gateway.stop();
}

#[test]
fn a_code_that_is_not_revealable_keeps_its_key_in_the_ring() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let asking = codemint_gateway_tests::asking_for(["alice@example.com"]);
    assert_eq!(gateway.client().post(asking.as_str()).statuses(), [1000]);
    let _ = gateway.stop();
    assert!(keys(&home, "rotate").status.success());
    assert!(keys(&home, "reseal").output.contains(": 0 resealed"));
    assert!(keys(&home, "retire").output.starts_with("no key"));
    assert_eq!(lines(&home).len(), 2);
    // A superseded code needs no key.
    let gateway = Gateway::demo(&home).run();
    assert_eq!(gateway.client().post(asking.as_str()).statuses(), [1000]);
    assert!(keys(&home, "retire").output.starts_with("retired: "));
    assert_eq!(lines(&home).len(), 1);
    assert_eq!(gateway.client().post(asking.as_str()).statuses(), [1000]);
    let _ = gateway.stop();
}
