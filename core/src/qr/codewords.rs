//! Codewords into the free modules, two columns at a time (ISO/IEC 18004:2015 clause 7.7.3).

use super::board::{Board, STRIPS};

/// The data modules of a board that `free` leaves, turned: its rows are the symbol's columns.
///
/// The way goes through pairs of columns from the right, up and down in turn, in each row the right
/// module first. Where both columns of a pair are free, up to 32 rows are laid at once.
pub(super) fn lay(codewords: &[u8], free: &Board) -> Board {
    let size = free.size();
    let mut board = Board::light(size);
    let mut stream = Stream { bytes: codewords.iter(), held: 0, count: 0 };
    let mut upward = true;
    // The column of the vertical timing pattern is passed over.
    let pairs = (8..size).rev().step_by(2).chain([5, 3, 1]);
    for right in pairs {
        let [of_right, of_left] = [free.row(right), free.row(right - 1)];
        let (mut to_right, mut to_left) = ([0; STRIPS], [0; STRIPS]);
        let mut lay_strip = |strip: usize| {
            let word = |words: &[u64; STRIPS]| words.get(strip).copied().unwrap_or(0);
            let (right, left) = weave(&mut stream, word(&of_right), word(&of_left), upward);
            to_right.get_mut(strip).into_iter().for_each(|word| *word = right);
            to_left.get_mut(strip).into_iter().for_each(|word| *word = left);
        };
        if upward {
            (0..STRIPS).rev().for_each(&mut lay_strip);
        } else {
            (0..STRIPS).for_each(&mut lay_strip);
        }
        board.darken(right, to_right);
        board.darken(right - 1, to_left);
        upward = !upward;
    }
    board
}

/// Fills 64 rows of a pair of columns, given by what is free of each; answers what is dark.
fn weave(stream: &mut Stream<'_>, right: u64, left: u64, upward: bool) -> (u64, u64) {
    if upward {
        return weave_down_from_the_highest_bit(stream, right, left);
    }
    let (right, left) =
        weave_down_from_the_highest_bit(stream, right.reverse_bits(), left.reverse_bits());
    (right.reverse_bits(), left.reverse_bits())
}

fn weave_down_from_the_highest_bit(stream: &mut Stream<'_>, right: u64, left: u64) -> (u64, u64) {
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

/// The even bits, moved together.
const fn every_second(bits: u64) -> u64 {
    let bits = bits & 0x5555_5555_5555_5555;
    let bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    let bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    let bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff;
    let bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
    (bits | bits >> 16) & 0x0000_0000_ffff_ffff
}

/// Codewords as bits, the highest first; then zeros, which the remainder bits are.
struct Stream<'a> {
    bytes: core::slice::Iter<'a, u8>,
    /// The next bits, from the top down.
    held: u128,
    count: u32,
}

impl Stream<'_> {
    /// The next bits (at most 64), from the top bit down; zeros below.
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
