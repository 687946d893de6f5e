//! The penalty of a masked symbol: the four rules of ISO/IEC 18004:2015 clause 7.8.3.
//!
//! A rule is applied to 64 lines at once, one bit each, over a window of rows: a line is a column
//! of the board. Rows are scored as the columns of the transposed board.
//!
//! Where the wording leaves a choice, Project Nayuki's `qrcodegen` is followed: rule 3 counts the
//! pattern in every multiple of its size, once for each side with enough light modules; beyond the
//! edge everything is light.

use super::board::{Board, MARGIN, ROWS};

/// Points for five in a row of one colour, for a block of two by two, for a finder-like pattern,
/// and for each step from balance (table 11: N1 to N4).
const N1: u32 = 3;
const N2: u32 = 3;
const N3: u32 = 40;
const N4: u32 = 10;

/// Fills the columns beyond the symbol with alternating light and dark rows, to which no rule
/// applies.
pub(super) fn pad(board: &mut Board) {
    let size = board.size();
    if let Some(last) = board.rows_mut().last() {
        let beyond = u64::MAX << (size % 64);
        for rows in last.chunks_mut(2) {
            if let [light, dark] = rows {
                *light &= !beyond;
                *dark |= beyond;
            }
        }
    }
}

/// Rules 1 and 3 for every column of a padded board.
pub(super) fn lines(board: &Board, marks: &mut Marks) -> u32 {
    let mut score = 0;
    for strip in board.strips() {
        score += runs(strip.get(MARGIN..strip.len() - MARGIN).unwrap_or_default());
        marks.set(strip);
        let large = large_finders(strip, suspects(strip, marks));
        score += N3 * (finders(strip, marks) + large);
    }
    score
}

/// Rule 1: a run of five scores N1, each further module one point.
fn runs(rows: &[u64]) -> u32 {
    // Each window of five equal modules scores one, plus N1 - 1 at the start of a run.
    let [a, b, c, d, e] = rows.first_chunk().copied().unwrap_or([0; 5]);
    let first = equal(a, b, c, d, e);
    let mut tally = 0;
    for &[before, a, b, c, d, e] in rows.array_windows() {
        let five = equal(a, b, c, d, e);
        let begins = five & (before ^ a);
        // At most 4 + 2 * 4 in four bits.
        tally += quarters(nibbles(five) + u64::from(N1 - 1) * nibbles(begins));
    }
    N1 * first.count_ones() + sum(tally)
}

/// The number of set bits in each nibble.
const fn nibbles(word: u64) -> u64 {
    let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
    (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333)
}

/// The sums of the four nibbles in each group of sixteen bits.
///
/// Such sums of all rows fit in sixteen bits, so rows can be added before the bits are counted in
/// full: this helps on processors without an instruction for that.
const fn quarters(nibbles: u64) -> u64 {
    let bytes = (nibbles & 0x0f0f_0f0f_0f0f_0f0f) + (nibbles >> 4 & 0x0f0f_0f0f_0f0f_0f0f);
    (bytes & 0x00ff_00ff_00ff_00ff) + (bytes >> 8 & 0x00ff_00ff_00ff_00ff)
}

/// The sum of the four groups of sixteen bits.
const fn sum(quarters: u64) -> u32 {
    let halves = (quarters & 0x0000_ffff_0000_ffff) + (quarters >> 16 & 0x0000_ffff_0000_ffff);
    (halves + (halves >> 32)) as u32
}

/// The columns in which five modules are equal.
const fn equal(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    !((a ^ b) | (b ^ c) | (c ^ d) | (d ^ e))
}

/// Rule 2: each block of two by two modules of one colour.
pub(super) fn blocks(board: &Board) -> u32 {
    let mut tally = 0;
    let rights = board.strips().skip(1).map(Some).chain([None]);
    for (strip, right) in board.strips().zip(rights) {
        let rows = strip.get(MARGIN..strip.len() - MARGIN).unwrap_or_default();
        let right = right.and_then(|it| it.get(MARGIN..it.len() - MARGIN)).unwrap_or(&[0; 177]);
        for (&[a, b], &[next_a, next_b]) in rows.array_windows().zip(right.array_windows()) {
            let pair_a = a ^ (a >> 1 | next_a << 63);
            let pair_b = b ^ (b >> 1 | next_b << 63);
            tally += quarters(nibbles(!(pair_a | pair_b | (a ^ b))));
        }
    }
    N2 * sum(tally)
}

