//! DEFLATE (RFC 1951) for the scanlines of a symbol, with precomputed codes.
//!
//! The structure of the image replaces a search for matches: a line is written once, and its
//! repetitions are copies from the line above; within a line only long runs of one byte are copied.
//! There are three codes, since the distribution of bytes depends on the scale.

use alloc::vec::Vec;

/// The kinds of bytes in a line, which determine the code.
#[derive(Clone, Copy)]
pub(super) enum Density {
    /// Only light and dark bytes: a module is one or more whole bytes.
    WholeBytes,
    /// Mostly light and dark bytes, and bytes with one edge.
    Edges,
    /// Several modules per byte: any bytes.
    Crowded,
}

/// Literals, the end, and lengths (RFC 1951 section 3.2.5).
const SYMBOLS: usize = 286;
const END: usize = 256;
const FIRST_LENGTH: usize = 257;
/// The longest match, which has a symbol of its own.
const LONGEST: usize = 258;

/// A code: for each symbol its bits, the first one lowest, and their number in the upper half.
type Code<const N: usize> = [u32; N];

const WHOLE_BYTES: Code<SYMBOLS> = canonical(whole_bytes());
const EDGES: Code<SYMBOLS> = canonical(edges());
const CROWDED: Code<SYMBOLS> = canonical(crowded());

/// The code for the code lengths in the header (section 3.2.7), with short codes for repetitions.
const HEADER: Code<19> = canonical([5, 4, 5, 5, 5, 4, 5, 5, 4, 4, 5, 5, 5, 5, 5, 5, 3, 3, 3]);
/// The order in which the lengths of that code are written.
const HEADER_ORDER: [usize; 19] =
    [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// One bit for a light byte and two for a dark one, since light bytes are more frequent; three for
/// the longest match, since repeated lines consist mostly of these.
#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn whole_bytes() -> [u8; SYMBOLS] {
    let mut lengths = [0; SYMBOLS];
    let mut symbol = END;
    while symbol < SYMBOLS {
        lengths[symbol] = if symbol < 282 { 8 } else { 7 };
        symbol += 1;
    }
    lengths[0xff] = 1;
    lengths[0] = 2;
    lengths[SYMBOLS - 1] = 3;
    lengths
}

/// Five bits for a byte with one edge; bytes with more edges are rare and may be long.
#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn edges() -> [u8; SYMBOLS] {
    let mut lengths = [11; SYMBOLS];
    let mut symbol = END;
    while symbol < SYMBOLS {
        lengths[symbol] = if symbol < 274 { 10 } else { 9 };
        symbol += 1;
    }
    let mut edge = 1;
    while edge < 8 {
        lengths[0xff >> edge] = 5;
        lengths[0xff ^ 0xff >> edge] = 5;
        edge += 1;
    }
    lengths[0xff] = 2;
    lengths[0] = 3;
    lengths[SYMBOLS - 1] = 5;
    lengths
}

/// About eight bits for every byte.
#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn crowded() -> [u8; SYMBOLS] {
    let mut lengths = [9; SYMBOLS];
    let mut symbol = 1;
    while symbol <= 164 {
        lengths[symbol] = 8;
        symbol += 1;
    }
    lengths[0xff] = 4;
    lengths[0] = 4;
    lengths
}

/// The code with those lengths (section 3.2.2). An incomplete or oversubscribed code does not
/// compile.
#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn canonical<const N: usize>(lengths: [u8; N]) -> Code<N> {
    let mut code = [0; N];
    let (mut next, mut length) = (0_u32, 1);
    while length <= 15 {
        next <<= 1;
        let mut symbol = 0;
        while symbol < N {
            if lengths[symbol] as u32 == length {
                code[symbol] = length << 16 | next.reverse_bits() >> (32 - length);
                next += 1;
            }
            symbol += 1;
        }
        length += 1;
    }
    assert!(next == 1 << 15, "the code is not complete");
    code
}

/// A stream of one block, written bit by bit.
pub(super) struct Deflate<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
    code: &'static Code<SYMBOLS>,
    /// The distance of a match in the line above: its bits, and their number.
    line_above: (u64, u32),
}

impl<'a> Deflate<'a> {
    /// Starts a stream of lines of that many bytes (at least 2).
    pub(super) fn new(out: &'a mut Vec<u8>, density: Density, line: usize) -> Self {
        let code = match density {
            Density::WholeBytes => &WHOLE_BYTES,
            Density::Edges => &EDGES,
            Density::Crowded => &CROWDED,
        };
        let (symbol, extra, bits) = distance(line);
        let mut stream =
            Self { out, held: 0, count: 0, code, line_above: (extra << 1 | 1, bits + 1) };
        stream.header(symbol);
        stream
    }

