//! Converts a payload to the data bits of the smallest version that holds them.

use super::Level;
use alloc::vec::Vec;
use core::fmt;
use qrcode::bits::Bits;
use qrcode::optimize::{Optimizer, Parser, Segment};
use qrcode::types::{Mode, Version};

/// The payload exceeds every version at the requested level.
///
/// The excess is relative to version 40, the largest, with the payload cut into segments as for
/// drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    level: Level,
    bits: usize,
}

impl TooLong {
    /// The requested level.
    #[must_use]
    pub const fn level(self) -> Level {
        self.level
    }

    /// The number of bits by which the encoded payload exceeds the largest symbol; at least 1.
    #[must_use]
    pub const fn bits(self) -> usize {
        self.bits
    }

    /// The same in whole bytes, rounded up. A payload that is encoded as bytes fits when it is
    /// shortened by this many; of digits, which take less than half a byte each, more must go.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.bits.div_ceil(8)
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { level, bits } = self;
        let bytes = self.bytes();
        write!(
            f,
            "payload exceeds the largest symbol of level {level} by {bits} bits ({bytes} bytes)"
        )
    }
}

impl core::error::Error for TooLong {}

/// The largest version of each class with the same sizes of length fields (ISO/IEC 18004:2015 table
/// 3).
const CLASSES: [i16; 3] = [9, 26, 40];

/// Data bits, padded to the capacity of the version.
pub(super) struct Encoded {
    pub(super) version: Version,
    pub(super) data: Vec<u8>,
}

/// The assignment number of UTF-8 (AIM ITS/04-023, Extended Channel Interpretations).
const UTF_8: u32 = 26;

/// The number of bits of an ECI header with an assignment number below 128: mode indicator and
/// assignment number (ISO/IEC 18004:2015 clause 7.4.2.2, table 4).
const HEADER_BITS: usize = 4 + 8;

/// Whether the symbol needs a header for its character set. Without one a payload is ISO/IEC 8859-1
/// (clause 7.3.2), which agrees with UTF-8 only on ASCII. Bytes that are not UTF-8 text get no
/// header: it would be wrong, and readers that return bytes return them unchanged.
fn needs_header(payload: &[u8]) -> bool {
    !payload.is_ascii() && core::str::from_utf8(payload).is_ok()
}

/// Encodes a payload for the smallest version that holds it, with a header if it needs one.
pub(super) fn encode(payload: &[u8], level: Level) -> Result<Encoded, TooLong> {
    let is_utf_8 = needs_header(payload);
    let header = if is_utf_8 { HEADER_BITS } else { 0 };
    let mut excess = 0;
    for last in CLASSES {
        let class = Version::Normal(last);
        let segments: Vec<Segment> = segments(payload, class).collect();
        let needed: usize = segments.iter().map(|segment| segment.encoded_len(class)).sum();
        let needed = header + needed;
        let Some(version) = smallest(needed, last, level) else {
            excess = needed - capacity(last, level).min(needed);
            continue;
        };
        let mut bits = Bits::new(version);
        let started = if is_utf_8 { bits.push_eci_designator(UTF_8) } else { Ok(()) };
        let written = started
            .and_then(|()| bits.push_segments(payload, segments.into_iter()))
            .and_then(|()| bits.push_terminator(level.of_crate()));
        if written.is_ok() {
            return Ok(Encoded { version, data: bits.into_bytes() });
        }
    }
    Err(TooLong { level, bits: excess.max(1) })
}

/// The payload cut into numeric, alphanumeric and byte segments.
///
/// Never into kanji segments: that mode means Shift JIS (ISO/IEC 18004:2015 clause 7.3.6), and
/// readers that follow the standard would show UTF-8 bytes that happen to look like it as other
/// characters. Byte segments are returned unchanged by every reader.
fn segments(payload: &[u8], class: Version) -> impl Iterator<Item = Segment> {
    let plain = Parser::new(payload).map(|segment| match segment.mode {
        Mode::Kanji => Segment { mode: Mode::Byte, ..segment },
        _ => segment,
    });
    Optimizer::new(plain, class)
}

/// The smallest version up to `last` that holds that many bits.
fn smallest(bits: usize, last: i16, level: Level) -> Option<Version> {
    (1..=last).find(|version| capacity(*version, level) >= bits).map(Version::Normal)
}

/// The number of data bits that a version holds (ISO/IEC 18004:2015 table 7).
fn capacity(version: i16, level: Level) -> usize {
    Bits::new(Version::Normal(version)).max_len(level.of_crate()).unwrap_or(0)
}
