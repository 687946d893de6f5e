//! Places codewords in the free modules, two columns at a time (ISO/IEC 18004:2015 clause 7.7.3).

use super::board::{Board, STRIPS};

/// Places codewords in the free modules and returns the transposed board: its rows are the columns
/// of the symbol.
///
/// Pairs of columns are filled from the right, alternately upward and downward, in each row the
/// right module first. Where both columns of a pair are free, up to 32 rows are filled at once.
pub(super) fn place(codewords: &[u8], free: &Board) -> Board {
    let size = free.size();
    let mut board = Board::light(size);
    let mut stream = Stream { bytes: codewords.iter(), held: 0, count: 0 };
    let mut upward = true;
    // The column of the vertical timing pattern is skipped.
    let pairs = (8..size).rev().step_by(2).chain([5, 3, 1]);
    for right in pairs {
        let [free_right, free_left] = [free.row(right), free.row(right - 1)];
        let (mut dark_right, mut dark_left) = ([0; STRIPS], [0; STRIPS]);
        let mut fill_strip = |strip: usize| {
            let word = |words: &[u64; STRIPS]| words.get(strip).copied().unwrap_or(0);
            let (right, left) = fill(&mut stream, word(&free_right), word(&free_left), upward);
            dark_right.get_mut(strip).into_iter().for_each(|word| *word = right);
            dark_left.get_mut(strip).into_iter().for_each(|word| *word = left);
        };
        if upward {
            (0..STRIPS).rev().for_each(&mut fill_strip);
        } else {
            (0..STRIPS).for_each(&mut fill_strip);
        }
        board.darken(right, dark_right);
        board.darken(right - 1, dark_left);
        upward = !upward;
    }
    board
}

/// Fills 64 rows of a pair of columns. Takes the free modules of both columns, returns the dark
/// ones.
fn fill(stream: &mut Stream<'_>, right: u64, left: u64, upward: bool) -> (u64, u64) {
    if upward {
        return fill_from_highest_bit(stream, right, left);
    }
    let (right, left) = fill_from_highest_bit(stream, right.reverse_bits(), left.reverse_bits());
    (right.reverse_bits(), left.reverse_bits())
}

fn fill_from_highest_bit(stream: &mut Stream<'_>, right: u64, left: u64) -> (u64, u64) {
    let (mut dark_right, mut dark_left) = (0, 0);
    let (both, mut rest) = (right & left, right | left);
    while rest != 0 {
        let skipped = rest.leading_zeros();
        let rows = (both << skipped).leading_ones().min(32);
        if rows > 0 {
            let bits = stream.take(2 * rows);
            dark_right |= (every_second(bits >> 1) << 32) >> skipped;
            dark_left |= (every_second(bits) << 32) >> skipped;
        } else {
            let bit = stream.take(1) >> skipped;
            dark_right |= bit & right;
            dark_left |= bit & left;
        }
        let done = skipped + rows.max(1);
        rest = if done < 64 { rest << done >> done } else { 0 };
    }
    (dark_right, dark_left)
}

/// The even bits, packed together.
const fn every_second(bits: u64) -> u64 {
    let bits = bits & 0x5555_5555_5555_5555;
    let bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    let bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    let bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff;
    let bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
    (bits | bits >> 16) & 0x0000_0000_ffff_ffff
}

/// The bits of the codewords, highest first, followed by zeros for the remainder bits.
struct Stream<'a> {
    bytes: core::slice::Iter<'a, u8>,
    /// The next bits, from the top bit down.
    held: u128,
    count: u32,
}

impl Stream<'_> {
    /// Takes the next bits (at most 64), from the top bit down; zeros below.
    fn take(&mut self, bits: u32) -> u64 {
        while self.count < bits {
            let byte = self.bytes.next().copied().unwrap_or(0);
            self.held |= u128::from(byte) << 120 >> self.count;
            self.count += 8;
        }
        let taken = (self.held >> 64) as u64 & !u64::MAX.checked_shr(bits).unwrap_or(0);
        self.held <<= bits;
        self.count -= bits;
        taken
    }
}
