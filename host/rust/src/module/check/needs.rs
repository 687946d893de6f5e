//! What the module requests to be looked up.

use super::effects;
use crate::module::error::Nonsense;
use crate::module::route::Route;
use codemint_core::journey::Needs;
use codemint_core::words::SubjectKey;
use std::collections::HashSet;

/// The most codes that a typed text may be read as.
const MAX_PRESENTED: usize = 8;

/// The longest canonical key of a subject, in bytes: case folding and normalization make a name of
/// [`SubjectKey::MAX_NAME`] bytes at most three times as long, and an account has a domain too.
const MAX_SUBJECT: usize = 8 * SubjectKey::MAX_NAME;

/// The longest name of an ignored member, in bytes.
const MAX_IGNORED: usize = 1024;

/// Checks needs: positions, numbers and lengths, and that the route and the caller may request
/// this.
///
/// # Errors
/// [`Nonsense::Position`] for duplicate subjects or codes, too many of them, or codes of no
/// subject; [`Nonsense::Text`] for a text that is empty or too long; [`Nonsense::Effect`].
pub(in crate::module) fn needs(
    needs: &Needs,
    route: &Route,
    sees_codes: bool,
) -> Result<(), Nonsense> {
    if !positions(needs) {
        return Err(Nonsense::Position);
    }
    if !texts(needs) {
        return Err(Nonsense::Text);
    }
    effects::needs(needs, route, sees_codes)
}

fn positions(needs: &Needs) -> bool {
    let subjects = needs.subjects.len();
    let given = &needs.given;
    let known = given.iter().all(|given| (given.subject as usize) < subjects);
    let of_one = needs.account.is_some() || needs.listed || !needs.presented.is_empty();
    let limits = [
        needs.search.as_ref().map(|search| search.limit),
        needs.trail.as_ref().map(|trail| trail.limit),
    ];
    subjects <= Needs::MAX_SUBJECTS
        && needs.presented.len() <= MAX_PRESENTED
        && needs.ignored.len() <= Needs::MAX_IGNORED
        && (subjects == 0 || needs.purpose.is_some())
        && (!of_one || subjects == 1)
        && known
        && given.is_sorted_by(|one, next| one.subject < next.subject)
        && limits.into_iter().flatten().all(|limit| limit > 0)
        && is_distinct(needs.subjects.iter().map(SubjectKey::as_str))
        && is_distinct(needs.presented.iter().map(|text| text.reveal()))
}

fn is_distinct<'a>(mut texts: impl ExactSizeIterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::with_capacity(texts.len());
    texts.len() < 2 || texts.all(|text| seen.insert(text))
}

fn texts(needs: &Needs) -> bool {
    let search = needs.search.as_ref().and_then(|search| search.subject.as_ref());
    let trail = needs.trail.as_ref().and_then(|trail| trail.subject.as_ref());
    let keys = needs.subjects.iter().chain(&needs.account).chain(search).chain(trail);
    let mut keys = keys.map(|key| key.as_str().len());
    keys.all(|length| (1..=MAX_SUBJECT).contains(&length))
        && needs.ignored.iter().all(|name| name.len() <= MAX_IGNORED)
}
