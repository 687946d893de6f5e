//! A square of modules as bits, 64 columns in a `u64`.

/// Modules a side of version 40, the largest.
pub(super) const LARGEST: usize = 177;

/// The number of words in a row of the largest symbol.
pub(super) const STRIPS: usize = LARGEST.div_ceil(64);

/// Light rows above and below the symbol, for rule 3, which extends four modules beyond the edge.
pub(super) const MARGIN: usize = 4;

/// The number of rows after which every mask repeats.
pub(super) const GROUP: usize = 12;

/// The number of rows of a strip.
pub(super) const ROWS: usize = MARGIN + LARGEST.next_multiple_of(GROUP) + MARGIN;

/// 64 columns: one word per row, the leftmost column in the lowest bit.
type Strip = [u64; ROWS];

/// The modules of a symbol, in vertical strips of 64 columns. A set bit is a dark module.
///
/// An operation on columns therefore handles 64 of them at once, row by row, without access to the
/// next strip.
pub(super) struct Board {
    size: usize,
    strips: [Strip; STRIPS],
}

impl Board {
    /// A light board with that many modules a side.
    pub(super) const fn light(size: usize) -> Self {
        Self { size, strips: [[0; ROWS]; STRIPS] }
    }

    /// Modules a side.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// The strips in use for this size, each with its margins.
    pub(super) fn strips(&self) -> impl Iterator<Item = &[u64]> + Clone {
        let rows = MARGIN + self.size + MARGIN;
        self.strips.iter().take(self.size.div_ceil(64)).filter_map(move |strip| strip.get(..rows))
    }

