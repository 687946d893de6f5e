//! Replacing stored forms of codes.

use super::fixture::{Fixture, PURPOSE, TENANT, at, coexisting, id, issue, mail, nothing, record};
use crate::keys::KeyId;
use crate::store::wait::block_on;
use crate::store::{Forms, NewForms, NewMail, NewRecord, Resealable, Write};
use codemint_core::words::{Purpose, RecordId};
use std::collections::BTreeSet;

/// The n-th form under a key.
fn form(key: u8, n: u64) -> Vec<u8> {
    [vec![1, key, key, key, key], n.to_be_bytes().repeat(2)].concat()
}

fn key(key: u8) -> KeyId {
    KeyId::of_stored(&form(key, 0)).expect("a form with a key")
}

/// The n-th code with its digest under one key and, if given, its encrypted copy under another.
fn under(n: u64, subject: &str, digest: u8, seal: Option<u8>) -> NewRecord {
    let sealed_code = seal.map(|key| form(key, 100 + n));
    NewRecord { digest: form(digest, n), sealed_code, ..coexisting(n, subject) }
}

fn mail_under(n: u64, key: u8) -> NewMail {
    NewMail { sealed_code: form(key, 200 + n), ..mail(n) }
}

fn resealable(
    fixture: &Fixture,
    current: u8,
    after: Option<RecordId>,
    limit: usize,
) -> Vec<Resealable> {
    block_on(fixture.reseal.resealable(key(current), after, limit)).expect("resealable records")
}

fn ids_of(found: &[Resealable]) -> Vec<RecordId> {
    found.iter().map(|record| record.id).collect()
}

fn reseal(fixture: &Fixture, forms: Vec<NewForms>) -> usize {
    block_on(fixture.reseal.reseal(forms)).expect("a reseal")
}

/// All forms of a record under that key, to replace those that it has.
fn all_under(record: &Resealable, key: u8) -> NewForms {
    let new = |form: &Option<Vec<u8>>| {
        form.clone().map(|form| [&[1, key, key, key, key], &form[KeyId::HEAD..]].concat())
    };
    let Forms { digest, sealed_code, mail } = &record.forms;
    let new = Forms { digest: new(digest), sealed_code: new(sealed_code), mail: new(mail) };
    NewForms { id: record.id, old: record.forms.clone(), new }
}

/// The forms of a record's code and of its mail.
fn forms(fixture: &Fixture, subject: &str, n: u64) -> Forms {
    let mut live = fixture.records(subject, 0).into_iter();
    let live = live.find(|stored| stored.known.id == id(n));
    let mails = fixture.waiting(100).into_iter();
    let mail = mails.map(|waiting| waiting.mail).find(|mail| mail.record == id(n));
    Forms {
        digest: live.as_ref().map(|stored| stored.digest.clone()),
        sealed_code: live.and_then(|stored| stored.sealed_code),
        mail: mail.map(|mail| mail.sealed_code),
    }
}

