//! The patterns common to every symbol of a version, and the modules they leave for data.

use super::Level;
use super::board::Board;

/// The function patterns of a version, and the modules they leave free.
///
/// Both boards are symmetric about the diagonal, so they serve upright and transposed symbols
/// alike. Format information and the dark module, which are not symmetric, are left light and not
/// free; see [`write_format`].
pub(super) struct Patterns {
    pub(super) dark: Board,
    pub(super) free: Board,
}

/// A finder pattern and its separator, row by row (ISO/IEC 18004:2015 clauses 6.3.3 and 6.3.4).
const FINDER: [u64; 8] = [0x7f, 0x41, 0x5d, 0x5d, 0x5d, 0x41, 0x7f, 0];

/// An alignment pattern (clause 6.3.6).
const ALIGNMENT: [u64; 5] = [0x1f, 0x11, 0x15, 0x11, 0x1f];

impl Patterns {
    /// The patterns of a version from 1 to 40.
    pub(super) fn of(version: usize) -> Self {
        let size = 17 + 4 * version;
        let mut patterns = Self { dark: Board::light(size), free: Board::light(size) };
        for y in 0..size {
            patterns.free.darken(y, Board::full_row(size));
        }
        patterns.finders(size);
        for i in 8..size - 8 {
            let dark = u64::from(i % 2 == 0);
            patterns.stamp(i, 6, 1, dark);
            patterns.stamp(6, i, 1, dark);
        }
        patterns.alignments(version, size);
        if version >= 7 {
            patterns.version(version, size);
        }
        patterns
    }

    fn stamp(&mut self, x: usize, y: usize, width: usize, bits: u64) {
        self.dark.stamp(x, y, width, bits);
        self.free.stamp(x, y, width, 0);
    }

    /// Three finder patterns, and a row and a column next to them reserved for format information.
    fn finders(&mut self, size: usize) {
        for (y, bits) in FINDER.into_iter().enumerate() {
            self.stamp(0, y, 9, bits);
            self.stamp(size - 8, y, 8, bits << 1);
            self.stamp(0, size - 1 - y, 9, bits);
        }
        self.stamp(0, 8, 9, 0);
        self.stamp(size - 8, 8, 8, 0);
    }

    fn alignments(&mut self, version: usize, size: usize) {
        let places = || alignment_places(version, size);
        for y in places() {
            for x in places() {
                let first = 6;
                let last = size - 7;
                if (x, y) == (first, first) || (x, y) == (first, last) || (x, y) == (last, first) {
                    continue; // the place of a finder pattern
                }
                for (row, bits) in (y - 2..).zip(ALIGNMENT) {
                    self.stamp(x - 2, row, 5, bits);
                }
            }
        }
    }

    /// Version information, an (18, 6) Golay code (clause 7.10), written twice.
    fn version(&mut self, version: usize, size: usize) {
        let mut rest = version as u64;
        for _ in 0..12 {
            rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
        }
        let code = (version as u64) << 12 | rest;
        for i in 0..6 {
            let three = code >> (3 * i) & 7;
            self.stamp(size - 11, i, 3, three);
            for k in 0..3 {
                self.stamp(i, size - 11 + k, 1, three >> k & 1);
            }
        }
    }
}

/// The coordinates of the centres of alignment patterns: 6, then equal even steps that end 7
/// modules before the edge (annex E; version 32 is the only exception to the rule for the step).
fn alignment_places(version: usize, size: usize) -> impl Iterator<Item = usize> {
    let count = if version == 1 { 0 } else { version / 7 + 2 };
    let step = match (version, count) {
        (1, _) => 0,
        (32, _) => 26,
        _ => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
    };
    let place = move |i: usize| if i == 0 { 6 } else { size - 7 - (count - 1 - i) * step };
    (0..count).map(place)
}

/// Format information for each level indicator followed by the three bits of a mask number (clause
/// 7.9: a (15, 5) BCH code under a mask of its own).
const FORMATS: [u16; 32] = formats();

#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn formats() -> [u16; 32] {
    let mut codes = [0; 32];
    let mut data = 0;
    while data < 32 {
        let mut rest = data as u16;
        let mut bit = 0;
        while bit < 10 {
            rest = (rest << 1) ^ ((rest >> 9) * 0x537);
            bit += 1;
        }
        codes[data] = ((data as u16) << 10 | rest) ^ 0x5412;
        data += 1;
    }
    codes
}

/// Writes the format information of a level and mask, twice, and the dark module. `transposed`
/// selects the transposed symbol.
pub(super) fn write_format(board: &mut Board, level: Level, mask: usize, transposed: bool) {
    let data = usize::from(level.indicator()) << 3 | mask;
    let code = u64::from(FORMATS.get(data).copied().unwrap_or(0));
    // Along the row, the code starts with its highest bit; along the column, with its lowest.
    let reversed = code.reverse_bits() >> (64 - 15);
    let (row, column) = if transposed { (code, reversed) } else { (reversed, code) };
    let (ends_row, ends_column) = (u64::from(transposed), u64::from(!transposed));
    let end = board.size() - 8;
    board.mark_row(8, 0, around_timing(row));
    board.mark_row(8, end, row >> 7 & 0xff | ends_row);
    board.mark_column(8, 0, around_timing(column));
    board.mark_column(8, end, column >> 7 & 0xff | ends_column);
}

/// The eight lowest bits, with a gap for the timing pattern, the seventh module.
const fn around_timing(code: u64) -> u64 {
    code & 0x3f | (code & 0xc0) << 1
}
