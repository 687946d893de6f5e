//! The two checksums in a PNG.

/// The Adler-32 checksum of a zlib stream (RFC 1950 section 8.2).
pub(super) struct Adler {
    low: u64,
    high: u64,
}

impl Adler {
    const PRIME: u64 = 65_521;

    pub(super) const fn new() -> Self {
        Self { low: 1, high: 0 }
    }

    /// Adds a line (at most a few thousand bytes) `times` times while reading it only once.
    pub(super) fn lines(&mut self, line: &[u8], times: usize) {
        let (mut sum, mut weighted) = (0_u32, 0_u32);
        for (byte, weight) in line.iter().rev().zip(1..) {
            sum += u32::from(*byte);
            weighted += u32::from(*byte) * weight;
        }
        let (sum, length, times) = (u64::from(sum), line.len() as u64, times as u64);
        let grown = length * sum % Self::PRIME * (times * (times - 1) / 2);
        self.high += times * (length * self.low + u64::from(weighted)) + grown;
        self.high %= Self::PRIME;
        self.low = (self.low + times * sum) % Self::PRIME;
    }

    pub(super) const fn value(&self) -> u32 {
        (self.high << 16 | self.low) as u32
    }
}

/// The remainders of each byte, with the highest power in the lowest bit.
const REMAINDERS: [u32; 256] = remainders();

#[allow(clippy::indexing_slicing, reason = "evaluated while compiling, which an excess would stop")]
const fn remainders() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest & 1 == 1 { rest >> 1 ^ 0xedb8_8320 } else { rest >> 1 };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
}

/// The checksum of a PNG chunk (the 32-bit CRC of ISO/IEC 3309; PNG, third edition, clause 5.5).
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        let place = usize::from(sum as u8 ^ byte);
        sum >> 8 ^ REMAINDERS.get(place).copied().unwrap_or(0)
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_checksums_are_reproduced() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        let mut adler = Adler::new();
        adler.lines(b"Wikipedia", 1);
        assert_eq!(adler.value(), 0x11e6_0398);
    }

    #[test]
    fn repeated_lines_sum_up_as_single_ones() {
        let line = [255; 837];
        let (mut at_once, mut one_by_one) = (Adler::new(), Adler::new());
        at_once.lines(&line, 5664);
        (0..5664).for_each(|_| one_by_one.lines(&line, 1));
        assert_eq!(at_once.value(), one_by_one.value());
    }
}
