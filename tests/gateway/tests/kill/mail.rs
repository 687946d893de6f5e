//! Every mailed code is stored, and every stored code is mailed, however the process ends.

use codemint_gateway_tests::random::Random;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Behaviour, Campaign, Client, Gateway, Home, Ledger, Smtp, smtp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const ROUNDS: usize = 8;
const CALLERS: usize = 4;
/// The kill comes after at most so many answers, at any point of the requests that are in progress.
const LATEST_KILL: u64 = 60;

/// The number of codes that each address was promised by mail.
type Promised = BTreeMap<String, usize>;

/// Requests mailed codes until the gateway no longer answers.
fn ask_until_broken(client: &Client, users: &[String], answers: &AtomicUsize) -> Promised {
    let mut promised = Promised::new();
    for user in users.iter().cycle() {
        let body =
            format!(r#"[{{"email":"{user}","custom_email":"{user}","code_send_to":"EMAIL"}}]"#);
        let Ok(answer) = client.try_post(body) else { break };
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{answer:?}");
        *promised.entry(user.clone()).or_default() += 1;
        answers.fetch_add(1, Ordering::Relaxed);
    }
    promised
}

fn round(gateway: Gateway, users: &[String], moment: usize) -> Promised {
    let answers = &AtomicUsize::new(0);
    thread::scope(|scope| {
        let callers = users.chunks(users.len() / CALLERS).map(|users| {
            let client = gateway.client();
            scope.spawn(move || ask_until_broken(&client, users, answers))
        });
        let callers: Vec<_> = callers.collect();
        let answered = || (answers.load(Ordering::Relaxed) >= moment).then_some(());
        until("the answers before the kill", answered);
        gateway.kill();
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    })
}

#[test]
fn every_promised_mail_is_sent_and_every_mailed_code_is_stored() {
    let home = Home::new();
    Campaign::import_users(&home);
    let server = Smtp::start(Behaviour::Takes);
    let start = || Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let users: Vec<String> = Campaign::users().collect();
    let mut random = Random::of(11);
    let mut promised = Promised::new();
    for _ in 0..ROUNDS {
        let moment = 2 + random.below(LATEST_KILL) as usize;
        for (user, count) in round(start(), &users, moment) {
            *promised.entry(user).or_default() += count;
        }
    }
    let gateway = start();
    until("an empty outbox", || (Ledger::open(&home).count("outbox") == 0).then_some(()));
    let _ = gateway.stop();

    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    let mut mailed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mail in server.mails() {
        let (user, code) = (&mail.to[0], smtp::code_in(&mail.text));
        assert!(stored.state(user, &code).is_some(), "{user} was mailed a code that is not stored");
        mailed.entry(user.clone()).or_default().insert(code);
    }
    // A mail may arrive twice, and one whose answer was cut off may arrive too; none may be missing.
    for (user, count) in &promised {
        let arrived = mailed.get(user).map_or(0, BTreeSet::len);
        assert!(arrived >= *count, "{user} was promised {count} mails, {arrived} arrived");
    }
    let arrived: usize = mailed.values().map(BTreeSet::len).sum();
    assert_eq!(arrived, stored.len(), "each code has its mail");
    let promised: usize = promised.values().sum();
    assert!(promised > ROUNDS, "too few promises: {promised}");
    println!("{ROUNDS} kills: {promised} mails promised, {arrived} different ones arrived");
}
