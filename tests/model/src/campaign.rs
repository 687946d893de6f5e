//! Many sequences, each drawn from a seed and a number, on several threads.
//!
//! | variable | meaning |
//! |---|---|
//! | `CODEMINT_MODEL_SEED` | the seed of all sequences; fixed by default |
//! | `CODEMINT_MODEL_TIMES` | factor for each test's number of sequences; default 1 |
//! | `CODEMINT_MODEL_ONLY` | the number of the only sequence to play |

use crate::plan::{Op, sequences};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::env;
use std::fmt::{Display, Write as _};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// The number of operations in a sequence.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=12;

/// The maximum number of shrinking steps.
const MAX_STEPS: usize = 2_000;

/// Which sequences are played.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// The seed of all sequences.
    pub seed: u64,
    /// The number of sequences.
    pub count: usize,
    /// The number of the only one that is played.
    pub only: Option<usize>,
}

/// A sequence in which system and model differ, shrunk as far as possible.
#[derive(Debug)]
pub struct Found {
    /// Its number.
    pub number: usize,
    /// The remaining operations.
    pub ops: Vec<Op>,
    /// The difference.
    pub what: String,
}

impl Campaign {
    /// A campaign of `count` sequences, times the factor from the environment.
    ///
    /// # Panics
    /// When a variable is not a number.
    #[must_use]
    pub fn of(count: usize) -> Self {
        let only = variable::<usize>("CODEMINT_MODEL_ONLY");
        let times = variable::<f64>("CODEMINT_MODEL_TIMES").unwrap_or(1.0);
        let seed = variable("CODEMINT_MODEL_SEED").unwrap_or(0x2026_1122);
        Self { seed, count: (count as f64 * times).ceil() as usize, only }
    }

    /// Plays the sequences on `threads` threads, each with its own player, until one of them
    /// differs. Returns the number of sequences played.
    ///
    /// # Errors
    /// The sequence that differs, shrunk as far as possible.
    ///
    /// # Panics
    /// When a player panics.
    pub fn play<P>(
        &self,
        threads: usize,
        player: impl Fn() -> P + Sync,
    ) -> Result<usize, Box<Found>>
    where
        P: FnMut(&[Op]) -> Result<(), String>,
    {
        let (next, played) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (stop, found) = (AtomicBool::new(false), Mutex::new(None));
        let work = || {
            let mut player = player();
            while let Some(number) = self.next(&next).filter(|_| !stop.load(Ordering::Relaxed)) {
                if let Err(one) = self.play_one(number, &mut player) {
                    stop.store(true, Ordering::Relaxed);
                    found.lock().unwrap().get_or_insert(one);
                }
                played.fetch_add(1, Ordering::Relaxed);
            }
        };
        thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
        match found.into_inner().unwrap() {
            Some(found) => Err(found),
            None => Ok(played.into_inner()),
        }
    }

    fn next(&self, next: &AtomicUsize) -> Option<usize> {
        let number = next.fetch_add(1, Ordering::Relaxed);
        match self.only {
            Some(only) => (number == 0).then_some(only),
            None => (number < self.count).then_some(number),
        }
    }

    fn play_one(
        &self,
        number: usize,
        player: &mut impl FnMut(&[Op]) -> Result<(), String>,
    ) -> Result<(), Box<Found>> {
        let mut tree = self.tree(number);
        let mut ops = tree.current();
        let Err(mut what) = player(&ops) else { return Ok(()) };
        for _ in 0..MAX_STEPS {
            if !tree.simplify() {
                break;
            }
            let mut shorter = tree.current();
            let mut outcome = player(&shorter);
            // A sequence that no longer differs was shrunk too far.
            while outcome.is_ok() && tree.complicate() {
                shorter = tree.current();
                outcome = player(&shorter);
            }
            let Err(still) = outcome else { break };
            (ops, what) = (shorter, still);
        }
        // Below the minimum length that is drawn.
        let mut place = 0;
        while place < ops.len() {
            let mut shorter = ops.clone();
            shorter.remove(place);
            match player(&shorter) {
                Err(still) => (ops, what) = (shorter, still),
                Ok(()) => place += 1,
            }
        }
        Err(Box::new(Found { number, ops, what }))
    }

    /// The sequence of that number, as a tree that can be shrunk.
    fn tree(&self, number: usize) -> impl ValueTree<Value = Vec<Op>> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&(number as u64).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        sequences(LENGTH).new_tree(&mut runner).unwrap()
    }

    /// The message for a difference: how to reproduce it, and what it is.
    #[must_use]
    pub fn report(&self, found: &Found) -> String {
        let Found { number, ops, what } = found;
        let seed = self.seed;
        let mut text = format!(
            "system and model differ; to reproduce: CODEMINT_MODEL_SEED={seed} \
             CODEMINT_MODEL_ONLY={number}\n"
        );
        for (step, op) in ops.iter().enumerate() {
            writeln!(text, "  {step}: {op:?}").unwrap();
        }
        text + what
    }
}

/// The value of an environment variable, if it is set.
fn variable<T: FromStr<Err: Display>>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{name}: {error}")))
}
