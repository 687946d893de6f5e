//! QR symbols (ISO/IEC 18004:2015) and their pictures.
//!
//! A payload is encoded as a [`Symbol`]: a square of dark and light modules, of the smallest
//! version that holds the payload, under the mask that the standard's four rules select. A symbol
//! is drawn with a [`Look`] as PNG, SVG, or half blocks for a terminal. The `qrcode` crate cuts
//! segments and computes error correction. The rest is done here, since the crate's choice of a
//! mask takes a hundred times as long as both. Boards hold 64 modules in a `u64`:
//!
//! | step | file | what it does |
//! |---|---|---|
//! | encode | `segments` | converts a payload to data bits, or reports by how much it is too long |
//! | patterns | `patterns` | finders, timing, alignment, version: the same for every payload |
//! | place | `codewords` | places data and error correction, two columns at a time |
//! | mask | `mask`, `penalty` | scores eight masks, 64 lines at once, without allocation |
//! | draw | `look`, `png`, `svg`, `terminal` | converts rows to pixels, unpacking row by row |
//!
//! This module imports no other module of the core. It needs the feature `qr`, since `qrcode` needs
//! the standard library.

mod board;
mod codewords;
mod colour;
mod deflate;
mod level;
mod look;
mod mask;
mod patterns;
mod penalty;
mod png;
mod segments;
mod sums;
mod svg;
mod symbol;
mod terminal;

pub use colour::{Colour, Colours, Illegible};
pub use level::Level;
pub use look::{Look, QuietZone, Scale};
pub use segments::TooLong;
pub use symbol::Symbol;
pub use terminal::Backdrop;
