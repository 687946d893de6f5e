//! Two readers that share no line with each other nor with the engine: `rqrr` (a port of quirc) and
//! `rxing` (a port of ZXing).

use crate::picture::Picture;
use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use rxing::{RXingResultMetadataType, RXingResultMetadataValue};

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

/// What `rxing` reads.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// The text, taken for UTF-8.
    pub text: String,
    /// The bytes of its byte segments, one after the other.
    pub bytes: Vec<u8>,
}

/// The payload as `rxing` reads it: searched for in the picture or, as its search goes astray in
/// some large symbols, taken as the whole of the picture.
pub fn by_rxing(picture: &Picture) -> Option<Read> {
    rxing_reads(picture, false).or_else(|| rxing_reads(picture, true))
}

fn rxing_reads(picture: &Picture, pure: bool) -> Option<Read> {
    let side = picture.side as u32;
    let source = Luma8LuminanceSource::new(picture.grey(), side, side).ok()?;
    let mut image = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        CharacterSet: Some(String::from("UTF-8")),
        PureBarcode: Some(pure),
        ..Default::default()
    };
    let read = QRCodeReader::new().decode_with_hints(&mut image, &hints).ok()?;
    let segments = read.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS);
    let bytes = match segments {
        Some(RXingResultMetadataValue::ByteSegments(segments)) => segments.concat(),
        _ => Vec::new(),
    };
    Some(Read { text: read.getText().to_owned(), bytes })
}
