//! A QR symbol.

use super::board::{Board, STRIPS};
use super::mask::Unmasked;
use super::patterns::Patterns;
use super::{Backdrop, Level, Look, QuietZone, TooLong};
use super::{codewords, penalty, png, segments, svg, terminal};
use alloc::{string::String, vec::Vec};
use qrcode::ec::construct_codewords;
use qrcode::types::Version;

/// A QR symbol: a square of dark and light modules, without its quiet zone.
///
/// Its payload can be read from it. If the payload is secret, so are the symbol and each of its
/// pictures: there is no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    rows: Vec<[u64; STRIPS]>,
    mask: u8,
}

impl Symbol {
    /// Encodes a payload in the smallest version that holds it at that level.
    ///
    /// Digits and capitals are packed where that saves space; everything else is encoded as bytes.
    /// Text with characters beyond ASCII starts with a header for UTF-8 (12 bits, ECI assignment
    /// number 26): without one a symbol is ISO/IEC 8859-1, and readers guess.
    ///
    /// # Errors
    ///
    /// [`TooLong`] if the payload exceeds version 40; it contains the excess.
    pub fn encode(payload: &[u8], level: Level) -> Result<Self, TooLong> {
        let encoded = segments::encode(payload, level)?;
        let patterns = Patterns::of(number(encoded.version));
        // The crate defines blocks for every version from 1 to 40 at every level: this cannot fail.
        let (mut all, correction) =
            construct_codewords(&encoded.data, encoded.version, level.of_crate())
                .unwrap_or_default();
        all.extend_from_slice(&correction);
        let mut transposed = codewords::place(&all, &patterns.free);
        let mut upright = transposed.transposed();
        for board in [&mut upright, &mut transposed] {
            board.add(&patterns.dark);
            penalty::pad(board);
        }
        let (upright, transposed) = (&upright, &transposed);
        let unmasked = Unmasked { upright, transposed, free: &patterns.free, level };
        let (board, mask) = unmasked.best();
        Ok(Self { rows: rows(&board), mask: mask as u8 })
    }

    /// The version, 1 to 40.
    #[must_use]
    pub fn version(&self) -> u8 {
        ((self.size() - 17) / 4) as u8
    }

    /// The number of the chosen mask, 0 to 7.
    #[must_use]
    pub const fn mask(&self) -> u8 {
        self.mask
    }

    /// Modules a side: 17 plus four per version, 21 to 177.
    #[must_use]
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// Whether the module in column `x` and row `y` is dark, counted from 0 at the upper left.
    /// Beyond the symbol everything is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let word = self.rows.get(y).and_then(|row| row.get(x / 64));
        word.is_some_and(|word| word >> (x % 64) & 1 == 1)
    }

    /// The modules row by row from the upper left, one byte each: 1 for dark, 0 for light.
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

    /// The symbol as PNG, one bit per pixel.
    #[must_use]
    pub fn png(&self, look: &Look) -> Vec<u8> {
        png::draw(&self.rows, look)
    }

    /// The symbol as SVG, an XML document on one line; its size in CSS pixels is that of the PNG.
    #[must_use]
    pub fn svg(&self, look: &Look) -> String {
        svg::draw(&self.rows, look)
    }

    /// The symbol as text, two modules per character, with a line feed after each line. It uses the
    /// two colours of the terminal; `backdrop` specifies which of them is the light one.
    #[must_use]
    pub fn terminal(&self, quiet_zone: QuietZone, backdrop: Backdrop) -> String {
        terminal::draw(&self.rows, quiet_zone, backdrop)
    }
}

/// The number of a version; Micro QR is never used here.
fn number(version: Version) -> usize {
    match version {
        Version::Normal(number) | Version::Micro(number) => usize::from(number.unsigned_abs()),
    }
}

/// The bits of a byte, one byte each, the lowest first.
const fn spread(bits: u8) -> [u8; 8] {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Each byte keeps one bit of a copy; the addition carries a set bit into the byte's highest
    // bit.
    let apart = (bits as u64).wrapping_mul(ONES) & 0x8040_2010_0804_0201;
    ((apart + 0x7f * ONES) >> 7 & ONES).to_le_bytes()
}

/// The rows of a board, without padding.
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
    fn modules_agrees_with_is_dark() {
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
