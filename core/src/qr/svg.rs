//! A symbol as SVG.

use super::Look;
use super::board::STRIPS;
use super::colour::Colour;
use alloc::{string::String, vec::Vec};

/// The longest text of a run, `M192 192h177v1h-177z`, plus three bytes that [`bars`] may overwrite.
const LONGEST_RUN: usize = 23;

/// One path over a rectangle: each run of dark modules in a row is a bar, one unit high.
///
/// Bars are filled, not stroked, and edges are not smoothed, so that no hairline appears between
/// two rows at any size.
pub(super) fn draw(rows: &[[u64; STRIPS]], look: &Look) -> String {
    let (side, pixels) = (look.modules(rows.len()) as u32, look.pixels(rows.len()) as u32);
    let quiet = u32::from(look.quiet_zone.modules());
    // A row has at most one run per two modules; one per four is typical.
    let mut text = Vec::with_capacity(512 + rows.len() * rows.len() / 4 * LONGEST_RUN);
    text.extend_from_slice(b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    number(&mut text, pixels);
    text.extend_from_slice(b"\" height=\"");
    number(&mut text, pixels);
    text.extend_from_slice(b"\" viewBox=\"0 0 ");
    number(&mut text, side);
    text.push(b' ');
    number(&mut text, side);
    text.extend_from_slice(
        b"\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\"",
    );
    fill(&mut text, look.colours.light());
    text.extend_from_slice(b"/><path");
    fill(&mut text, look.colours.dark());
    text.extend_from_slice(b" d=\"");
    for (row, y) in rows.iter().zip(quiet..) {
        bars(&mut text, row, y, quiet);
    }
    text.extend_from_slice(b"\"/></svg>");
    String::from_utf8(text).unwrap_or_default()
}

fn fill(text: &mut Vec<u8>, colour: Colour) {
    text.extend_from_slice(b" fill=\"#");
    for channel in colour.channels() {
        for digit in [channel >> 4, channel & 15] {
            text.push(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
        }
    }
    text.push(b'"');
}

/// The runs of dark modules in a row.
fn bars(text: &mut Vec<u8>, row: &[u64; STRIPS], y: u32, quiet: u32) {
    let mut bar = [0; LONGEST_RUN];
    let y = digits(y);
    let mut x = 0;
    while let Some(begin) = next(row, x, 0) {
        let end = next(row, begin, u64::MAX).unwrap_or(begin);
        let width = digits(end - begin);
        // Each piece is written as four bytes; the next one overwrites those that are not used.
        let mut at = 0;
        for piece in [
            (*b"M\0\0\0", 1),
            digits(quiet + begin),
            (*b" \0\0\0", 1),
            y,
            (*b"h\0\0\0", 1),
            width,
            (*b"v1h-", 4),
            width,
            (*b"z\0\0\0", 1),
        ] {
            if let Some(place) = bar.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
                *place = piece.0;
            }
            at += piece.1;
        }
        text.extend_from_slice(bar.get(..at).unwrap_or_default());
        x = end;
    }
}

/// The decimal digits of a number below 1000, and their number.
const fn digits(value: u32) -> ([u8; 4], usize) {
    let (hundreds, tens, ones) = (value / 100, value / 10 % 10, value % 10);
    let all = (0x30_3030 | hundreds | tens << 8 | ones << 16).to_le_bytes();
    let [_, b, c, d] = all;
    match value {
        0..10 => ([c, d, d, d], 1),
        10..100 => ([b, c, d, d], 2),
        _ => (all, 3),
    }
}

/// The first module at or after `x` whose colour differs from `colour` (0 for light, all bits for
/// dark).
fn next(row: &[u64; STRIPS], mut x: u32, colour: u64) -> Option<u32> {
    loop {
        let word = (row.get(x as usize / 64)? ^ colour) >> (x % 64);
        if word != 0 {
            return Some(x + word.trailing_zeros());
        }
        x = (x / 64 + 1) * 64;
    }
}

/// Appends a number in decimal digits.
fn number(text: &mut Vec<u8>, value: u32) {
    if value >= 10 {
        number(text, value / 10);
    }
    text.push(b'0' + (value % 10) as u8);
}
