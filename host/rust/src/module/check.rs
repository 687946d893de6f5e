//! Compares every answer of the module with what it was asked and given.
//!
//! The sandbox keeps a broken or hostile module from harming the host directly; these checks keep
//! it from doing so through what it asks the host to look up and to write. The routes were read when
//! the module was loaded, before any caller's bytes reached it, and are what later answers are
//! compared with. `host/js/src/issuer/check.ts` has the same checks; `tests/vectors/nonsense` is the
//! table that both are tested with.

mod audit;
mod changes;
mod effects;
mod issued;
mod needs;

pub(super) use needs::needs;

use super::{Nonsense, Route};
use codemint_core::journey::{Commit, Effect, Findings, Needs};

/// The longest text that a commit may carry beside codes, in bytes: a reason of 1,024 characters,
/// each of four bytes or escaped, and what stands around it.
const MAX_TEXT: usize = 16 * 1024;

/// Checks the routes: none may do more than what each of its ways to authenticate allows.
pub(super) fn routes(routes: &[Route]) -> Result<(), Nonsense> {
    let allowed = |route: &Route, effect: Effect| {
        let mut schemes = route.authentication.iter();
        !route.authentication.is_empty() && schemes.all(|scheme| scheme.allows(effect))
    };
    let fits = |route: &Route| route.effects.iter().all(|effect| allowed(route, *effect));
    if routes.iter().all(fits) { Ok(()) } else { Err(Nonsense::Effect) }
}

/// Checks a commit against the route, the needs and the findings that it was decided on.
///
/// # Errors
/// [`Nonsense`] for the first thing that does not fit. The contract has everything in ascending
/// order, so that one pass finds what is there twice.
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
