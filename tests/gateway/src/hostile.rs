//! Callers that send much and take little.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

/// A caller of HTTP/1.1 that pipelines one request again and again, never ends a write at the end
/// of a request, and reads nothing.
pub struct Pipeliner {
    stream: TcpStream,
    stretch: Vec<u8>,
    /// How much of the stretch was sent.
    at: usize,
    sent: usize,
}

/// How many requests stand in one write.
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
        Ok(Self { stream, stretch: request.repeat(TOGETHER).into_bytes(), at: 0, sent: 0 })
    }

    /// Sends until the server takes no more, or `most` bytes were sent in all. Answers whether it
    /// took any.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn push(&mut self, most: usize) -> io::Result<bool> {
        let before = self.sent;
        while self.sent < most {
            // The next stretch but its last bytes: between two writes a request is never whole.
            let (rest, begin) = (&self.stretch[self.at..], &self.stretch[..self.at]);
            let mut piece = [rest, begin].concat();
            piece.truncate((self.stretch.len() - 10).min(most - self.sent));
            match self.stream.write(&piece) {
                Ok(taken) => {
                    self.at = (self.at + taken) % self.stretch.len();
                    self.sent += taken;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(self.sent > before)
    }

    /// Reads one byte, if there is one.
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
