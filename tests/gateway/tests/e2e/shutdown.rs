//! An orderly stop: requests in progress are answered, and what was answered is stored.

use codemint::words::State;
use codemint_gateway_tests::raw::{Raw, Waiting};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Campaign, Gateway, Home, Ledger, asking_for};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const USERS: [&str; 5] = [
    "alice@example.com",
    "amuser@example.com",
    "ADUser@example.com",
    "AMViaPref0@example.com",
    "administrator@example.com",
];

/// One request for each user. The gateway handles them, and waits for their bodies.
fn in_progress(gateway: &Gateway) -> Vec<Waiting> {
    let client = gateway.client();
    USERS.iter().map(|user| Waiting::start(&client, &asking_for([*user]))).collect()
}

fn wait_until_not_listening(gateway: &Gateway) {
    let client = gateway.client();
    until("no more connections", || Raw::connect(&client).is_err().then_some(()));
}

#[test]
fn requests_in_progress_are_answered_before_the_gateway_ends() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let idle = Raw::connect(&gateway.client()).unwrap();
    let waiting = in_progress(&gateway);
    gateway.ask_to_stop();
    wait_until_not_listening(&gateway);
    let answers = waiting.into_iter().map(|request| request.finish().unwrap());
    let answers: Vec<_> = answers.collect();
    let ended = gateway.end();
    drop(idle);
    assert!(ended.status.success(), "{ended:?}");
    assert!(
        !ended.log.contains("not answered in time"),
        "an idle connection delayed the stop: {ended:?}"
    );
    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    for (user, answer) in USERS.iter().zip(answers) {
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{user}");
        let (_, code) = &answer.codes()[0];
        assert_eq!(stored.state(user, code), Some(State::Pending), "{user}");
    }
}

/// The control: a gateway that is killed answers none of them.
#[test]
fn a_gateway_that_is_killed_answers_no_request_in_progress() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let waiting = in_progress(&gateway);
    let client = gateway.client();
    gateway.kill();
    assert!(Raw::connect(&client).is_err());
    for request in waiting {
        assert!(request.finish().is_err(), "a killed gateway answered");
    }
    let gateway = Gateway::demo(&home).run();
    assert!(Ledger::open(&home).codes().is_empty());
    let _ = gateway.stop();
}

#[test]
fn under_load_everything_that_was_answered_is_stored() {
    let home = Home::new();
    Campaign::import_users(&home);
    let gateway = Gateway::demo(&home).run();
    let users: Vec<String> = Campaign::users().collect();
    let answered = AtomicUsize::new(0);
    let returned: Vec<_> = thread::scope(|scope| {
        let callers = users.chunks(users.len() / 8).map(|users| {
            let client = gateway.client();
            let answered = &answered;
            scope.spawn(move || {
                let mut codes = Vec::new();
                for user in users.iter().cycle() {
                    let Ok(answer) = client.try_post(asking_for([user.as_str()])) else { break };
                    assert_eq!((answer.status, answer.statuses()), (200, vec![1000]));
                    codes.extend(answer.codes());
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                codes
            })
        });
        let callers: Vec<_> = callers.collect();
        until("answers under load", || (answered.load(Ordering::Relaxed) > 40).then_some(()));
        let ended = gateway.stop();
        assert!(!ended.log.contains("not answered in time"), "{ended:?}");
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    });
    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    let lost: Vec<_> =
        returned.iter().filter(|(user, code)| stored.state(user, code).is_none()).collect();
    assert_eq!(lost.len(), 0, "of {} codes: {lost:?}", returned.len());
    assert!(returned.len() > 40);
    assert_eq!(ledger.integrity(), "ok");
}
