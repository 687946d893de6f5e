//! DEFLATE (RFC 1951) for the scanlines of a symbol, with codes that are fixed beforehand.
//!
//! What is known of the image takes the place of a search: a line is told once, and its repetition
//! is one copy from a line above; within a line only long runs of one byte are copied. The codes
//! are of three densities, as bytes are of quite different kinds at different scales.

use alloc::vec::Vec;

/// What bytes a line is made of, which decides what code it is told in.
#[derive(Clone, Copy)]
pub(super) enum Density {
    /// Only light and dark bytes: a module is one or more of them.
    WholeBytes,
    /// Mostly such, and bytes with one edge in them.
    Edges,
    /// Several modules a byte: any.
    Crowded,
}

/// Literals, the end, and lengths (RFC 1951 section 3.2.5).
const SYMBOLS: usize = 286;
const END: usize = 256;
const FIRST_LENGTH: usize = 257;
/// The longest match has a symbol for itself.
const LONGEST: usize = 258;

/// A code: for each symbol its bits, first one lowest, and in the upper half how many.
type Code<const N: usize> = [u32; N];

const WHOLE_BYTES: Code<SYMBOLS> = canonical(whole_bytes());
const EDGES: Code<SYMBOLS> = canonical(edges());
const CROWDED: Code<SYMBOLS> = canonical(crowded());

/// The code in which the header tells the code lengths (section 3.2.7): repetitions are short.
const HEADER: Code<19> = canonical([5, 4, 5, 5, 5, 4, 5, 5, 4, 4, 5, 5, 5, 5, 5, 5, 3, 3, 3]);
/// The order in which that code's own lengths are told.
const HEADER_ORDER: [usize; 19] =
    [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// One bit for a light byte, two for a dark one, as light ones are more; the repetition of a line
/// is mostly matches of the longest kind.
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

/// Five bits for a byte with one edge; whatever has more edges may be dear.
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

/// The code of those lengths (section 3.2.2). One that leaves or lacks room does not compile.
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
    /// How a match tells that it comes from a line above: code, and number of bits.
    from_above: (u64, u32),
}

impl<'a> Deflate<'a> {
    /// Begins a stream of lines of that many bytes (at least 2).
    pub(super) fn new(out: &'a mut Vec<u8>, density: Density, line: usize) -> Self {
        let code = match density {
            Density::WholeBytes => &WHOLE_BYTES,
            Density::Edges => &EDGES,
            Density::Crowded => &CROWDED,
        };
        let (symbol, extra, bits) = distance(line);
        let mut stream =
            Self { out, held: 0, count: 0, code, from_above: (extra << 1 | 1, bits + 1) };
        stream.header(symbol);
        stream
    }

    /// Tells a line, and that it is there so many times.
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
        self.copy(line.len() * (times - 1), self.from_above);
    }

    /// Ends the stream on a whole byte.
    pub(super) fn end(mut self) {
        self.symbol(END);
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(self.held.to_le_bytes().get(..bytes).unwrap_or_default());
    }

    /// The one block's header: both codes, distances having two: from the byte before, and from
    /// the line above.
    fn header(&mut self, from_above: usize) {
        self.put(0b101, 3); // the last block, with its own codes
        self.put((SYMBOLS - 257) as u64, 5);
        self.put(from_above as u64, 5);
        self.put((HEADER.len() - 4) as u64, 4);
        for symbol in HEADER_ORDER {
            self.put(u64::from(HEADER.get(symbol).map_or(0, |code| code >> 16)), 3);
        }
        for alike in self.code.chunk_by(|one, next| one >> 16 == next >> 16) {
            self.lengths(alike.first().map_or(0, |code| code >> 16), alike.len());
        }
        self.lengths(1, 1);
        self.lengths(0, from_above - 1);
        self.lengths(1, 1);
    }

    /// Tells that so many symbols have a length.
    fn lengths(&mut self, length: u32, mut times: usize) {
        if length > 0 && times > 0 {
            self.told(length as usize, 0, 0);
            times -= 1;
        }
        while times > 0 {
            let (symbol, least, bits) = match (length, times) {
                (_, 0..3) => (length as usize, 1, 0),
                (1.., _) => (16, 3, 2),
                (0, 3..11) => (17, 3, 3),
                (0, _) => (18, 11, 7),
            };
            let told = times.min(least + (1 << bits) - 1);
            self.told(symbol, told - least, bits);
            times -= told;
        }
    }

    fn told(&mut self, symbol: usize, extra: usize, bits: u32) {
        let code = HEADER.get(symbol).copied().unwrap_or(0);
        self.put(u64::from(code & 0xffff), code >> 16);
        self.put(extra as u64, bits);
    }

    /// Copies so many bytes from a distance, in matches of 3 to 258.
    fn copy(&mut self, mut bytes: usize, distance: (u64, u32)) {
        while bytes > 0 {
            let length = match bytes {
                0..=LONGEST => bytes,
                259 | 260 => LONGEST - 3, // so that what is left is no less than 3
                _ => LONGEST,
            };
            let (symbol, extra, bits) = length_symbol(length);
            self.symbol(symbol);
            self.put(extra, bits);
            self.put(distance.0, distance.1);
            bytes -= length;
        }
    }

    /// Two at once, as their codes are short.
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

/// The symbol of a match's length (3 to 258), its extra bits, and how many these are.
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

/// The symbol of a distance, its extra bits, and how many these are.
fn distance(distance: usize) -> (usize, u64, u32) {
    let beyond = distance - 1;
    if beyond < 4 {
        return (beyond, 0, 0);
    }
    let bits = beyond.ilog2() - 1;
    let symbol = 2 * (bits as usize + 1) + (beyond >> bits & 1);
    (symbol, (beyond & ((1 << bits) - 1)) as u64, bits)
}