/// For each row of a strip: where it or the next is dark, and where it and the next two are dark.
///
/// Created once and reused for all masks.
pub(super) struct Marks {
    either: [u64; ROWS],
    three: [u64; ROWS],
}

impl Marks {
    pub(super) const fn none() -> Self {
        Self { either: [0; ROWS], three: [0; ROWS] }
    }

    fn set(&mut self, strip: &[u64]) {
        let places = self.either.iter_mut().zip(&mut self.three);
        for (&[a, b, c], (either, three)) in strip.array_windows().zip(places) {
            *either = a | b;
            *three = a & b & c;
        }
    }
}

/// The number of patterns of rule 3 in the smallest size: dark 1, light 1, dark 3, light 1, dark 1,
/// with four light modules before or after.
fn finders(strip: &[u64], marks: &Marks) -> u32 {
    let mut found = 0;
    let marks = marks.either.array_windows().zip(marks.three.array_windows());
    for (&[a, b, c, _, e, f, g, h, _, j, k, l], (either, three)) in strip.array_windows().zip(marks)
    {
        let &[ab, _, cd, _, _, _, _, _, ij, _, kl] = either;
        let &[_, _, _, def, _, _, ghi] = three;
        let light_after = !(a | c | g | ij | kl) & b & def & h;
        let light_before = !(ab | cd | f | j | l) & e & ghi & k;
        found += quarters(nibbles(light_after | light_before));
    }
    sum(found)
}

/// The columns that may contain the pattern of rule 3 in a larger size, with few false positives.
fn suspects(strip: &[u64], marks: &Marks) -> u64 {
    let mut suspects = 0;
    let marks = marks.either.array_windows().zip(marks.three.array_windows());
    for (&[a, _, c, d, _, _, _, _, _, _, _, _, _, _, o, p], (either, three)) in
        strip.array_windows().zip(marks)
    {
        let &[ab, bc, cd, _, ef, _, _, _, _, _, _, _, mn, no] = either;
        let &[_, _, _, _, efg, _, ghi, hij, _, jkl, klm, _, _, nop] = three;
        let twice = !(ab | ef | mn) & c & d & ghi & jkl & o & p;
        let nine = efg & hij & klm;
        let thrice = !(bc | d | no | p) & a & nine;
        let more = !(ab | cd) & nine & nop;
        suspects |= twice | thrice | more;
    }
    suspects
}

/// The number of patterns of rule 3 in larger sizes, in the suspected columns of a strip.
fn large_finders(strip: &[u64], mut suspects: u64) -> u32 {
    let mut found = 0;
    while suspects != 0 {
        let column = suspects.trailing_zeros();
        found += large_finders_of(strip, column);
        suspects &= suspects - 1;
    }
    found
}

fn large_finders_of(strip: &[u64], column: u32) -> u32 {
    let mut found = 0;
    // The last seven runs. The light beyond the edge is longer than any pattern requires.
    let mut runs = [0, 0, 0, 0, 0, 0, strip.len()];
    let mut colour = 0;
    for row in strip {
        let module = row >> column & 1;
        if module != colour {
            colour = module;
            found += u32::from(colour == 1) * patterns(&runs);
            runs.rotate_left(1);
            runs[6] = 0;
        }
        runs[6] += 1;
    }
    runs[6] += strip.len();
    found + patterns(&runs)
}

/// How often the seven runs are the pattern in a size above the smallest: once for each side with
/// enough light modules. The last run is light.
const fn patterns(runs: &[usize; 7]) -> u32 {
    let &[before, n, b, c, d, e, after] = runs;
    if n < 2 || b != n || c != 3 * n || d != n || e != n || before < n || after < n {
        return 0;
    }
    (before >= 4 * n) as u32 + (after >= 4 * n) as u32
}

/// Rule 4: the whole steps of five percent by which the proportion of dark modules differs from one
/// half. A proportion exactly on a step has not completed it.
pub(super) fn balance(board: &Board) -> u32 {
    let size = board.size();
    let counted: u32 = board.rows().flatten().map(|row| row.count_ones()).sum();
    let padded = (size / 2 * (size.next_multiple_of(64) - size)) as u32;
    let dark = counted - padded;
    let all = (size * size) as u32;
    let steps = (20 * dark).abs_diff(10 * all).div_ceil(all);
    N4 * steps.saturating_sub(1)
}

#[cfg(test)]
mod tests;
