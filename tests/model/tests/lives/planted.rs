//! Planted faults in the store under the system: each is found, and the sequence shrinks to a short
//! one.

use crate::native::Native;
use crate::{alone, threads};
use async_trait::async_trait;
use codemint::Store;
use codemint::journey::{Change, Transition};
use codemint::store::{Applied, MemoryStore, StoreError, Write};
use codemint::words::Timestamp;
use codemint_gateway_tests::store_wrapper::{StoreWrapper, Wrapped};
use codemint_model::campaign::{Campaign, Found};
use codemint_model::plan::Op;
use std::sync::Mutex;

/// How the store is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Not at all.
    None,
    /// Uses are not written.
    LosesUses,
    /// It returns no latest time.
    GoesBack,
    /// It ignores the tenant.
    Tenantless,
    /// It counts a failed attempt only after the next text was compared.
    CountsLate,
    /// It does not supersede codes.
    KeepsOld,
    /// It unlocks a locked code by itself, after the write that locked it.
    Forgives,
}

const FAULTS: [Fault; 6] = [
    Fault::LosesUses,
    Fault::GoesBack,
    Fault::Tenantless,
    Fault::CountsLate,
    Fault::KeepsOld,
    Fault::Forgives,
];

struct Broken {
    sound: MemoryStore,
    fault: Fault,
    /// Changes that are made later.
    postponed: Mutex<Vec<Change>>,
}

impl Broken {
    fn of(fault: Fault) -> Wrapped<Self> {
        Wrapped(Self { sound: MemoryStore::new(), fault, postponed: Mutex::default() })
    }

    /// Makes the postponed changes, as far as they are still possible.
    async fn catch_up(&self, write: &Write) -> Result<(), StoreError> {
        let postponed = std::mem::take(&mut *self.postponed.lock().unwrap());
        for change in postponed {
            let alone = Write { changed: vec![change], ..nothing(write) };
            self.sound.apply(alone).await?;
        }
        Ok(())
    }

    /// Unlocks what the write has locked.
    async fn forgive(&self, write: &Write) -> Result<(), StoreError> {
        for change in &write.changed {
            if let Some(code) = self.sound.record(&write.tenant, change.id).await? {
                let transition = Transition::Unlock;
                let change = Change { id: change.id, version: code.known.version, transition };
                let unlock = Write { changed: vec![change], ..nothing(write) };
                self.sound.apply(unlock).await?;
            }
        }
        Ok(())
    }
}

/// A write of the same tenant and time that does nothing.
fn nothing(write: &Write) -> Write {
    Write {
        tenant: write.tenant.clone(),
        purpose: write.purpose,
        at: write.at,
        records: Vec::new(),
        superseded: Vec::new(),
        changed: Vec::new(),
        mails: Vec::new(),
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    }
}

#[async_trait]
impl StoreWrapper for Broken {
    fn inner(&self) -> &dyn Store {
        &self.sound
    }

    fn stored_tenant<'a>(&self, tenant: &'a str) -> &'a str {
        if self.fault == Fault::Tenantless { "" } else { tenant }
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.fault == Fault::GoesBack { Ok(None) } else { self.sound.latest().await }
    }

    async fn apply(&self, mut write: Write) -> Result<Applied, StoreError> {
        self.catch_up(&write).await?;
        match self.fault {
            Fault::LosesUses => write.changed.retain(|c| c.transition != Transition::Use),
            Fault::KeepsOld if !write.superseded.is_empty() => {
                // `several` keeps the store from reporting a conflict with the old code.
                write.superseded.clear();
                write.records.iter_mut().for_each(|new| new.several = true);
            }
            Fault::CountsLate => {
                let (late, rest) =
                    write.changed.iter().partition(|c| c.transition == Transition::Try);
                *self.postponed.lock().unwrap() = late;
                write.changed = rest;
            }
            _ => {}
        }
        let applied = self.sound.apply(write.clone()).await?;
        if self.fault == Fault::Forgives {
            self.forgive(&write).await?;
        }
        Ok(applied)
    }
}

fn find(fault: Fault, count: usize) -> (Campaign, Result<usize, Box<Found>>) {
    // A fixed number: a fault must be found whatever the environment says.
    let campaign = Campaign { count, only: None, ..Campaign::of(count) };
    let found =
        campaign.play(threads(), || move |ops: &[Op]| alone(ops, Native::over(Broken::of(fault))));
    (campaign, found)
}

#[test]
fn planted_faults_are_found_and_shrunk() {
    assert!(find(Fault::None, 200).1.is_ok(), "without a fault nothing is found");
    for fault in FAULTS {
        let (campaign, found) = find(fault, 2_000);
        let Err(found) = found else { panic!("{fault:?} goes unnoticed") };
        println!("{fault:?}: {}", campaign.report(&found));
        assert!(found.ops.len() <= 4, "{fault:?}: {:?}", found.ops);
        // Only the fault makes the rest of the sequence differ.
        assert!(alone(&found.ops, Native::over(MemoryStore::new())).is_ok(), "{fault:?}");
        // It is found again by its number.
        let again = Campaign { only: Some(found.number), ..campaign };
        let again = again.play(1, || move |ops: &[Op]| alone(ops, Native::over(Broken::of(fault))));
        assert!(again.is_err_and(|again| again.number == found.number), "{fault:?}");
    }
}
