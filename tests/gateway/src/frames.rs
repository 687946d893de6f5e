//! The frames of HTTP/2 (RFC 9113) that a hostile client needs.

use std::io::{self, Read};

const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const ACK: u8 = 1;
const END_STREAM_AND_HEADERS: u8 = 5;
const INITIAL_WINDOW_SIZE: u8 = 4;

/// A frame. Panics when the payload is too long.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// The client's preface, with that initial window for each stream.
#[must_use]
pub fn preface(window: u32) -> Vec<u8> {
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let mut setting = vec![0, INITIAL_WINDOW_SIZE];
    setting.extend(window.to_be_bytes());
    bytes.extend(frame(SETTINGS, 0, 0, &setting));
    bytes
}

/// `GET` of a path over `https`, encoded with the static table (RFC 7541 appendix A).
///
/// # Panics
/// When the path is longer than 126 bytes.
#[must_use]
pub fn get(stream: u32, path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x87, 0x41, 1, b'a', 0x44];
    block.push(u8::try_from(path.len()).ok().filter(|length| *length < 127).unwrap());
    block.extend(path.as_bytes());
    frame(HEADERS, END_STREAM_AND_HEADERS, stream, &block)
}

/// A PING. Its acknowledgement shows that the server has read everything before it.
#[must_use]
pub fn ping() -> Vec<u8> {
    frame(PING, 0, 0, &[7; 8])
}

/// Reads until that PING is acknowledged.
///
/// # Errors
/// When the connection ends before.
pub fn until_acknowledged(stream: &mut impl Read) -> io::Result<()> {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload)?;
        if head[3] == PING && head[4] == ACK && payload == [7; 8] {
            return Ok(());
        }
    }
}