    /// The rows of each strip in use, without margins.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.strips().map(|strip| strip.get(MARGIN..strip.len() - MARGIN).unwrap_or_default())
    }

    /// The same, mutable.
    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [u64]> {
        let (size, count) = (self.size, self.size.div_ceil(64));
        self.strips.iter_mut().take(count).filter_map(move |it| it.get_mut(MARGIN..MARGIN + size))
    }

    /// The same in whole groups; the last group may extend beyond the symbol, where all is light.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[[u64; GROUP]]> {
        let end = MARGIN + self.size.next_multiple_of(GROUP);
        let strips = self.strips.iter().take(self.size.div_ceil(64));
        strips.map(move |strip| strip.get(MARGIN..end).unwrap_or_default().as_chunks().0)
    }

    /// The same, mutable.
    pub(super) fn groups_mut(&mut self) -> impl Iterator<Item = &mut [[u64; GROUP]]> {
        let end = MARGIN + self.size.next_multiple_of(GROUP);
        let strips = self.strips.iter_mut().take(self.size.div_ceil(64));
        strips.map(move |strip| strip.get_mut(MARGIN..end).unwrap_or_default().as_chunks_mut().0)
    }

    /// The words of a row, from left to right.
    pub(super) fn row(&self, y: usize) -> [u64; STRIPS] {
        self.strips.each_ref().map(|strip| strip.get(MARGIN + y).copied().unwrap_or(0))
    }

    /// Makes the modules of a row dark where bits are set.
    pub(super) fn darken(&mut self, y: usize, words: [u64; STRIPS]) {
        for (strip, word) in self.strips.iter_mut().zip(words) {
            if let Some(place) = strip.get_mut(MARGIN + y) {
                *place |= word;
            }
        }
    }

    /// Makes every module dark that is dark on another board of the same size.
    pub(super) fn add(&mut self, other: &Self) {
        for (rows, others) in self.rows_mut().zip(other.rows()) {
            rows.iter_mut().zip(others).for_each(|(row, other)| *row |= other);
        }
    }

    /// Writes `width` modules (at most 32) of a row, starting at `x`; the lowest bit is the
    /// leftmost.
    pub(super) fn stamp(&mut self, x: usize, y: usize, width: usize, bits: u64) {
        let field = (1_u64 << width) - 1;
        let (strip, shift) = (x / 64, x % 64);
        self.write(strip, y, field << shift, bits << shift);
        if shift + width > 64 {
            self.write(strip + 1, y, field >> (64 - shift), bits >> (64 - shift));
        }
    }

    /// Makes up to 32 modules of a row dark where bits are set, starting at `x`.
    pub(super) fn mark_row(&mut self, y: usize, x: usize, bits: u64) {
        let (strip, shift) = (x / 64, x % 64);
        self.write(strip, y, bits << shift, bits << shift);
        if shift > 32 {
            self.write(strip + 1, y, bits >> (64 - shift), bits >> (64 - shift));
        }
    }

    /// The same for a column (of the first strip), starting at `y`.
    pub(super) fn mark_column(&mut self, x: usize, y: usize, bits: u64) {
        let rows = self.strips.first_mut().and_then(|strip| strip.get_mut(MARGIN + y..));
        let count = 64 - bits.leading_zeros() as usize;
        for (row, i) in rows.unwrap_or_default().iter_mut().take(count).zip(0..) {
            *row |= (bits >> i & 1) << x;
        }
    }

    fn write(&mut self, strip: usize, y: usize, field: u64, bits: u64) {
        if let Some(word) = self.strips.get_mut(strip).and_then(|it| it.get_mut(MARGIN + y)) {
            *word = *word & !field | bits & field;
        }
    }

    /// The words of a row in which every module within the symbol is dark.
    pub(super) fn full_row(size: usize) -> [u64; STRIPS] {
        let mut words = [0; STRIPS];
        for (strip, word) in words.iter_mut().enumerate() {
            let columns = size.saturating_sub(64 * strip);
            *word = if columns >= 64 { u64::MAX } else { (1 << columns) - 1 };
        }
        words
    }

    /// The board with rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        let mut transposed = Self::light(self.size);
        let blocks = self.size.div_ceil(64);
        for (across, strip) in self.strips.iter().take(blocks).enumerate() {
            let rows = strip.get(MARGIN..MARGIN + LARGEST).unwrap_or_default();
            let places = transposed.strips.iter_mut().take(blocks);
            for (rows, place) in rows.chunks(64).zip(places) {
                let mut block = [0; 64];
                block.iter_mut().zip(rows).for_each(|(to, from)| *to = *from);
                transpose(&mut block);
                let place = place.iter_mut().skip(MARGIN + 64 * across);
                let inside = self.size - 64 * across;
                place.zip(block).take(inside).for_each(|(to, from)| *to = from);
            }
        }
        transposed
    }
}

/// Transposes 64 by 64 bits: swaps quarters, then recurses into them.
fn transpose(block: &mut [u64; 64]) {
    let mut half = 32;
    let mut left = u64::MAX >> 32;
    while half > 0 {
        for square in block.chunks_exact_mut(2 * half) {
            let (top, bottom) = square.split_at_mut(half);
            for (above, below) in top.iter_mut().zip(bottom) {
                let differing = (*above >> half ^ *below) & left;
                *below ^= differing;
                *above ^= differing << half;
            }
        }
        half /= 2;
        left ^= left << half;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_board_has_rows_and_columns_exchanged() {
        for size in [21, 61, 65, 125, 129, 177] {
            let mut board = Board::light(size);
            for y in 0..size {
                for x in 0..size {
                    board.stamp(x, y, 1, u64::from((x * x + 3 * y + x * y / 5) % 7 < 3));
                }
            }
            let transposed = board.transposed();
            for y in 0..size {
                for x in 0..size {
                    let dark = |board: &Board, x: usize, y| board.row(y)[x / 64] >> (x % 64) & 1;
                    assert_eq!(dark(&board, x, y), dark(&transposed, y, x), "{size}: {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn a_stamp_may_cross_the_border_of_two_strips() {
        let mut board = Board::light(177);
        board.stamp(60, 2, 8, 0xa5);
        assert_eq!(board.row(2), [5 << 60, 10, 0]);
        board.stamp(60, 2, 8, 0x5a);
        assert_eq!(board.row(2), [10 << 60, 5, 0]);
    }
}
