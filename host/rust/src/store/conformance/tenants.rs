//! One tenant's data is nobody else's, nor is one purpose's.

use super::{Fixture, PURPOSE, TENANT, audit, id, issue, mail, nothing, reissue};
use crate::store::wait::block_on;
use crate::store::{StoreError, Write};
use codemint_core::words::Purpose;

pub(super) fn tenants_never_meet(fixture: &Fixture) {
    let tenants = [TENANT, "other", ""];
    for (n, tenant) in (1..).zip(tenants) {
        fixture.done(Write { tenant: tenant.into(), ..issue(n, "a") });
    }
    for (n, tenant) in (1..).zip(tenants) {
        let live = fixture.live_of(tenant, PURPOSE, &["a"]);
        assert_eq!(live.iter().map(|code| code.id).collect::<Vec<_>>(), [id(n)], "{tenant:?}");
        assert_eq!((fixture.audit)(tenant), [audit(n, "a")], "{tenant:?}");
        assert_eq!(fixture.live_of(tenant, Purpose::Elevation, &["a"]), [], "{tenant:?}");
    }
    assert_eq!(fixture.live_of("nobody", PURPOSE, &["a"]), []);
    strangers_change_nothing(fixture);
}

/// Neither another tenant nor another purpose reaches the first code.
fn strangers_change_nothing(fixture: &Fixture) {
    let stranger = |write: Write| Write { tenant: "other".into(), ..write };
    let misled = |write: Write| Write { purpose: Some(Purpose::Elevation), ..write };
    for write in [nothing(), reissue(10, "b", (id(1), 1))] {
        let write = Write { superseded: vec![(id(1), 1)], ..write };
        fixture.conflict(stranger(write.clone()));
        fixture.conflict(misled(write));
    }
    let write = Write { mails: vec![mail(1)], ..nothing() };
    for write in [stranger(write.clone()), misled(write)] {
        let applied = block_on(fixture.store.apply(write));
        assert!(matches!(applied, Err(StoreError::Failed(_))), "a stranger's mail: {applied:?}");
    }
    assert_eq!(fixture.waiting(10), []);
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    assert_eq!(fixture.stored(id(1)).map(|code| code.version), Some(1));
    assert_eq!((fixture.audit)("other"), [audit(2, "a")]);
}
