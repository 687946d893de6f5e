//! Granting: mints a code and adds everything it needs to the commit.

use super::refuse::mailed;
use super::verdict::Verdict;
use super::wish::Wish;
use crate::journey::{Ask, Commit, Facts, Issued, MailOrder, NotAfter, Superseded, elevate};
use crate::words::{Mint, Timestamp};
use alloc::string::String;

/// Mints a code, and adds to the commit everything that issuing it requires.
pub(super) fn grant(
    ask: Ask,
    subject: u32,
    wish: Wish,
    facts: &Facts,
    mint: &mut Mint,
    commit: &mut Commit,
) -> Verdict {
    let policy = facts.policy();
    let id = mint.record_id(facts.now(), facts.tick());
    let several = policy.max_live > 1;
    supersede(subject, wish, several, facts, commit);
    let issued = commit.issued.len();
    let mail = mailed(&ask, facts);
    if let Some(to) = mail {
        let to = to.map(|address| String::from(address.as_str()));
        commit.mails.push(MailOrder { issued: issued as u32, to });
    }
    let shown = mail.is_none();
    let (not_before, not_after) = (ask.valid_from(facts.now()), not_after(&ask, facts));
    let terms = elevate::terms(&ask, policy);
    // The device's offline code, else the caller's choice, else a random code.
    let chosen = elevate::offline_code(&ask, facts).or(ask.wish);
    let drawn_in = ask.format.unwrap_or(policy.format());
    let format = chosen.is_none().then_some(drawn_in);
    let code = chosen.unwrap_or_else(|| mint.code(drawn_in));
    commit.issued.push(Issued {
        subject,
        id,
        not_before,
        not_after,
        max_tries: policy.max_tries(),
        several,
        revealable: policy.revealable,
        hidden: ask.hidden,
        max_uses: ask.uses.unwrap_or(policy.max_uses),
        terms,
        code,
        format,
        note: ask.note,
    });
    Verdict::Granted(issued, shown)
}

/// The last second in which the code is valid.
fn not_after(ask: &Ask, facts: &Facts) -> Timestamp {
    let from = ask.valid_from(facts.now());
    match ask.not_after {
        NotAfter::Usual => from.plus(facts.policy().usual_validity),
        NotAfter::In(validity) => from.plus(validity.seconds()),
        NotAfter::At(not_after) => not_after,
    }
}

/// Adds the live codes that the new one replaces.
fn supersede(subject: u32, wish: Wish, several: bool, facts: &Facts, commit: &mut Commit) {
    if several {
        let expired = match wish {
            Wish::Expired(old) => Some(old),
            Wish::Free | Wish::Taken => None,
        };
        return commit.superseded.extend(expired);
    }
    let live = facts.live_codes_of(subject).iter();
    commit.superseded.extend(live.map(|old| Superseded { id: old.id, version: old.version }));
}
