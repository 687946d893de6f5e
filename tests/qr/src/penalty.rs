//! The four rules module by module, directly from ISO/IEC 18004:2015 clause 7.8.3, and `qrcode`'s
//! versions of the two in which it deviates.

use crate::Matrix;

/// How rule 3 counts, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finders {
    /// The pattern in every multiple of its size, once for each side with enough light.
    Standard,
    /// `qrcode`: the pattern in its smallest size only, once even when both sides are light, and
    /// also where the outer dark modules are part of longer runs.
    OfQrcode,
    /// Not at all: a planted fault.
    Off,
}

/// How rule 4 counts, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// Ten points for each whole step of five percent.
    Standard,
    /// `qrcode`: a point for each half percent, not rounded to steps.
    OfQrcode,
    /// Not at all: a planted fault.
    Off,
}

/// Which rules are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Rule 1, runs; off is a planted fault.
    pub runs: bool,
    /// Rule 2, blocks; off is a planted fault.
    pub blocks: bool,
    /// Rule 3.
    pub finders: Finders,
    /// Rule 4.
    pub balance: Balance,
}

impl Rules {
    /// The rules of the standard.
    pub const STANDARD: Self =
        Self { runs: true, blocks: true, finders: Finders::Standard, balance: Balance::Standard };
    /// The rules of `qrcode`.
    pub const OF_QRCODE: Self =
        Self { runs: true, blocks: true, finders: Finders::OfQrcode, balance: Balance::OfQrcode };

    /// The first of the masked matrices with the least penalty.
    pub fn best(self, masked: &[Points]) -> usize {
        let penalties = masked.iter().map(|points| self.penalty(points));
        penalties.enumerate().min_by_key(|(_, penalty)| *penalty).unwrap().0
    }

    fn penalty(self, points: &Points) -> usize {
        let runs = if self.runs { points.runs } else { 0 };
        let blocks = if self.blocks { points.blocks } else { 0 };
        let finders = match self.finders {
            Finders::Standard => points.finders,
            Finders::OfQrcode => points.finders_of_qrcode,
            Finders::Off => 0,
        };
        let balance = match self.balance {
            Balance::Standard => points.balance,
            Balance::OfQrcode => points.balance_of_qrcode,
            Balance::Off => 0,
        };
        runs + blocks + finders + balance
    }
}

/// The points that each rule gives a matrix.
pub struct Points {
    runs: usize,
    blocks: usize,
    finders: usize,
    finders_of_qrcode: usize,
    balance: usize,
    balance_of_qrcode: usize,
}

impl Points {
    /// The points of a matrix.
    pub fn of(matrix: &Matrix) -> Self {
        let size = matrix.len();
        let column = |x: usize| -> Vec<bool> { matrix.iter().map(|row| row[x]).collect() };
        let lines: Vec<_> = matrix.iter().cloned().chain((0..size).map(column)).collect();
        let sum = |points: fn(&[bool]) -> usize| lines.iter().map(|line| points(line)).sum();
        let dark = matrix.iter().flatten().filter(|module| **module).count();
        let all = size * size;
        Self {
            runs: sum(runs),
            blocks: 3 * blocks(matrix),
            finders: sum(finders),
            finders_of_qrcode: sum(finders_of_qrcode),
            balance: 10 * ((20 * dark).abs_diff(10 * all).div_ceil(all) - 1),
            balance_of_qrcode: (dark * 200 / all).abs_diff(100),
        }
    }
}

fn runs(line: &[bool]) -> usize {
    let runs = line.chunk_by(|one, next| one == next).map(<[bool]>::len);
    runs.filter(|run| *run >= 5).map(|run| run - 2).sum()
}

fn blocks(matrix: &Matrix) -> usize {
    let in_pair = |pair: &[Vec<bool>]| {
        let squares = pair[0].windows(2).zip(pair[1].windows(2));
        squares.filter(|(a, b)| a[0] == a[1] && a == b).count()
    };
    matrix.windows(2).map(in_pair).sum()
}

/// Dark, light, dark, light, dark in the ratio 1:1:3:1:1 with four times the light before or after
/// it; beyond the edge everything is light. With enough light on both sides it counts twice.
fn finders(line: &[bool]) -> usize {
    let edge = [false; 177];
    let line = [&edge, line, &edge].concat();
    let runs: Vec<_> = line.chunk_by(|one, next| one == next).collect();
    let found = runs.windows(7).filter(|runs| !runs[0][0]).map(|runs| {
        let lengths: Vec<_> = runs.iter().map(|run| run.len()).collect();
        let (n, before, after) = (lengths[1], lengths[0], lengths[6]);
        let pattern = lengths[1..6] == [n, n, 3 * n, n, n] && before >= n && after >= n;
        if !pattern {
            return 0;
        }
        usize::from(before >= 4 * n) + usize::from(after >= 4 * n)
    });
    40 * found.sum::<usize>()
}

/// The same as `qrcode` counts it: in its smallest size, once, and even where the outer dark
/// modules are part of longer runs.
fn finders_of_qrcode(line: &[bool]) -> usize {
    let light = |from: usize, to: usize| {
        (from..to).all(|i| (4..line.len() + 4).contains(&i).then(|| line[i - 4]) != Some(true))
    };
    let pattern = [true, false, true, true, true, false, true];
    let places = line.windows(7).enumerate().filter(|(_, window)| *window == pattern);
    // Places are counted four modules before the edge.
    40 * places.filter(|(at, _)| light(*at, at + 4) || light(at + 11, at + 15)).count()
}
