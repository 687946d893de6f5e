//! A symbol as half blocks for a terminal.

use super::QuietZone;
use super::board::STRIPS;
use alloc::string::String;

/// The background of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backdrop {
    /// Light text on a dark background: light modules are written.
    Dark,
    /// Dark text on a light background: dark modules are written.
    Light,
}

/// Two modules per character (U+2580, U+2584, U+2588, or a space), one above the other, since
/// characters are about twice as high as they are wide.
pub(super) fn draw(rows: &[[u64; STRIPS]], quiet_zone: QuietZone, backdrop: Backdrop) -> String {
    let quiet = usize::from(quiet_zone.modules());
    let side = rows.len() + 2 * quiet;
    let written = |x: usize, y: usize| {
        let row = y.checked_sub(quiet).and_then(|y| rows.get(y));
        let inside =
            x.checked_sub(quiet).and_then(|x| Some(row?.get(x / 64)? >> (x % 64) & 1 == 1));
        // If the number of rows is odd, the lower half of the last line is empty.
        y < side && inside.unwrap_or(false) == (backdrop == Backdrop::Light)
    };
    let mut text = String::with_capacity(side.div_ceil(2) * (3 * side + 1));
    for y in (0..side).step_by(2) {
        for x in 0..side {
            text.push(match (written(x, y), written(x, y + 1)) {
                (false, false) => ' ',
                (true, false) => '▀',
                (false, true) => '▄',
                (true, true) => '█',
            });
        }
        text.push('\n');
    }
    text
}
