//! Guarantees of every memory, also tested with memories that break them.

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

fn opened(open: Open<'_>, clock: &ManualClock) -> OfflineVerifier {
    verifier(Boxed(open()), clock)
}

/// The guarantees that verifiers over this new memory break.
fn broken(open: Open<'_>) -> Vec<&'static str> {
    let clock = ManualClock::at(ISSUED);
    let mut broken = Vec::new();
    let mut guarantee = |holds: bool, what| {
        if !holds {
            broken.push(what);
        }
    };
    guarantee(once(open, &clock, &minted(ISSUED, true)), "a code is accepted once");
    let reusable = minted(ISSUED, false);
    let twice = (0..2).all(|_| attempt(&opened(open, &clock), &reusable).is_ok());
    guarantee(twice, "a reusable code is accepted again");

    // Long enough to forget the failed attempts with the used code above.
    clock.advance(5 * HOUR);
    let wrong = together(20, || attempt(&opened(open, &clock), WRONG));
    let checked = wrong.iter().filter(|answer| !waits(answer)).count();
    guarantee(checked == 5, "five attempts are checked");
    guarantee(waits(&attempt(&opened(open, &clock), WRONG)), "the wait survives a restart");
    clock.set(ISSUED + 3 * HOUR);
    guarantee(waits(&attempt(&opened(open, &clock), WRONG)), "a clock that goes back ends no wait");

    // The used code is forgotten, and the clock set back into its window.
    clock.set(ISSUED + 80 * HOUR);
    let _ = attempt(&opened(open, &clock), &minted(ISSUED + 80 * HOUR, true));
    clock.set(ISSUED);
    let revived = [true, false]
        .iter()
        .any(|single| attempt(&opened(open, &clock), &minted(ISSUED, *single)).is_ok());
    guarantee(!revived, "a clock that goes back makes no code valid again");
    broken
}

fn waits(answer: &Result<Valid, Declined>) -> bool {
    matches!(answer, Err(Declined::Wait { .. }))
}

/// Whether this single-use code is accepted once, by four concurrent attempts and a later one.
fn once(open: Open<'_>, clock: &ManualClock, code: &str) -> bool {
    let together = together(4, || attempt(&opened(open, clock), code));
    let later = attempt(&opened(open, clock), code);
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
fn a_file_keeps_the_guarantees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offline");
    FileMemory::create(&path).unwrap();
    assert_eq!(broken(&|| Box::new(FileMemory::open(&path).unwrap())), [] as [&str; 0]);
}

#[test]
fn process_memory_keeps_the_guarantees_while_the_process_lives() {
    let memory = in_process();
    assert_eq!(broken(&|| Box::new(memory.clone())), [] as [&str; 0]);
}

/// Planted: nothing survives a restart.
#[test]
fn a_memory_that_forgets_is_detected() {
    let found = broken(&|| Box::new(in_process()));
    assert_eq!(
        found,
        [
            "a code is accepted once",
            "five attempts are checked",
            "the wait survives a restart",
            "a clock that goes back ends no wait",
            "a clock that goes back makes no code valid again",
        ]
    );
}

/// Planted: reads and writes without excluding other threads in between. Every thread starts from
/// the content before another thread's changes, as if all had read at the same time.
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
fn a_memory_with_lost_updates_is_detected() {
    let nothing = Remembered::nothing;
    let remembered = Arc::new(Mutex::new(Torn { by: None, before: nothing(), now: nothing() }));
    let found = broken(&|| Box::new(Careless(remembered.clone())));
    assert!(found.contains(&"a code is accepted once"), "{found:?}");
    assert!(found.contains(&"five attempts are checked"), "{found:?}");
}

/// Planted: stores everything but the highest time.
struct Timeless(Arc<ProcessMemory>);

impl OfflineMemory for Timeless {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        self.0.change(&mut |remembered| {
            change(remembered);
            let mut bytes = remembered.encode();
            bytes[1..9].fill(0);
            *remembered = Remembered::decode(&with_hash(bytes)).unwrap();
        })
    }
}

/// Replaces the hash by that of the content.
fn with_hash(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::Digest as _;
    bytes.truncate(bytes.len() - 32);
    let hash = sha2::Sha256::digest(&bytes);
    bytes.extend(hash);
    bytes
}

#[test]
fn a_memory_without_the_highest_time_is_detected() {
    let memory = in_process();
    let found = broken(&|| Box::new(Timeless(memory.clone())));
    assert!(found.contains(&"a clock that goes back makes no code valid again"), "{found:?}");
}

/// Planted: reports success without making the change.
struct Ignoring;

impl OfflineMemory for Ignoring {
    fn change(&self, _: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        Ok(())
    }
}

#[test]
fn no_code_is_accepted_without_a_memory() {
    let clock = ManualClock::at(ISSUED);
    let answer = verifier(Ignoring, &clock).verify(&account("tempadmin"), &minted(ISSUED, false));
    assert!(matches!(answer, Err(OfflineError::Memory(MemoryError::Failed(_)))));
}
