//! Changes of existing codes.

use crate::module::error::Nonsense;
use crate::module::route::Route;
use codemint_core::journey::{Change, Commit, Effect, Findings, Needs, Transition};
use codemint_core::words::{Phase, Recorded, State};

/// Checks changes: only of records in the findings, with their versions, each at most once and not
/// of a superseded one, and only as the request and the record's state allow.
pub(super) fn changed(
    commit: &Commit,
    needs: &Needs,
    findings: &Findings,
    route: &Route,
) -> Result<(), Nonsense> {
    let mut seen: Vec<_> = commit.changed.iter().map(|change| change.id).collect();
    seen.extend(commit.superseded.iter().map(|old| old.id));
    seen.sort_unstable();
    if !seen.is_sorted_by(|one, next| one < next) {
        return Err(Nonsense::Position);
    }
    commit.changed.iter().try_for_each(|change| one(change, needs, findings, route))
}

fn one(change: &Change, needs: &Needs, findings: &Findings, route: &Route) -> Result<(), Nonsense> {
    let found = findings.record.as_ref().map(|found| &found.record);
    let found = found.filter(|found| (found.id, found.version) == (change.id, change.version));
    let same = |id, version| (id, version) == (change.id, change.version);
    let live = findings.live.iter().find(|live| same(live.id, live.version));
    if found.is_none() && live.is_none() {
        return Err(Nonsense::Superseded);
    }
    // By the route, not by the needs: a presented text that cannot be a code is not in them.
    let presented = route.may(Effect::Check);
    let named = needs.record == Some(change.id);
    let pending = |found: &Recorded| found.phase(findings.now) == Phase::Pending;
    let fits = match change.transition {
        Transition::Use => presented && found.is_some_and(pending),
        Transition::Try => presented && live.is_some_and(|live| live.is_usable(findings.now)),
        // A route for presented codes voids none.
        Transition::Void if named => found.is_some_and(|found| found.state.is_live()),
        Transition::Void => live.is_some() && !presented,
        Transition::Unlock => named && found.is_some_and(|found| found.state == State::Locked),
    };
    if fits { Ok(()) } else { Err(Nonsense::Change) }
}
