//! Codes in a batch, compared with other ways to draw digits.

use crate::harness::{Promise, Row, in_turn, time};
use codemint_core::words::{Alphabet, CodeFormat, Mint, Seed};
use rand::RngExt as _;
use std::hint::black_box;

/// The number of codes in a large batch.
const BATCH: usize = 1_000;

const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

pub(crate) fn rows() -> Vec<Row> {
    [8, 20].into_iter().flat_map(of_length).collect()
}

fn of_length(length: u8) -> Vec<Row> {
    let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
    let seed = Seed::from_words([1, 2, 3, 4]).unwrap();
    let batch = |mut code: Box<dyn FnMut()>| move || (0..BATCH).for_each(|_| code());
    let ours = &mut || {
        let mut mint = Mint::new(&seed);
        for _ in 0..BATCH {
            let code = mint.code(format);
            black_box(&code);
        }
    };
    let n = usize::from(length);
    let per_draw = &mut batch(Box::new(move || drop(black_box(by_getrandom(n)))));
    let nanoid = &mut batch(Box::new(move || {
        drop(black_box(nanoid::format(nanoid::rngs::default, &DIGITS, n)));
    }));
    let mut rng = rand::rng();
    let to_string = &mut batch(Box::new(move || {
        let code: String = (0..n).map(|_| char::from(b'0' + rng.random_range(0..10_u8))).collect();
        drop(black_box(code));
    }));
    // Long turns: in a turn of only five batches, the processor would spend a large part on
    // recovering from the thousands of system calls in the turn before.
    let times = in_turn(21, 50, &mut [ours, per_draw, nanoid, to_string]);
    let per_code: Vec<f64> = times.into_iter().map(|batch| batch / BATCH as f64).collect();
    let [ours, per_draw, nanoid, to_string] = per_code.try_into().unwrap_or_default();
    let row = |peer: &str, taken: f64, promise| Row {
        what: format!("{length} digits, each of {BATCH}"),
        ours: format!("{:.1} ns", ours * 1e9),
        peer: format!("{peer} {}", time(taken)),
        promise,
    };
    vec![
        row("getrandom per draw", per_draw, Promise::AtMost(ours * 1e9, 15.0, " ns")),
        row("nanoid", nanoid, Promise::None(nanoid / ours, "x")),
        row("rand to a String", to_string, Promise::None(to_string / ours, "x")),
    ]
}

/// Digits from system randomness, one per byte below 250.
fn by_getrandom(length: usize) -> String {
    let mut code = String::with_capacity(length);
    let mut bytes = [0; 32];
    while code.len() < length {
        getrandom::fill(&mut bytes).unwrap();
        let digits = bytes.iter().filter(|byte| **byte < 250).map(|byte| b'0' + byte % 10);
        digits.take(length - code.len()).for_each(|digit| code.push(char::from(digit)));
    }
    code
}
