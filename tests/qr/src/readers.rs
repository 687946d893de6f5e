//! Three readers that share no code with each other or with the engine: `rqrr` (a port of quirc),
//! `rxing` (a port of ZXing) and ZBar's program.

use crate::picture::Picture;
use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use rxing::{RXingResultMetadataType, RXingResultMetadataValue};
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

/// The payload as `rqrr` reads it.
pub fn by_rqrr(picture: &Picture) -> Option<Vec<u8>> {
    let grey = picture.grey();
    let side = picture.side;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| grey[y * side + x]);
    let grids = image.detect_grids();
    let mut payload = Vec::new();
    grids.first()?.decode_to(&mut payload).ok()?;
    Some(payload)
}

/// The result of `rxing`.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// The text, read as UTF-8.
    pub text: String,
    /// The bytes of its byte segments, concatenated.
    pub bytes: Vec<u8>,
}

/// The payload as `rxing` reads it: located in the picture or, since locating fails for some large
/// symbols, with the symbol as the whole picture.
pub fn by_rxing(picture: &Picture) -> Option<Read> {
    let utf_8 = || Some(String::from("UTF-8"));
    rxing_reads(picture, false, utf_8()).or_else(|| rxing_reads(picture, true, utf_8()))
}

/// The text as `rxing` reads it without a hint about the character set: from the symbol's header
/// or, without one, by guessing.
pub fn text_by_rxing(picture: &Picture) -> Option<String> {
    let read = rxing_reads(picture, false, None).or_else(|| rxing_reads(picture, true, None));
    read.map(|read| read.text)
}

/// The text of a PNG as ZBar's program reads it (Debian: `zbar-tools`; see `tests/qr/prepare`).
///
/// # Errors
/// When the program cannot be started or written to: without it, the test would prove nothing.
pub fn text_by_zbar(png: &[u8]) -> io::Result<Option<String>> {
    let mut program = Command::new("zbarimg");
    program.args(["--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", "png:-"]);
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = program.spawn()?;
    let written = running.stdin.take().map(|mut stdin| stdin.write_all(png));
    let ended = running.wait_with_output()?;
    written.transpose()?;
    let text = String::from_utf8(ended.stdout).ok();
    let text = text.map(|text| text.strip_suffix('\n').unwrap_or(&text).to_owned());
    Ok(text.filter(|_| ended.status.success()))
}

fn rxing_reads(picture: &Picture, pure: bool, character_set: Option<String>) -> Option<Read> {
    let side = picture.side as u32;
    let source = Luma8LuminanceSource::new(picture.grey(), side, side).ok()?;
    let mut image = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints =
        DecodeHints { CharacterSet: character_set, PureBarcode: Some(pure), ..Default::default() };
    let read = QRCodeReader::new().decode_with_hints(&mut image, &hints).ok()?;
    let segments = read.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS);
    let bytes = match segments {
        Some(RXingResultMetadataValue::ByteSegments(segments)) => segments.concat(),
        _ => Vec::new(),
    };
    Some(Read { text: read.getText().to_owned(), bytes })
}
