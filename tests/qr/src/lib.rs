//! Shared code of the tests of the QR engine: payloads, a plain implementation of the penalty,
//! decoded pictures, and readers.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails so, and the lints exempt test functions only, not what they call"
)]

pub mod payloads;
pub mod penalty;
pub mod picture;
pub mod readers;

use codemint_core::qr::{Level, Symbol};

/// A matrix, row by row; `true` is dark.
pub type Matrix = Vec<Vec<bool>>;

/// The matrix of one of our symbols.
pub fn matrix(symbol: &Symbol) -> Matrix {
    let side = 0..symbol.size();
    side.clone().map(|y| side.clone().map(|x| symbol.is_dark(x, y)).collect()).collect()
}

/// The matrix of a symbol of `qrcodegen`.
pub fn matrix_of_qrcodegen(code: &qrcodegen::QrCode) -> Matrix {
    let side = 0..code.size();
    side.clone().map(|y| side.clone().map(|x| code.get_module(x, y)).collect()).collect()
}

/// The level in `qrcode`'s type.
pub fn level_of_qrcode(level: Level) -> qrcode::EcLevel {
    match level {
        Level::L => qrcode::EcLevel::L,
        Level::M => qrcode::EcLevel::M,
        Level::Q => qrcode::EcLevel::Q,
        Level::H => qrcode::EcLevel::H,
    }
}

/// The level in `qrcodegen`'s type.
pub fn level_of_qrcodegen(level: Level) -> qrcodegen::QrCodeEcc {
    match level {
        Level::L => qrcodegen::QrCodeEcc::Low,
        Level::M => qrcodegen::QrCodeEcc::Medium,
        Level::Q => qrcodegen::QrCodeEcc::Quartile,
        Level::H => qrcodegen::QrCodeEcc::High,
    }
}

/// The number of bytes that a version holds in byte mode.
pub fn bytes_held(version: u8, level: Level) -> usize {
    let head = if version < 10 { 4 + 8 } else { 4 + 16 };
    let version = qrcode::types::Version::Normal(version.into());
    let bits = qrcode::bits::Bits::new(version).max_len(level_of_qrcode(level)).unwrap();
    (bits - head) / 8
}
