//! How hard a masked symbol is to read: the four rules of ISO/IEC 18004:2015 clause 7.8.3.
//!
//! A rule is asked of 64 lines at once, a bit each, by looking at a window of rows: a line here is
//! a column of the board. Rows are judged as the columns of the turned board.
//!
//! Where the wording leaves a choice, it is taken as Project Nayuki's `qrcodegen` does: rule 3
//! counts the pattern in every multiple of its size, and once for each side with enough light;
//! beyond the edge everything is light.

use super::board::{Board, MARGIN};

/// Points for five in a row of one colour, for a block of two by two, for a finder-like pattern,
/// and for each step from balance (table 11: N1 to N4).
const N1: u32 = 3;
const N2: u32 = 3;
const N3: u32 = 40;
const N4: u32 = 10;

/// Fills the columns beyond the symbol with rows of dark and light in turn, in which no rule finds
/// anything.
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
pub(super) fn lines(board: &Board) -> u32 {
    let mut score = 0;
    for strip in board.strips() {
        score += runs(strip.get(MARGIN..strip.len() - MARGIN).unwrap_or_default());
        let (patterns, suspects) = finders(strip);
        score += N3 * (patterns + large_finders(strip, suspects));
    }
    score
}

/// Rule 1: a run of five scores N1, each further module one point.
fn runs(rows: &[u64]) -> u32 {
    // Each window of five alike scores one, and what it lacks of N1 where a run begins.
    let [a, b, c, d, e] = rows.first_chunk().copied().unwrap_or([0; 5]);
    let first = alike(a, b, c, d, e);
    let mut score = N1 * first.count_ones();
    for &[before, a, b, c, d, e] in rows.array_windows() {
        let five = alike(a, b, c, d, e);
        let begins = five & (before ^ a);
        score += five.count_ones() + (N1 - 1) * begins.count_ones();
    }
    score
}

const fn alike(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    !((a ^ b) | (b ^ c) | (c ^ d) | (d ^ e))
}

/// Rule 2: each block of two by two modules of one colour.
pub(super) fn blocks(board: &Board) -> u32 {
    let mut blocks = 0;
    let rights = board.strips().skip(1).map(Some).chain([None]);
    for (strip, right) in board.strips().zip(rights) {
        let rows = strip.get(MARGIN..strip.len() - MARGIN).unwrap_or_default();
        let right = right.and_then(|it| it.get(MARGIN..it.len() - MARGIN)).unwrap_or(&[0; 177]);
        for (&[a, b], &[next_a, next_b]) in rows.array_windows().zip(right.array_windows()) {
            let pair_a = a ^ (a >> 1 | next_a << 63);
            let pair_b = b ^ (b >> 1 | next_b << 63);
            blocks += (!(pair_a | pair_b | (a ^ b))).count_ones();
        }
    }
    N2 * blocks
}

/// Rule 3 in its smallest size: dark 1, light 1, dark 3, light 1, dark 1, with four light modules
/// before or after. Answers how often it is there, and which columns may have it in a larger size.
fn finders(strip: &[u64]) -> (u32, u64) {
    let (mut found, mut suspects) = (0, 0);
    for &[a, b, c, d, e, f, g, h, i, j, k, l] in strip.array_windows() {
        let light_after = !a & b & !c & d & e & f & !g & h & !(i | j | k | l);
        let light_before = !(a | b | c | d) & e & !f & g & h & i & !j & k & !l;
        found += (light_after | light_before).count_ones();
        // Twice its size has a dark run of six between two light modules, ...
        let six = d & e & f & g & h & i;
        suspects |= a & !(b | c) & six & !(j | k) & l;
        // ... any larger one a dark run of nine or more after three light modules.
        suspects |= !(a | b | c) & six & j & k & l;
    }
    (found, suspects)
}

/// Rule 3 in its larger sizes, in the columns of a strip that are suspected of them.
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
    // The seven last runs, the light beyond the edge being longer than any pattern asks for.
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

/// How often (once for each side with enough light) the seven runs are the pattern in a size above
/// its smallest. The last run is light.
const fn patterns(runs: &[usize; 7]) -> u32 {
    let &[before, n, b, c, d, e, after] = runs;
    if n < 2 || b != n || c != 3 * n || d != n || e != n || before < n || after < n {
        return 0;
    }
    (before >= 4 * n) as u32 + (after >= 4 * n) as u32
}

/// Rule 4: the whole steps of five percent by which the dark part is away from one half. A part
/// that lies exactly on a step counts as still before it. The board is not padded.
pub(super) fn balance(board: &Board) -> u32 {
    let size = board.size();
    let dark: u32 = board.rows().flatten().map(|row| row.count_ones()).sum();
    let all = (size * size) as u32;
    let steps = (20 * dark).abs_diff(10 * all).div_ceil(all);
    N4 * steps.saturating_sub(1)
}
