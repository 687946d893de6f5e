//! Many sequences, each drawn from a seed and a number, on several threads.
//!
//! | variable | says |
//! |---|---|
//! | `CODEMINT_MODEL_SEED` | the seed of all sequences; each run has the same unless told |
//! | `CODEMINT_MODEL_TIMES` | by what each test's own number of sequences is multiplied; 1 |
//! | `CODEMINT_MODEL_ONLY` | the number of the only one to be played |

use crate::plan::{Op, sequences};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::env;
use std::fmt::{Display, Write as _};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How many operations a sequence has.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=12;

/// How often a sequence is made shorter at the most.
const SHORTENED: usize = 2_000;

/// Which sequences are played.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// Where all of them come from.
    pub seed: u64,
    /// How many there are.
    pub count: usize,
    /// The only one of them that is played.
    pub only: Option<usize>,
}

/// A sequence in which something differs, made as short as it can be.
#[derive(Debug)]
pub struct Found {
    /// Its number.
    pub number: usize,
    /// What is left of it.
    pub ops: Vec<Op>,
    /// In what they differ.
    pub what: String,
}

impl Campaign {
    /// That many, or as many times that as the environment says.
    ///
    /// # Panics
    /// When a variable is no number.
    #[must_use]
    pub fn of(count: usize) -> Self {
        let only = variable::<usize>("CODEMINT_MODEL_ONLY");
        let times = variable::<f64>("CODEMINT_MODEL_TIMES").unwrap_or(1.0);
        let seed = variable("CODEMINT_MODEL_SEED").unwrap_or(0x2026_1122);
        Self { seed, count: (count as f64 * times).ceil() as usize, only }
    }

    /// Plays them on so many threads, each with a player of its own, until one of them differs.
    /// The number of those played is returned.
    ///
    /// # Errors
    /// What was found, as short as it can be made.
    ///
    /// # Panics
    /// When a player does.
    pub fn play<P>(
        &self,
        threads: usize,
        player: impl Fn() -> P + Sync,
    ) -> Result<usize, Box<Found>>
    where
        P: FnMut(&[Op]) -> Result<(), String>,
    {
        let (next, played) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (over, found) = (AtomicBool::new(false), Mutex::new(None));
        let work = || {
            let mut player = player();
            while let Some(number) = self.next(&next).filter(|_| !over.load(Ordering::Relaxed)) {
                if let Err(one) = self.play_one(number, &mut player) {
                    over.store(true, Ordering::Relaxed);
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
        for _ in 0..SHORTENED {
            if !tree.simplify() {
                break;
            }
            let mut shorter = tree.current();
            let mut outcome = player(&shorter);
            // What no longer differs has lost too much of it.
            while outcome.is_ok() && tree.complicate() {
                shorter = tree.current();
                outcome = player(&shorter);
            }
            let Err(still) = outcome else { break };
            (ops, what) = (shorter, still);
        }
        // Below the length that is drawn.
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

    /// The sequence of that number, with what it can be made shorter by.
    fn tree(&self, number: usize) -> impl ValueTree<Value = Vec<Op>> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&(number as u64).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        sequences(LENGTH).new_tree(&mut runner).unwrap()
    }

    /// What a test says that has found something: how to see it again, and what it is.
    #[must_use]
    pub fn report(&self, found: &Found) -> String {
        let Found { number, ops, what } = found;
        let seed = self.seed;
        let mut text = format!(
            "system and model differ; to see it again: CODEMINT_MODEL_SEED={seed} \
             CODEMINT_MODEL_ONLY={number}\n"
        );
        for (step, op) in ops.iter().enumerate() {
            writeln!(text, "  {step}: {op:?}").unwrap();
        }
        text + what
    }
}

/// What a variable of the environment says, if it is there.
fn variable<T: FromStr<Err: Display>>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{name}: {error}")))
}
