//! What every memory must keep, held against memories that do not.

use super::*;
use std::sync::{Barrier, Mutex};
use std::thread::{self, ThreadId};

/// Opens the memory, as after a restart.
type Open<'a> = &'a (dyn Fn() -> Box<dyn OfflineMemory> + Sync);

struct Boxed(Box<dyn OfflineMemory>);

impl OfflineMemory for Boxed {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        self.0.change(change)
    }
}

fn opened(open: Open<'_>, clock: &Hands) -> OfflineVerifier {
    verifier(Boxed(open()), clock)
}

/// What does not hold of verifiers over this memory, which is fresh.
fn broken(open: Open<'_>) -> Vec<&'static str> {
    let clock = Hands::at(ISSUED);
    let mut broken = Vec::new();
    let mut promise = |holds: bool, what| {
        if !holds {
            broken.push(what);
        }
    };
    promise(once(open, &clock, &minted(ISSUED, true)), "a code passes once");
    let reusable = minted(ISSUED, false);
    let twice = (0..2).all(|_| tried(&opened(open, &clock), &reusable).is_ok());
    promise(twice, "a reusable code passes again");

    // The try of the used code above was one.
    clock.turn(5 * HOUR);
    let wrong = together(20, || tried(&opened(open, &clock), WRONG));
    let looked_at = wrong.iter().filter(|answer| !waits(answer)).count();
    promise(looked_at == 5, "five tries are looked at");
    promise(waits(&tried(&opened(open, &clock), WRONG)), "the wait outlives a restart");
    clock.set(ISSUED + 3 * HOUR);
    promise(waits(&tried(&opened(open, &clock), WRONG)), "a clock that goes back ends no wait");

    // The used code is forgotten, and the clock set back into its window.
    clock.set(ISSUED + 80 * HOUR);
    let _ = tried(&opened(open, &clock), &minted(ISSUED + 80 * HOUR, true));
    clock.set(ISSUED);
    let revived = [true, false]
        .iter()
        .any(|single| tried(&opened(open, &clock), &minted(ISSUED, *single)).is_ok());
    promise(!revived, "a clock that goes back revives no code");
    broken
}

fn waits(answer: &Result<Valid, Declined>) -> bool {
    matches!(answer, Err(Declined::Wait { .. }))
}

/// Whether this code for a single use passes once, of many who type it together and one later.
fn once(open: Open<'_>, clock: &Hands, code: &str) -> bool {
    let together = together(4, || tried(&opened(open, clock), code));
    let later = tried(&opened(open, clock), code);
    let others = |answer: &&Result<Valid, Declined>| matches!(answer, Err(Declined::Used { issued }) if *issued == at(ISSUED));
    together.iter().filter(|answer| answer.is_ok()).count() == 1
        && together.iter().filter(others).count() == 3
        && others(&&later)
}

fn together<T: Send>(threads: usize, act: impl Fn() -> T + Sync) -> Vec<T> {
    let start = Barrier::new(threads);
    let act = || {
        start.wait();
        act()
    };
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(act)).collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn a_file_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offline");
    FileMemory::create(&path).unwrap();
    assert_eq!(broken(&|| Box::new(FileMemory::open(&path).unwrap())), [] as [&str; 0]);
}

#[test]
fn a_process_keeps_its_promises_while_it_lives() {
    let memory = in_process();
    assert_eq!(broken(&|| Box::new(memory.clone())), [] as [&str; 0]);
}

/// Planted: nothing outlives the restart.
#[test]
fn a_memory_that_forgets_is_told() {
    let told = broken(&|| Box::new(in_process()));
    assert_eq!(
        told,
        [
            "a code passes once",
            "five tries are looked at",
            "the wait outlives a restart",
            "a clock that goes back ends no wait",
            "a clock that goes back revives no code",
        ]
    );
}

/// Planted: reads and writes without holding off the others between. Every thread begins with what
/// was there before another thread's changes, as if all had read at once.
struct Careless(Arc<Mutex<Torn>>);

struct Torn {
    by: Option<ThreadId>,
    before: Remembered,
    now: Remembered,
}

impl OfflineMemory for Careless {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        let mut torn = self.0.lock().unwrap();
        let me = thread::current().id();
        if torn.by.is_none_or(|by| by == me) {
            torn.before = torn.now.clone();
        }
        let mut copy = torn.before.clone();
        change(&mut copy);
        torn.by = Some(me);
        torn.now = copy;
        Ok(())
    }
}

#[test]
fn a_memory_that_loses_races_is_told() {
    let nothing = Remembered::nothing;
    let remembered = Arc::new(Mutex::new(Torn { by: None, before: nothing(), now: nothing() }));
    let told = broken(&|| Box::new(Careless(remembered.clone())));
    assert!(told.contains(&"a code passes once"), "{told:?}");
    assert!(told.contains(&"five tries are looked at"), "{told:?}");
}

/// Planted: keeps everything but the highest time.
struct Timeless(Arc<ProcessMemory>);

impl OfflineMemory for Timeless {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        self.0.change(&mut |remembered| {
            change(remembered);
            let mut bytes = remembered.encode();
            bytes[1..9].fill(0);
            *remembered = Remembered::decode(&resealed(bytes)).unwrap();
        })
    }
}

/// With the hash that belongs to the content.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::Digest as _;
    bytes.truncate(bytes.len() - 32);
    let hash = sha2::Sha256::digest(&bytes);
    bytes.extend(hash);
    bytes
}

#[test]
fn a_memory_without_the_highest_time_is_told() {
    let memory = in_process();
    let told = broken(&|| Box::new(Timeless(memory.clone())));
    assert!(told.contains(&"a clock that goes back revives no code"), "{told:?}");
}

/// Planted: says that it keeps, and does not ask for the change at all.
struct Deaf;

impl OfflineMemory for Deaf {
    fn change(&self, _: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        Ok(())
    }
}

#[test]
fn nothing_passes_without_a_memory() {
    let clock = Hands::at(ISSUED);
    let answer = verifier(Deaf, &clock).verify(&account("tempadmin"), &minted(ISSUED, false));
    assert!(matches!(answer, Err(OfflineError::Memory(MemoryError::Failed(_)))));
}
