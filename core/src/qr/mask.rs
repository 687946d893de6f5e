//! The eight data masks, and the choice among them (ISO/IEC 18004:2015 clause 7.8).

use super::Level;
use super::board::{Board, GROUP};
use super::patterns::write_format;
use super::penalty::{self, Marks};

/// Twelve rows of twelve columns of a mask; every mask repeats after these in both directions.
type Tile = [u16; GROUP];

/// The masks of table 10 in the order of their numbers, and the same transposed.
const TILES: [[Tile; 8]; 2] = [tiles(false), tiles(true)];

/// Whether a mask inverts the module of that row and column.
const fn inverts(mask: usize, row: usize, column: usize) -> bool {
    let product = row * column;
    0 == match mask {
        0 => (row + column) % 2,
        1 => row % 2,
        2 => column % 3,
        3 => (row + column) % 3,
        4 => (row / 2 + column / 3) % 2,
        5 => product % 2 + product % 3,
        6 => (product % 2 + product % 3) % 2,
        _ => ((row + column) % 2 + product % 3) % 2,
    }
}

#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn tiles(transposed: bool) -> [Tile; 8] {
    let mut tiles = [[0; 12]; 8];
    let mut place = 0;
    while place < 8 * 12 * 12 {
        let (mask, y, x) = (place / 144, place / 12 % 12, place % 12);
        let (row, column) = if transposed { (x, y) } else { (y, x) };
        tiles[mask][y] |= (inverts(mask, row, column) as u16) << x;
        place += 1;
    }
    tiles
}

/// Twelve rows of a mask over the 64 columns of a strip.
fn rows(tile: &Tile, strip: usize) -> [u64; GROUP] {
    // 64 columns are five tiles and four columns.
    let offset = 4 * strip % 12;
    tile.map(|row| {
        let twice = u64::from(row) << 12 | u64::from(row);
        (twice >> offset & 0xfff).wrapping_mul(0x1001_0010_0100_1001)
    })
}

/// A symbol before masking, upright and transposed. Both boards are padded ([`penalty::pad`]), and
/// so are the masked ones.
pub(super) struct Unmasked<'a> {
    pub(super) upright: &'a Board,
    pub(super) transposed: &'a Board,
    /// The modules that are masked; the same for both boards.
    pub(super) free: &'a Board,
    pub(super) level: Level,
}

impl Unmasked<'_> {
    /// The symbol under the mask with the lowest penalty, the first of these if there are several;
    /// and the number of that mask.
    pub(super) fn best(&self) -> (Board, usize) {
        let mut masked = Board::light(self.upright.size());
        let mut marks = Marks::none();
        let mut best = (u32::MAX, 0);
        for mask in 0..8 {
            let score = self.score(mask, &mut masked, &mut marks);
            if score < best.0 {
                best = (score, mask);
            }
        }
        self.apply(best.1, false, &mut masked);
        (masked, best.1)
    }

    /// The penalty of the symbol under that mask, which is drawn on `masked`.
    fn score(&self, mask: usize, masked: &mut Board, marks: &mut Marks) -> u32 {
        self.apply(mask, true, masked);
        let columns = penalty::lines(masked, marks);
        self.apply(mask, false, masked);
        columns + penalty::lines(masked, marks) + penalty::blocks(masked) + penalty::balance(masked)
    }

    /// Draws the symbol, upright or transposed, under a mask.
    fn apply(&self, mask: usize, transposed: bool, masked: &mut Board) {
        let from = if transposed { self.transposed } else { self.upright };
        let tile = TILES.get(usize::from(transposed)).and_then(|tiles| tiles.get(mask));
        let tile = tile.unwrap_or(&[0; 12]);
        let strips = masked.groups_mut().zip(from.groups()).zip(self.free.groups());
        for (strip, ((to, from), free)) in strips.enumerate() {
            let pattern = rows(tile, strip);
            for ((to, from), free) in to.iter_mut().zip(from).zip(free) {
                let rows = to.iter_mut().zip(from).zip(free).zip(pattern);
                rows.for_each(|(((to, from), free), mask)| *to = from ^ (mask & free));
            }
        }
        write_format(masked, self.level, mask, transposed);
    }
}
