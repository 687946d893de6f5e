//! A symbol as PNG (W3C Portable Network Graphics, third edition), one bit per pixel.

use super::board::STRIPS;
use super::deflate::{Deflate, Density};
use super::sums::{Adler, crc};
use super::{Colours, Look};
use alloc::{vec, vec::Vec};

/// Signature, header, palette unless black on white, one chunk of data, end.
pub(super) fn draw(rows: &[[u64; STRIPS]], look: &Look) -> Vec<u8> {
    let pixels = look.pixels(rows.len());
    let plain = look.colours == Colours::default();
    // At 8 pixels, half a byte per module is typical; the vector grows if more is needed.
    let mut file = Vec::with_capacity(256 + rows.len() * rows.len() / 2);
    file.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    chunk(&mut file, b"IHDR", |data| {
        data.extend_from_slice(&(pixels as u32).to_be_bytes());
        data.extend_from_slice(&(pixels as u32).to_be_bytes());
        // One bit; greyscale or palette; the only compression and filter methods; no interlacing.
        data.extend_from_slice(&[1, if plain { 0 } else { 3 }, 0, 0, 0]);
    });
    if !plain {
        chunk(&mut file, b"PLTE", |data| {
            data.extend_from_slice(&look.colours.dark().channels());
            data.extend_from_slice(&look.colours.light().channels());
        });
    }
    chunk(&mut file, b"IDAT", |data| image(data, rows, look));
    chunk(&mut file, b"IEND", |_| ());
    file
}

/// A chunk: length, name, data, and the CRC of name and data.
fn chunk(file: &mut Vec<u8>, name: &[u8; 4], write: impl FnOnce(&mut Vec<u8>)) {
    let begin = file.len();
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(name);
    write(file);
    let end = file.len();
    if let Some((length, summed)) = file.get_mut(begin..end).and_then(<[u8]>::split_first_chunk_mut)
    {
        *length = ((summed.len() - name.len()) as u32).to_be_bytes();
        let sum = crc(summed);
        file.extend_from_slice(&sum.to_be_bytes());
    }
}

/// The image as a zlib stream (RFC 1950): unfiltered scanlines; those of one row of modules are
/// written once and repeated.
fn image(data: &mut Vec<u8>, rows: &[[u64; STRIPS]], look: &Look) {
    let scale = usize::from(look.scale.pixels());
    let quiet = usize::from(look.quiet_zone.modules());
    let mut line = vec![0; 1 + look.pixels(rows.len()).div_ceil(8)];
    let density = match scale {
        8 | 16 | 24 | 32 => Density::WholeBytes,
        1..=3 => Density::Crowded,
        _ => Density::Edges,
    };
    data.extend_from_slice(&[0x78, 0x01]);
    let mut deflate = Deflate::new(data, density, line.len());
    let mut sum = Adler::new();
    let mut write = |row: &[u64; STRIPS], times: usize| {
        if times > 0 {
            unpack(row, &mut line, look, rows.len());
            deflate.lines(&line, times);
            sum.lines(&line, times);
        }
    };
    write(&[0; STRIPS], quiet * scale);
    for equal in rows.chunk_by(|one, next| one == next) {
        equal.first().into_iter().for_each(|row| write(row, equal.len() * scale));
    }
    write(&[0; STRIPS], quiet * scale);
    deflate.end();
    data.extend_from_slice(&sum.value().to_be_bytes());
}

/// The scanline of a row: the filter byte 0, then a set bit for each light pixel.
fn unpack(row: &[u64; STRIPS], line: &mut [u8], look: &Look, size: usize) {
    let scale = usize::from(look.scale.pixels());
    let quiet = usize::from(look.quiet_zone.modules());
    let Some((_, line)) = line.split_first_mut() else { return };
    if scale.is_multiple_of(8) {
        line.fill(0xff);
        let width = scale / 8;
        let inside = line.get_mut(quiet * width..(quiet + size) * width).unwrap_or_default();
        for (cells, word) in inside.chunks_mut(64 * width).zip(row) {
            if width == 1 {
                for (eight, dark) in cells.chunks_mut(8).zip(word.to_le_bytes()) {
                    let bytes = light_bytes(dark);
                    eight.iter_mut().zip(bytes).for_each(|(cell, byte)| *cell = byte);
                }
            } else {
                let light = |i: usize| ((word >> i & 1) as u8).wrapping_sub(1);
                let cells = cells.chunks_mut(width).enumerate();
                cells.for_each(|(i, cell)| cell.fill(light(i)));
            }
        }
        return;
    }
    let (ones, mut held, mut count) = ((1_u64 << scale) - 1, 0, 0);
    let mut bytes = line.iter_mut();
    let modules = quiet + size + quiet;
    for x in 0..modules {
        let word = x.checked_sub(quiet).and_then(|x| row.get(x / 64).map(|word| word >> (x % 64)));
        held = held << scale | if word.unwrap_or(0) & 1 == 1 { 0 } else { ones };
        count += scale;
        while count >= 8 {
            count -= 8;
            bytes.next().into_iter().for_each(|byte| *byte = (held >> count) as u8);
        }
    }
    bytes.next().into_iter().for_each(|byte| *byte = (held << (8 - count)) as u8);
}

/// Eight modules as bytes: 0 for each set bit, 255 for each clear bit.
const fn light_bytes(dark: u8) -> [u8; 8] {
    // Each byte keeps one bit; the addition carries a nonzero bit into the highest bit of its byte.
    let apart = (dark as u64 * 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
    let highest = (apart + 0x7f7f_7f7f_7f7f_7f7f) & 0x8080_8080_8080_8080;
    (!((highest >> 7) * 0xff)).to_le_bytes()
}