pub(super) fn keys_in_use_are_those_of_live_forms(fixture: &Fixture) {
    let used = || block_on(fixture.reseal.keys_in_use()).expect("the keys in use");
    let set = |keys: &[u8]| keys.iter().map(|k| key(*k)).collect::<BTreeSet<_>>();
    assert_eq!(used(), set(&[]));
    // A digest without a key, one code of each kind, one of another tenant, and two that will end.
    let ending = NewRecord { remove_at: Some(at(100)), ..under(6, "c", 7, Some(8)) };
    let records = vec![under(1, "a", 1, Some(2)), under(5, "c", 5, Some(6)), ending];
    let mails = vec![mail_under(1, 3), mail_under(5, 9), mail_under(6, 10)];
    fixture.done(issue(100, "a"));
    fixture.done(Write { records, mails, ..nothing() });
    let other = vec![under(4, "b", 4, None)];
    fixture.done(Write { tenant: "other".into(), records: other, ..nothing() });
    assert_eq!(used(), set(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    fixture.done(Write { superseded: vec![(id(5), 1)], ..nothing() });
    assert_eq!(fixture.remove(100, 10), 1);
    assert_eq!(used(), set(&[1, 2, 3, 4, 9]), "of an ended code only its mail counts");
    block_on(fixture.store.forget_mail(id(5))).expect("forgetting");
    assert_eq!(used(), set(&[1, 2, 3, 4]));
}

pub(super) fn resealable_records_are_in_order(fixture: &Fixture) {
    let records = vec![
        under(5, "a", 1, Some(1)),
        under(3, "a", 9, Some(1)),
        under(4, "b", 1, Some(9)),
        under(8, "b", 1, None), // without an encrypted copy
        under(2, "b", 1, None), // its mail has one
        under(6, "b", 9, None),
        under(7, "b", 9, Some(9)), // resealed already
        under(9, "c", 1, Some(1)), // not live, like the next one, which has a mail
        under(1, "c", 1, Some(1)),
    ];
    let mails = vec![mail_under(2, 9), mail_under(6, 1), mail_under(1, 1)];
    fixture.done(Write { records, mails, ..nothing() });
    fixture.done(Write { superseded: vec![(id(9), 1), (id(1), 1)], ..nothing() });
    assert_eq!(ids_of(&resealable(fixture, 9, None, 100)), [1, 2, 3, 4, 5, 6].map(id));
    assert_eq!(ids_of(&resealable(fixture, 9, None, 2)), [1, 2].map(id));
    assert_eq!(ids_of(&resealable(fixture, 9, Some(id(2)), 3)), [3, 4, 5].map(id));
    assert_eq!(ids_of(&resealable(fixture, 9, Some(id(6)), 3)), []);
    let found = resealable(fixture, 9, None, 2);
    let dead = Forms { mail: Some(form(1, 201)), ..Forms::default() };
    assert_eq!(found[0].forms, dead, "of an ended code only its mail");
    let live = Forms { digest: Some(form(1, 2)), sealed_code: None, mail: Some(form(9, 202)) };
    let expected = Resealable {
        id: id(2),
        tenant: TENANT.into(),
        purpose: PURPOSE,
        subject: "b".into(),
        forms: live,
    };
    assert_eq!(found[1], expected);
    let elsewhere =
        Write { tenant: "other".into(), purpose: Some(Purpose::Activation), ..nothing() };
    fixture.done(Write { records: vec![under(20, "z", 1, Some(1))], ..elsewhere });
    let found = resealable(fixture, 9, Some(id(6)), 9);
    let whose: Vec<_> = found.iter().map(|r| (r.tenant.as_str(), r.purpose)).collect();
    assert_eq!(whose, [("other", Purpose::Activation)]);
}

pub(super) fn new_forms_replace_old_ones(fixture: &Fixture) {
    let alone = NewRecord { several: false, ..under(2, "a", 1, Some(1)) };
    let records = vec![under(1, "a", 1, Some(1)), alone, under(3, "a", 1, Some(1))];
    fixture.done(Write { records, mails: vec![mail_under(1, 1), mail_under(3, 1)], ..nothing() });
    let found = resealable(fixture, 9, None, 9);
    let resealed: Vec<_> = found.iter().take(2).map(|record| all_under(record, 9)).collect();
    assert_eq!(reseal(fixture, resealed.clone()), 2);
    for one in &resealed {
        assert_eq!(fixture.stored(one.id).map(|code| code.version), Some(1), "{:?}", one.id);
    }
    assert_eq!(forms(fixture, "a", 1), resealed[0].new);
    assert_eq!(forms(fixture, "a", 2), resealed[1].new);
    assert_eq!(forms(fixture, "a", 3), found[2].forms, "the others stay");
    assert_eq!(ids_of(&resealable(fixture, 9, None, 9)), [id(3)]);
    // Once is enough.
    assert_eq!(reseal(fixture, resealed), 0);
    // New codes conflict with the new digests.
    let with_digest = |n, digest| NewRecord { digest, ..coexisting(n, "a") };
    fixture.conflict(Write { records: vec![with_digest(10, form(9, 1))], ..nothing() });
    fixture.conflict(Write { records: vec![record(11, "a")], ..nothing() });
    fixture.done(Write {
        records: vec![with_digest(12, form(1, 1)), with_digest(13, form(9, 2))],
        ..nothing()
    });
    fixture.done(Write { superseded: vec![(id(1), 1)], ..nothing() });
    fixture.done(Write { records: vec![with_digest(10, form(9, 1))], ..nothing() });
}

pub(super) fn concurrent_changes_stay(fixture: &Fixture) {
    let removed = NewRecord { remove_at: Some(at(100)), ..under(2, "a", 1, Some(1)) };
    let records = vec![under(1, "a", 1, Some(1)), removed, under(3, "a", 1, Some(1))];
    let records = [records, vec![under(4, "a", 1, Some(1))]].concat();
    let mails = (1..=4).map(|n| mail_under(n, 1)).collect();
    fixture.done(Write { records, mails, ..nothing() });
    let found = resealable(fixture, 9, None, 9);
    let resealed: Vec<_> = found.iter().map(|record| all_under(record, 9)).collect();
    // One is superseded, one removed, the mail of one sent, and one resealed by another host.
    fixture.done(Write { superseded: vec![(id(1), 1)], ..nothing() });
    assert_eq!(fixture.remove(100, 10), 1);
    block_on(fixture.store.forget_mail(id(3))).expect("forgetting");
    let other = all_under(&found[3], 8);
    assert_eq!(reseal(fixture, vec![other.clone()]), 1);
    assert_eq!(reseal(fixture, resealed.clone()), 2, "the mail of one, the code of another");
    let old = fixture.stored(id(1)).map(|code| code.digest);
    assert_eq!(old, Some(form(1, 1)), "an ended code keeps its digest");
    assert_eq!(forms(fixture, "a", 1).mail, resealed[0].new.mail);
    assert_eq!(fixture.stored(id(2)).map(|code| code.digest), Some(Vec::new()));
    let held = (fixture.held)(id(2));
    assert!(!held.contains(&form(9, 102)) && !held.contains(&form(9, 2)), "a tombstone stays one");
    let third = Forms { mail: None, ..resealed[2].new.clone() };
    assert_eq!(forms(fixture, "a", 3), third, "a sent mail does not come back");
    assert_eq!(forms(fixture, "a", 4), other.new, "what another host resealed stays so");
    assert_eq!(reseal(fixture, vec![NewForms { id: id(99), ..resealed[0].clone() }]), 0);
}

pub(super) fn conflicting_digest_stays(fixture: &Fixture) {
    // Two hosts that did not know each other's key have issued the same code.
    let equal = NewRecord { digest: form(9, 1), ..under(2, "a", 9, Some(9)) };
    let records = vec![under(1, "a", 1, Some(1)), equal, under(3, "a", 1, Some(1))];
    fixture.done(Write { records, ..nothing() });
    let found = resealable(fixture, 9, None, 9);
    let resealed: Vec<_> = found.iter().map(|record| all_under(record, 9)).collect();
    assert_eq!(reseal(fixture, resealed), 2);
    let first = Forms { digest: Some(form(1, 1)), sealed_code: Some(form(9, 101)), mail: None };
    assert_eq!(forms(fixture, "a", 1), first);
    let third = Forms { digest: Some(form(9, 3)), sealed_code: Some(form(9, 103)), mail: None };
    assert_eq!(forms(fixture, "a", 3), third, "the others are resealed");
    assert_eq!(fixture.live_ids("a").len(), 3);
}
