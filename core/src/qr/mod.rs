//! QR symbols (ISO/IEC 18004:2015), and their pictures.
//!
//! A payload becomes a [`Symbol`]: dark and light modules in a square, of the smallest version that
//! holds it, under the mask that the standard's four rules choose. A symbol becomes a picture in a
//! [`Look`]: PNG, SVG, or half blocks for a terminal. Segments and error correction are the
//! `qrcode` crate's, whose choice of a mask takes a hundred times as long as both; the drawing
//! is done here, on boards that hold 64 modules to a word:
//!
//! | step | file | what it does |
//! |---|---|---|
//! | cut | `segments` | payload to data bits, or by how much it is too long |
//! | ground | `patterns` | finders, timing, alignment, version: the same for every payload |
//! | lay | `codewords` | data and error correction, two columns at a time |
//! | mask | `mask`, `penalty` | eight masks judged, 64 lines at once, nothing allocated |
//! | show | `look`, `png`, `svg`, `terminal` | rows to pixels, never more than one row unpacked |
//!
//! This room names no other room of the core, and needs the feature `qr`, as `qrcode` wants the
//! standard library.

mod board;
mod codewords;
mod colour;
mod deflate;
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
pub use look::{Look, QuietZone, Scale};
pub use segments::TooLong;
pub use symbol::{Level, Symbol};
pub use terminal::Backdrop;
