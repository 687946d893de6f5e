//! The symbol, and how much of it may be lost.

use super::board::{Board, STRIPS};
use super::mask::Unmasked;
use super::patterns::Ground;
use super::{Backdrop, Look, QuietZone, TooLong, codewords, penalty, png, segments, svg, terminal};
use alloc::{string::String, vec::Vec};
use core::fmt;
use qrcode::ec::construct_codewords;
use qrcode::types::{EcLevel, Version};

/// How much of a symbol may be unreadable without loss (ISO/IEC 18004:2015 clause 7.5.1), in
/// percent of its codewords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// About 7 %.
    L,
    /// About 15 %; what is used when nothing speaks for another.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

impl Level {
    /// Every level, from the least.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    /// The same as `qrcode` calls it.
    pub(super) const fn of_crate(self) -> EcLevel {
        match self {
            Self::L => EcLevel::L,
            Self::M => EcLevel::M,
            Self::Q => EcLevel::Q,
            Self::H => EcLevel::H,
        }
    }

    /// The two bits by which format information tells the level (table 12).
    pub(super) const fn indicator(self) -> u8 {
        match self {
            Self::L => 1,
            Self::M => 0,
            Self::Q => 3,
            Self::H => 2,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::L => "L",
            Self::M => "M",
            Self::Q => "Q",
            Self::H => "H",
        })
    }
}

/// A QR symbol: a square of dark and light modules, without its quiet zone.
///
/// Whoever sees it can read the payload. If that is a secret, so is the symbol and each of its
/// pictures: there is no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    rows: Vec<[u64; STRIPS]>,
    mask: u8,
}

impl Symbol {
    /// The symbol of a payload, in the smallest version that holds it at that level.
    ///
    /// Digits and capitals are packed where that saves room; all else is drawn as bytes. Text with
    /// characters beyond ASCII starts with a header that names UTF-8 (12 bits, ECI assignment number
    /// 26): without one a symbol is ISO/IEC 8859-1, and readers guess.
    ///
    /// # Errors
    ///
    /// [`TooLong`] if not even version 40 holds the payload; it says by how much.
    pub fn encode(payload: &[u8], level: Level) -> Result<Self, TooLong> {
        let encoded = segments::encode(payload, level)?;
        let ground = Ground::of(number(encoded.version));
        // It has blocks for every version from 1 to 40 at every level: it cannot fail.
        let (mut all, correction) =
            construct_codewords(&encoded.data, encoded.version, level.of_crate())
                .unwrap_or_default();
        all.extend_from_slice(&correction);
        let mut turned = codewords::lay(&all, &ground.free);
        let mut upright = turned.turned();
        for board in [&mut upright, &mut turned] {
            board.add(&ground.dark);
            penalty::pad(board);
        }
        let unmasked = Unmasked { upright: &upright, turned: &turned, free: &ground.free, level };
        let (board, mask) = unmasked.best();
        Ok(Self { rows: rows(&board), mask: mask as u8 })
    }

    /// The version, 1 to 40.
    #[must_use]
    pub fn version(&self) -> u8 {
        ((self.size() - 17) / 4) as u8
    }

    /// The mask that was chosen, 0 to 7.
    #[must_use]
    pub const fn mask(&self) -> u8 {
        self.mask
    }

    /// Modules a side: 17 and four a version, 21 to 177.
    #[must_use]
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// Whether the module of column `x`, row `y` is dark, counted from 0 at the upper left. Beyond
    /// the symbol everything is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let word = self.rows.get(y).and_then(|row| row.get(x / 64));
        word.is_some_and(|word| word >> (x % 64) & 1 == 1)
    }

    /// The modules row by row from the upper left, a byte each: 1 for dark, 0 for light.
    #[must_use]
    pub fn modules(&self) -> Vec<u8> {
        let mut modules = Vec::with_capacity(self.size() * self.size());
        for row in &self.rows {
            let mut bytes = [0; 64 * STRIPS];
            let bits = row.iter().flat_map(|word| word.to_le_bytes());
            bytes.as_chunks_mut().0.iter_mut().zip(bits).for_each(|(to, bits)| *to = spread(bits));
            modules.extend_from_slice(bytes.get(..self.size()).unwrap_or_default());
        }
        modules
    }

    /// The symbol as PNG, one bit a pixel.
    #[must_use]
    pub fn png(&self, look: &Look) -> Vec<u8> {
        png::draw(&self.rows, look)
    }

    /// The symbol as SVG, an XML document of one line; its size in CSS pixels is that of the PNG.
    #[must_use]
    pub fn svg(&self, look: &Look) -> String {
        svg::draw(&self.rows, look)
    }

    /// The symbol as text, two modules to a character, a line feed after each line. The terminal's
    /// own two colours are used; `backdrop` tells which of them is the light one.
    #[must_use]
    pub fn terminal(&self, quiet_zone: QuietZone, backdrop: Backdrop) -> String {
        terminal::draw(&self.rows, quiet_zone, backdrop)
    }
}

/// The number of a version; those of Micro QR are not made here.
fn number(version: Version) -> usize {
    match version {
        Version::Normal(number) | Version::Micro(number) => usize::from(number.unsigned_abs()),
    }
}

/// The bits of a byte, a byte each, the lowest first.
const fn spread(bits: u8) -> [u8; 8] {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Byte for byte a copy of which one bit is left, the next one in each; then 128 where it is set.
    let apart = (bits as u64).wrapping_mul(ONES) & 0x8040_2010_0804_0201;
    ((apart + 0x7f * ONES) >> 7 & ONES).to_le_bytes()
}

/// The rows of a board, without what pads it.
fn rows(board: &Board) -> Vec<[u64; STRIPS]> {
    let within = Board::full_row(board.size());
    let row = |y| {
        let mut row = board.row(y);
        row.iter_mut().zip(within).for_each(|(word, within)| *word &= within);
        row
    };
    (0..board.size()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_are_those_that_are_asked_for_one_by_one() {
        for length in [1, 60, 150, 400, 1000, 2331] {
            let payload: Vec<u8> = (0..length).map(|at| (at * 7 % 251) as u8).collect();
            let symbol = Symbol::encode(&payload, Level::M).ok().unwrap();
            let (side, modules) = (symbol.size(), symbol.modules());
            assert_eq!(modules.len(), side * side);
            for (at, module) in modules.into_iter().enumerate() {
                let dark = symbol.is_dark(at % side, at / side);
                assert_eq!(module, u8::from(dark), "{length} bytes, module {at}");
            }
        }
    }
}
