//! What every store is held to: a suite for those who write one.
//!
//! [`run`] puts a store through all of [`CHECKS`], each on a fresh one, and panics at the first
//! rule that it breaks. The futures are driven by a bare executor, from many threads; a store that
//! needs a runtime of its own has to bring it along.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this is test code: a broken rule is a panic"
)]

mod answers;
mod codes;
mod fixture;
mod flood;
mod live_codes;
mod life;
mod mails;
mod order;
mod outbox;
mod races;
mod removal;
mod reseal;
mod several;
mod tenants;
mod trail;
mod whole;

use super::{AuditRow, Reseal, Store};
use codemint_core::words::RecordId;
use fixture::{PURPOSE, TENANT, at, audit, beside, id, issue, mail, nothing, record, reissue};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An empty store, and what the suite must see of it beyond the trait.
pub struct Fixture {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The whole audit trail of a tenant, oldest first.
    pub audit: Box<AuditTrail>,
    /// Everything that is held of a record.
    pub held: Box<Held>,
    /// Everything that is held of a record's mail.
    pub mail_held: Box<Held>,
    /// The store once more, to reseal what is in it.
    pub reseal: Arc<dyn Reseal>,
}

/// Tells the whole audit trail of a tenant.
pub type AuditTrail = dyn Fn(&str) -> Vec<AuditRow> + Send + Sync;

/// Tells every text and every value that is held of a record itself (not of its mail), or of its
/// mail alone, as bytes, in any order: numbers and empty texts may be left out. Nothing for a record
/// or a mail that is not there.
pub type Held = dyn Fn(RecordId) -> Vec<Vec<u8>> + Send + Sync;

/// Holds an empty store to one rule, and panics when it breaks it.
pub type Check = fn(&Fixture);

/// Every rule by its name.
pub const CHECKS: [(&str, Check); 70] = [
    ("a new code is live and can be held against", codes::new_code_is_live),
    ("live codes come by position", codes::live_codes_come_by_position),
    ("a superseded code makes room in the same write", codes::superseded_makes_room),
    ("only the version that was seen is superseded", codes::stale_version_conflicts),
    ("only a live code is superseded", codes::dead_code_conflicts),
    ("a subject has one live code of a purpose", codes::second_live_code_conflicts),
    ("an id is taken once, by whomever", codes::taken_id_conflicts),
    ("texts and bytes come back as they were", codes::odd_texts_come_back),
    ("remarks and reasons come back as they were", live_codes::odd_remarks_come_back),
    ("several codes stand beside each other", several::several_stand_beside_each_other),
    ("of codes beside each other none is there twice", several::twin_conflicts),
    ("a superseded code's text is free again", several::superseded_text_is_free),
    ("a code alone and codes beside others leave each other room", several::alone_and_beside),
    ("kept codes are told whole", live_codes::kept_codes_are_whole),
    ("kept codes come oldest first", live_codes::kept_codes_come_oldest_first),
    ("kept codes are live ones", live_codes::kept_codes_are_live),
    ("kept codes of tenants and purposes never meet", live_codes::kept_codes_never_meet),
    ("what is due is removed, and nothing else", removal::only_due_codes_are_removed),
    ("what is removed leaves a tombstone", removal::removed_code_is_a_tombstone),
    ("no more is removed than was asked", removal::limit_is_kept),
    ("a removed code makes room", removal::removed_code_makes_room),
    ("keys in use are those of live forms", reseal::keys_in_use_are_those_of_live_forms),
    ("what can be resealed comes in order", reseal::what_can_be_resealed_comes_in_order),
    ("new forms take the place of old ones", reseal::new_forms_take_the_place_of_old_ones),
    ("what happened before a reseal stands", reseal::what_happened_in_between_stands),
    ("a reseal that meets a twin leaves its digest", reseal::a_twin_keeps_its_digest),
    ("a conflict leaves nothing behind", whole::conflict_leaves_nothing),
    ("a fault leaves nothing behind", whole::fault_leaves_nothing),
    ("a large write is in force as a whole", whole::large_write_is_whole),
    ("the audit trail keeps every line in order", whole::audit_keeps_order),
    ("the audit trail is told of a record", trail::told_of_a_record),
    ("the audit trail is told of a subject", trail::told_of_a_subject),
    ("the audit trail is told in pages", trail::told_in_pages),
    ("the audit trail is told with purposes, to its tenant", trail::told_with_purposes),
    ("the audit trail is told with the tenant's own numbers", trail::told_with_own_numbers),
    ("failures of a flood are counted, and none is lost", flood::failures_are_counted),
    ("what anonymous callers leave is cut", flood::texts_are_cut),
    ("mails wait in order", mails::mails_wait_in_order),
    ("a mail is forgotten once and for all", mails::mail_is_forgotten),
    ("a record has one mail at the most", mails::second_mail_conflicts),
    ("a mail is due when its time has come", outbox::mails_are_due_in_time),
    ("due mails of tenants never meet", outbox::due_mails_never_meet),
    ("a try is counted, and is nobody else's", outbox::a_try_is_counted_once),
    ("a try in vain is remembered", outbox::a_try_in_vain_is_remembered),
    ("a mail can be hurried", outbox::a_mail_is_hurried),
    ("a dead letter is kept without its code", outbox::dead_letter_is_kept_without_code),
    ("dead letters come in the order of their death", outbox::dead_letters_come_in_order),
    ("the mail of a removed code dies", outbox::mail_of_a_removed_code_dies),
    ("tenants and purposes never meet", tenants::tenants_never_meet),
    ("a use is spent once", life::a_use_is_spent_once),
    ("tries are counted, and the last locks", life::tries_are_counted_and_the_last_locks),
    ("a voided code is over", life::voided_code_is_over),
    ("changes stay within their tenant", life::changes_stay_within_their_tenant),
    (
        "a change that cannot be made undoes the write",
        life::a_change_that_cannot_be_made_undoes_the_write,
    ),
    ("records are told whole", life::records_are_told_whole),
    (
        "records of a subject are live ones and some others",
        life::records_of_a_subject_are_live_ones_and_some_others,
    ),
    ("searches find what was asked", life::searches_find_what_was_asked),
    ("searches combine what they ask for", order::searches_combine_what_they_ask_for),
    ("the newest first is the order of commits", order::newest_first_is_the_order_of_commits),
    ("the latest time is kept", life::the_latest_time_is_kept),
    ("an answer is kept for its time", answers::an_answer_is_kept_for_its_time),
    ("a second answer conflicts", answers::a_second_answer_conflicts),
    ("answers are forgotten after their time", answers::answers_are_forgotten_after_their_time),
    ("one of many redeemings wins", life::one_of_many_redeemings_wins),
    ("only so many of many tries are counted", life::only_so_many_of_many_tries_are_counted),
    ("one of many inserts wins", races::one_insert_wins),
    ("one of many equal codes wins", races::one_twin_wins),
    ("one of many replacements wins", races::one_replacement_wins),
    ("many subjects at once are all served", races::different_subjects_all_win),
    ("who loses takes nobody with it", races::loser_takes_nobody_with_it),
];

/// Holds the store to every rule of [`CHECKS`]; `fresh` makes an empty one for each.
///
/// # Panics
/// When a rule is broken: the message says which, and what was seen instead.
pub fn run(fresh: &dyn Fn() -> Fixture) {
    for (rule, check) in CHECKS {
        let fixture = fresh();
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| check(&fixture))) {
            panic!("the store breaks the rule `{rule}`: {}", text_of(cause.as_ref()));
        }
    }
}

fn text_of(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref().copied()).unwrap_or("without a word")
}
