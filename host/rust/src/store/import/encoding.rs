//! Decoding a CSV text while it is read.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead as _, BufReader, Cursor, Read};

/// The encoding of a CSV text without a byte order mark. A byte order mark overrides it: the text
/// is UTF-8 or UTF-16 then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvEncoding {
    /// UTF-8 (RFC 3629).
    #[default]
    Utf8,
    /// UTF-16 (RFC 2781); without a byte order mark little-endian, as Windows programs write it.
    Utf16,
    /// Windows-1252, as the WHATWG Encoding Standard defines it.
    Windows1252,
}

/// How much is read and decoded at a time, in bytes.
const CHUNK: usize = 8 * 1024;

/// A source of bytes, read as UTF-8.
///
/// UTF-8 is passed through unchecked, so that the reader can report the line of an error. Malformed
/// UTF-16 is an error of the kind `InvalidData`, after everything before it has been read.
pub(super) struct Decoded<R> {
    source: BufReader<io::Chain<Cursor<Vec<u8>>, R>>,
    /// Whether the beginning has been checked for a byte order mark.
    begun: bool,
    encoding: CsvEncoding,
    /// `None` for UTF-8.
    decoder: Option<Decoder>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
    malformed: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: R, encoding: CsvEncoding) -> Self {
        let source = BufReader::with_capacity(CHUNK, Cursor::new(Vec::new()).chain(source));
        let (begun, ended, malformed) = (false, false, false);
        let (decoder, text, given) = (None, Vec::new(), 0);
        Self { source, begun, encoding, decoder, text, given, ended, malformed }
    }

    /// Skips a byte order mark, if there is one, and chooses the decoder.
    fn begin(&mut self) -> io::Result<()> {
        let (_, source) = self.source.get_mut().get_mut();
        let mut beginning = Vec::with_capacity(3);
        source.by_ref().take(3).read_to_end(&mut beginning)?;
        let (found, mark) = match (beginning.as_slice(), self.encoding) {
            ([0xef, 0xbb, 0xbf], _) => (None, 3),
            ([0xff, 0xfe, ..], _) => (Some(UTF_16LE), 2),
            ([0xfe, 0xff, ..], _) => (Some(UTF_16BE), 2),
            (_, CsvEncoding::Utf8) => (None, 0),
            (_, CsvEncoding::Utf16) => (Some(UTF_16LE), 0),
            (_, CsvEncoding::Windows1252) => (Some(WINDOWS_1252), 0),
        };
        self.decoder = found.map(Encoding::new_decoder_without_bom_handling);
        let (start, _) = self.source.get_mut().get_mut();
        *start = Cursor::new(beginning.split_off(mark));
        self.begun = true;
        Ok(())
    }

    /// Decodes the next chunk.
    fn fill(&mut self, decoder: &mut Decoder) -> io::Result<()> {
        self.text.resize(3 * CHUNK, 0);
        self.given = 0;
        let bytes = self.source.fill_buf()?;
        let is_last = bytes.is_empty();
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut self.text, is_last);
        self.source.consume(read);
        self.text.truncate(written);
        self.ended = is_last && result == DecoderResult::InputEmpty;
        self.malformed = matches!(result, DecoderResult::Malformed(..));
        Ok(())
    }

    fn read_decoded(&mut self, decoder: &mut Decoder, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.malformed {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-16"));
            }
            if self.ended {
                return Ok(0);
            }
            self.fill(decoder)?;
        }
        let mut rest = self.text.get(self.given..).unwrap_or_default();
        let length = rest.read(buffer)?;
        self.given += length;
        Ok(length)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        let Some(mut decoder) = self.decoder.take() else { return self.source.read(buffer) };
        let read = self.read_decoded(&mut decoder, buffer);
        self.decoder = Some(decoder);
        read
    }
}
