//! Kept answers.

use super::fixture::{Fixture, TENANT, at, issue, nothing};
use crate::keys::KeyId;
use crate::store::wait::block_on;
use crate::store::{AnswerKey, KeptAnswer, Write};

fn key(n: u8) -> AnswerKey {
    AnswerKey { actor: "operator".into(), name: [n; 32] }
}

/// The n-th answer, kept until that second.
fn answer(n: u8, until: u32) -> KeptAnswer {
    KeptAnswer {
        key: key(n),
        request: vec![1, 0, 0, 0, n],
        status: 200,
        content_type: "application/json".into(),
        sealed_body: vec![1, 9, 9, 9, n, 7],
        until: at(until),
    }
}

fn kept(fixture: &Fixture, tenant: &str, key: &AnswerKey, seconds: u32) -> Option<KeptAnswer> {
    block_on(fixture.store.kept_answer(tenant, key, at(seconds))).expect("an answer or none")
}

pub(super) fn an_answer_is_kept_until_it_expires(fixture: &Fixture) {
    let first = answer(1, 100);
    fixture.done(Write { answer: Some(first.clone()), ..issue(1, "a") });
    assert_eq!(kept(fixture, TENANT, &key(1), 100), Some(first.clone()));
    assert_eq!(kept(fixture, TENANT, &key(1), 101), None, "it has expired");
    assert_eq!(kept(fixture, "other", &key(1), 0), None, "another tenant's");
    let foreign = AnswerKey { actor: "other".into(), ..key(1) };
    assert_eq!(kept(fixture, TENANT, &foreign, 0), None, "another caller's");
    assert_eq!(kept(fixture, TENANT, &key(2), 0), None);
    let keys = block_on(fixture.reseal.keys_in_use()).expect("keys");
    let sealed_under = KeyId::of_stored(&first.sealed_body).expect("a key");
    assert!(keys.contains(&sealed_under), "the key of a kept answer is in use");
}

pub(super) fn a_second_answer_conflicts(fixture: &Fixture) {
    fixture.done(Write { answer: Some(answer(1, 100)), ..issue(1, "a") });
    let other = KeptAnswer { status: 201, ..answer(1, 300) };
    let late = |seconds| Write { at: at(seconds), answer: Some(other.clone()), ..issue(2, "b") };
    fixture.conflict(late(100));
    assert_eq!(fixture.live_ids("b"), [], "nothing of the second is in force");
    assert_eq!(kept(fixture, TENANT, &key(1), 50), Some(answer(1, 100)));
    fixture.done(late(101));
    assert_eq!(kept(fixture, TENANT, &key(1), 200), Some(other), "in place of an expired one");
}

pub(super) fn expired_answers_are_removed(fixture: &Fixture) {
    for (n, until) in [(1, 100), (2, 200)] {
        fixture.done(Write { answer: Some(answer(n, until)), ..nothing() });
    }
    fixture.remove(150, 10);
    assert_eq!(
        kept(fixture, TENANT, &key(1), 0),
        None,
        "it was removed, so not even for an earlier time"
    );
    assert!(kept(fixture, TENANT, &key(2), 0).is_some());
}
