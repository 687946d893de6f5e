//! Planted faults in the store under the system: each is found, and what is left of the sequence
//! is short.

use crate::native::Native;
use crate::{alone, threads};
use async_trait::async_trait;
use codemint::Store;
use codemint::journey::{Change, Transition};
use codemint::store::{Applied, MemoryStore, StoreError, Write};
use codemint::words::Timestamp;
use codemint_gateway_tests::twist::{Twist, Twisted};
use codemint_model::campaign::{Campaign, Found};
use codemint_model::plan::Op;
use std::sync::Mutex;

/// In which way the store is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// In none.
    None,
    /// A use that was selected is never updated.
    LosesUses,
    /// Knows no latest time.
    GoesBack,
    /// Asks for no tenant.
    Tenantless,
    /// Counts a try after the next text was compared.
    CountsLate,
    /// Forgets that a code was superseded.
    KeepsOld,
    /// Gives the tries of a locked code back by itself, with the next write.
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
    later: Mutex<Vec<Change>>,
}

impl Broken {
    fn of(fault: Fault) -> Twisted<Self> {
        Twisted(Self { sound: MemoryStore::new(), fault, later: Mutex::default() })
    }

    /// Makes changes that were put off, as far as they can still be made.
    async fn catch_up(&self, write: &Write) -> Result<(), StoreError> {
        let put_off = std::mem::take(&mut *self.later.lock().unwrap());
        for change in put_off {
            let alone = Write { changed: vec![change], ..nothing(write) };
            self.sound.apply(alone).await?;
        }
        Ok(())
    }

    /// Unlocks what the write has locked.
    async fn forgive(&self, write: &Write) -> Result<(), StoreError> {
        for change in &write.changed {
            if let Some(code) = self.sound.stored_code(change.id).await? {
                let transition = Transition::Unlock;
                let change = Change { id: change.id, version: code.version, transition };
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
impl Twist for Broken {
    fn behind(&self) -> &dyn Store {
        &self.sound
    }

    fn tenant<'a>(&self, tenant: &'a str) -> &'a str {
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
                // A store that lets both live must not see that the new one is in the way.
                write.superseded.clear();
                write.records.iter_mut().for_each(|new| new.several = true);
            }
            Fault::CountsLate => {
                let (late, rest) =
                    write.changed.iter().partition(|c| c.transition == Transition::Try);
                *self.later.lock().unwrap() = late;
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
    // Its own number: a fault must be found whatever a longer run is asked for.
    let campaign = Campaign { count, only: None, ..Campaign::of(count) };
    let found =
        campaign.play(threads(), || move |ops: &[Op]| alone(ops, Native::over(Broken::of(fault))));
    (campaign, found)
}

#[test]
fn planted_faults_are_found_and_made_short() {
    assert!(find(Fault::None, 200).1.is_ok(), "without a fault nothing is found");
    for fault in FAULTS {
        let (campaign, found) = find(fault, 2_000);
        let Err(found) = found else { panic!("{fault:?} goes unnoticed") };
        println!("{fault:?}: {}", campaign.report(&found));
        assert!(found.ops.len() <= 4, "{fault:?}: {:?}", found.ops);
        // What is left is the fault's alone: without it nothing differs.
        assert!(alone(&found.ops, Native::over(MemoryStore::new())).is_ok(), "{fault:?}");
        // And it is found again by its number.
        let again = Campaign { only: Some(found.number), ..campaign };
        let again = again.play(1, || move |ops: &[Op]| alone(ops, Native::over(Broken::of(fault))));
        assert!(again.is_err_and(|again| again.number == found.number), "{fault:?}");
    }
}