    /// Writes a line `times` times (at least once).
    pub(super) fn lines(&mut self, line: &[u8], times: usize) {
        let Some((first, line_after)) = line.split_first() else { return };
        self.literal(*first);
        let (mut before, mut run) = (*first, 0);
        let (words, rest) = line_after.as_chunks::<8>();
        for word in words {
            if *word == [before; 8] {
                run += 8;
                continue;
            }
            self.copy(run, (0, 1));
            run = 0;
            word.as_chunks().0.iter().for_each(|pair| self.literals(*pair));
            [.., before] = *word;
        }
        self.copy(run, (0, 1));
        rest.iter().for_each(|byte| self.literal(*byte));
        self.copy(line.len() * (times - 1), self.line_above);
    }

    /// Ends the stream and pads it to a whole byte.
    pub(super) fn end(mut self) {
        self.symbol(END);
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(self.held.to_le_bytes().get(..bytes).unwrap_or_default());
    }

    /// Writes the header of the only block: the code of the literals and lengths, and that of the
    /// distances, which has two symbols: the byte before, and the line above.
    fn header(&mut self, line_above: usize) {
        self.put(0b101, 3); // the last block, with dynamic codes
        self.put((SYMBOLS - 257) as u64, 5);
        self.put(line_above as u64, 5);
        self.put((HEADER.len() - 4) as u64, 4);
        for symbol in HEADER_ORDER {
            self.put(u64::from(HEADER.get(symbol).map_or(0, |code| code >> 16)), 3);
        }
        for equal in self.code.chunk_by(|one, next| one >> 16 == next >> 16) {
            self.lengths(equal.first().map_or(0, |code| code >> 16), equal.len());
        }
        self.lengths(1, 1);
        self.lengths(0, line_above - 1);
        self.lengths(1, 1);
    }

    /// Writes the code length of that many consecutive symbols.
    fn lengths(&mut self, length: u32, mut times: usize) {
        if length > 0 && times > 0 {
            self.length(length as usize, 0, 0);
            times -= 1;
        }
        while times > 0 {
            let (symbol, least, bits) = match (length, times) {
                (_, 0..3) => (length as usize, 1, 0),
                (1.., _) => (16, 3, 2),
                (0, 3..11) => (17, 3, 3),
                (0, _) => (18, 11, 7),
            };
            let count = times.min(least + (1 << bits) - 1);
            self.length(symbol, count - least, bits);
            times -= count;
        }
    }

    /// Writes one symbol of the header's code and its extra bits.
    fn length(&mut self, symbol: usize, extra: usize, bits: u32) {
        let code = HEADER.get(symbol).copied().unwrap_or(0);
        self.put(u64::from(code & 0xffff), code >> 16);
        self.put(extra as u64, bits);
    }

    /// Copies that many bytes from a distance, in matches of 3 to 258 bytes.
    fn copy(&mut self, mut bytes: usize, distance: (u64, u32)) {
        while bytes > 0 {
            let length = match bytes {
                0..=LONGEST => bytes,
                259 | 260 => LONGEST - 3, // so that at least 3 are left
                _ => LONGEST,
            };
            let (symbol, extra, bits) = length_symbol(length);
            self.symbol(symbol);
            self.put(extra, bits);
            self.put(distance.0, distance.1);
            bytes -= length;
        }
    }

    /// Writes two literals at once, since their codes are short.
    fn literals(&mut self, pair: [u8; 2]) {
        let [one, next] = pair.map(|byte| self.code.get(usize::from(byte)).copied().unwrap_or(0));
        let bits = u64::from(one & 0xffff) | u64::from(next & 0xffff) << (one >> 16);
        self.put(bits, (one >> 16) + (next >> 16));
    }

    fn literal(&mut self, byte: u8) {
        self.symbol(usize::from(byte));
    }

    fn symbol(&mut self, symbol: usize) {
        let code = self.code.get(symbol).copied().unwrap_or(0);
        self.put(u64::from(code & 0xffff), code >> 16);
    }

    /// Writes bits (at most 32), the lowest first.
    fn put(&mut self, bits: u64, count: u32) {
        self.held |= bits << self.count;
        self.count += count;
        if self.count >= 32 {
            self.out.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }
}

/// The symbol of a match's length (3 to 258), its extra bits, and their number.
fn length_symbol(length: usize) -> (usize, u64, u32) {
    let beyond = length.saturating_sub(3);
    match beyond {
        0..8 => (FIRST_LENGTH + beyond, 0, 0),
        255 => (SYMBOLS - 1, 0, 0),
        _ => {
            let bits = beyond.ilog2() - 2;
            let symbol = FIRST_LENGTH + 4 * (bits as usize + 1) + (beyond >> bits & 3);
            (symbol, (beyond & ((1 << bits) - 1)) as u64, bits)
        }
    }
}

/// The symbol of a distance, its extra bits, and their number.
fn distance(distance: usize) -> (usize, u64, u32) {
    let beyond = distance - 1;
    if beyond < 4 {
        return (beyond, 0, 0);
    }
    let bits = beyond.ilog2() - 1;
    let symbol = 2 * (bits as usize + 1) + (beyond >> bits & 1);
    (symbol, (beyond & ((1 << bits) - 1)) as u64, bits)
}
