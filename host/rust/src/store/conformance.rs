//! The rules for every store: a test suite for authors of one.
//!
//! [`run`] checks a store against all of [`CHECKS`], each with a fresh store, and panics at the
//! first rule that it breaks. The futures are driven by a bare executor, from many threads; a store
//! that needs a runtime has to provide it.

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
mod life;
mod live_codes;
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

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use fixture::{AuditTrail, Fixture, Held};

/// Checks one rule with an empty store, and panics if the store breaks it.
pub type Check = fn(&Fixture);

/// Every rule, with its name.
pub const CHECKS: [(&str, Check); 69] = [
    ("a new code is live, and its digest is stored", codes::new_code_is_live),
    ("live codes are in the order of the subjects", codes::live_codes_are_in_order),
    ("a superseded code makes room in the same write", codes::superseded_makes_room),
    ("only the expected version is superseded", codes::stale_version_conflicts),
    ("only a live code is superseded", codes::dead_code_conflicts),
    ("a subject has one live code per purpose", codes::second_live_code_conflicts),
    ("an id is used once, in all tenants", codes::taken_id_conflicts),
    ("texts and bytes are stored unchanged", codes::texts_are_stored_unchanged),
    ("notes and reasons are stored unchanged", live_codes::notes_are_stored_unchanged),
    ("several codes of a subject can coexist", several::several_codes_coexist),
    ("coexisting codes are all different", several::equal_code_conflicts),
    ("a superseded code's digest can be used again", several::superseded_digest_is_free),
    ("a single code and coexisting codes do not conflict", several::single_and_coexisting_codes),
    ("records of a subject are returned whole", live_codes::records_of_a_subject_are_whole),
    ("live records of a subject are oldest first", live_codes::live_records_are_oldest_first),
    ("records of a subject are separate by tenant and purpose", live_codes::records_are_separate),
    ("only codes due for removal are removed", removal::only_due_codes_are_removed),
    ("a removed code leaves a tombstone", removal::removed_code_is_a_tombstone),
    ("removal respects its limit", removal::removal_respects_its_limit),
    ("a removed code makes room", removal::removed_code_makes_room),
    ("keys in use are those of live forms", reseal::keys_in_use_are_those_of_live_forms),
    ("resealable records are in order", reseal::resealable_records_are_in_order),
    ("new forms replace old ones", reseal::new_forms_replace_old_ones),
    ("a reseal does not undo concurrent changes", reseal::concurrent_changes_stay),
    ("a reseal leaves a digest that would conflict", reseal::conflicting_digest_stays),
    ("a conflict leaves nothing behind", whole::conflict_leaves_nothing),
    ("a fault leaves nothing behind", whole::fault_leaves_nothing),
    ("a large write is atomic", whole::large_write_is_whole),
    ("the audit trail keeps every entry in order", whole::entries_are_in_order),
    ("the audit trail can be filtered by record", trail::filtered_by_record),
    ("the audit trail can be filtered by subject", trail::filtered_by_subject),
    ("the audit trail can be paged", trail::paged),
    ("the audit trail has purposes, and is its tenant's", trail::entries_have_purposes),
    ("the audit trail is numbered per tenant", trail::numbered_per_tenant),
    ("failures of a flood are counted, and none is lost", flood::failures_are_counted),
    ("entries of anonymous callers are truncated", flood::texts_are_truncated),
    ("waiting mails are in order", mails::waiting_mails_are_in_order),
    ("a forgotten mail stays forgotten", mails::mail_is_forgotten),
    ("a record has at most one mail", mails::second_mail_conflicts),
    ("a mail is due at its time", outbox::mails_are_due_in_time),
    ("due mails are separate by tenant", outbox::due_mails_are_separate),
    ("an attempt is counted, and belongs to one host", outbox::an_attempt_is_counted_once),
    ("a failed attempt is recorded", outbox::a_failed_attempt_is_recorded),
    ("a mail can be hurried", outbox::a_mail_is_hurried),
    ("a dead letter is kept without its code", outbox::dead_letter_is_kept_without_code),
    ("dead letters are in the order of their death", outbox::dead_letters_are_in_order),
    ("the mail of a removed code dies", outbox::mail_of_a_removed_code_dies),
    ("tenants and purposes are separate", tenants::tenants_are_separate),
    ("a use is counted once", life::a_use_is_counted_once),
    (
        "wrong attempts are counted, and the last one locks",
        life::attempts_are_counted_and_the_last_locks,
    ),
    ("a voided code cannot be used", life::voided_code_cannot_be_used),
    ("changes stay within their tenant", life::changes_stay_within_their_tenant),
    (
        "a change that cannot be made fails the write",
        life::a_change_that_cannot_be_made_fails_the_write,
    ),
    ("a record is returned whole", life::a_record_is_whole),
    (
        "records of a subject are the live ones and some ended ones",
        life::records_of_a_subject_are_live_and_ended,
    ),
    ("searches return what matches", life::searches_return_what_matches),
    ("search criteria combine", order::criteria_combine),
    ("newest first is the order of commits", order::newest_first_is_the_order_of_commits),
    ("the latest time is kept", life::the_latest_time_is_kept),
    ("an answer is kept until it expires", answers::an_answer_is_kept_until_it_expires),
    ("a second answer conflicts", answers::a_second_answer_conflicts),
    ("expired answers are removed", answers::expired_answers_are_removed),
    ("one of many concurrent redemptions wins", life::one_redemption_wins),
    ("no more than the allowed attempts are counted", life::no_more_than_the_allowed_attempts),
    ("one of many concurrent inserts wins", races::one_insert_wins),
    ("one of many equal codes wins", races::one_equal_code_wins),
    ("one of many replacements wins", races::one_replacement_wins),
    ("concurrent writes for different subjects all succeed", races::different_subjects_all_succeed),
    ("a conflict does not fail other writes", races::conflict_fails_no_other_write),
];

/// Checks every rule of [`CHECKS`]; `fresh` makes an empty store for each.
///
/// # Panics
/// When a rule is broken: the message names it, and says what was seen instead.
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
    text.or_else(|| cause.downcast_ref().copied()).unwrap_or("without a message")
}
