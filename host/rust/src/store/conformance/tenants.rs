//! Data is separate by tenant and by purpose.

use super::fixture::{Fixture, PURPOSE, TENANT, audit, id, issue, mail, nothing, reissue};
use crate::store::wait::block_on;
use crate::store::{StoreError, Write};
use codemint_core::words::Purpose;

pub(super) fn tenants_are_separate(fixture: &Fixture) {
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
    assert_eq!(fixture.live_of("unknown", PURPOSE, &["a"]), []);
    others_change_nothing(fixture);
}

/// Checks that a write of another tenant or purpose cannot change the first code.
fn others_change_nothing(fixture: &Fixture) {
    let of_other = |write: Write| Write { tenant: "other".into(), ..write };
    let of_purpose = |write: Write| Write { purpose: Some(Purpose::Elevation), ..write };
    for write in [nothing(), reissue(10, "b", (id(1), 1))] {
        let write = Write { superseded: vec![(id(1), 1)], ..write };
        fixture.conflict(of_other(write.clone()));
        fixture.conflict(of_purpose(write));
    }
    let write = Write { mails: vec![mail(1)], ..nothing() };
    for write in [of_other(write.clone()), of_purpose(write)] {
        let applied = block_on(fixture.store.apply(write));
        assert!(
            matches!(applied, Err(StoreError::Failed(_))),
            "a mail for another tenant's record: {applied:?}"
        );
    }
    assert_eq!(fixture.waiting(10), []);
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    assert_eq!(fixture.stored(id(1)).map(|code| code.version), Some(1));
    assert_eq!((fixture.audit)("other"), [audit(2, "a")]);
}
