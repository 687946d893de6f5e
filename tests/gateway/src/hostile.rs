//! Clients that send much and read little.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

/// A client of HTTP/1.1 that pipelines one request again and again, never ends a write at the end
/// of a request, and reads nothing.
pub struct Pipeliner {
    stream: TcpStream,
    /// Several requests. It is sent repeatedly.
    block: Vec<u8>,
    /// The position in the block of the next byte to send.
    at: usize,
    sent: usize,
}

/// The number of requests in a block.
const TOGETHER: usize = 200;

impl Pipeliner {
    /// Connects to `http://ADDRESS`.
    ///
    /// # Errors
    /// When nothing listens there.
    ///
    /// # Panics
    /// When the URL is not an address of HTTP.
    pub fn connect(url: &str, request: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(url.strip_prefix("http://").unwrap())?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, block: request.repeat(TOGETHER).into_bytes(), at: 0, sent: 0 })
    }

    /// Sends until the server accepts no more, or `most` bytes were sent in total. Returns whether it
    /// accepted any.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn push(&mut self, most: usize) -> io::Result<bool> {
        let before = self.sent;
        while self.sent < most {
            // The next block without its last bytes: no write ends with the end of a request.
            let (rest, begin) = (&self.block[self.at..], &self.block[..self.at]);
            let mut piece = [rest, begin].concat();
            piece.truncate((self.block.len() - 10).min(most - self.sent));
            match self.stream.write(&piece) {
                Ok(count) => {
                    self.at = (self.at + count) % self.block.len();
                    self.sent += count;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(self.sent > before)
    }

    /// Reads a byte, if there is one.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn sip(&mut self) -> io::Result<()> {
        match self.stream.read(&mut [0]) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }
}
