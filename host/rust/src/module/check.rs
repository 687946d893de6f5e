//! Checks every answer of the module against the call and the findings.
//!
//! The sandbox keeps a broken or hostile module from harming the host directly; these checks keep
//! it from doing so through what it makes the host look up and write. The routes were read when the
//! module was loaded, before any caller's bytes reached it, and later answers are checked against
//! them. `host/js/src/issuer/check.ts` has the same checks; `tests/vectors/nonsense` tests both.

mod audit;
mod changes;
mod effects;
mod issued;
mod needs;

pub(super) use needs::needs;

use super::error::Nonsense;
use super::route::Route;
use codemint_core::journey::{Commit, Effect, Findings, Needs};

/// The longest text in a commit besides codes, in bytes: a reason of 1,024 characters, each of four
/// bytes or escaped, and the JSON around it.
const MAX_TEXT: usize = 16 * 1024;

/// Checks that no route has an effect that one of its ways to authenticate does not allow.
pub(super) fn routes(routes: &[Route]) -> Result<(), Nonsense> {
    let allowed = |route: &Route, effect: Effect| {
        let mut schemes = route.authentication.iter();
        !route.authentication.is_empty() && schemes.all(|scheme| scheme.allows(effect))
    };
    let fits = |route: &Route| route.effects.iter().all(|effect| allowed(route, *effect));
    if routes.iter().all(fits) { Ok(()) } else { Err(Nonsense::Effect) }
}

/// Checks a commit against the route, the needs and the findings that it was decided on. The
/// contract requires everything in ascending order, so that one pass finds duplicates.
///
/// # Errors
/// [`Nonsense`] for the first check that fails.
pub(super) fn commit(
    commit: &Commit,
    needs: &Needs,
    findings: &Findings,
    route: &Route,
) -> Result<(), Nonsense> {
    effects::commit(commit, route)?;
    issued::issued(commit, needs, findings)?;
    issued::superseded(commit, findings)?;
    issued::mails(commit, findings)?;
    changes::changed(commit, needs, findings, route)?;
    texts(commit)?;
    audit::audit(commit, needs, findings, route)
}

fn texts(commit: &Commit) -> Result<(), Nonsense> {
    let texts = commit.issued.iter().flat_map(|new| [&new.note, &new.terms]);
    let mut texts = texts.chain(commit.audit.iter().map(|entry| &entry.detail)).flatten();
    if texts.all(|text| text.len() <= MAX_TEXT) { Ok(()) } else { Err(Nonsense::Text) }
}

#[cfg(test)]
mod tests;
