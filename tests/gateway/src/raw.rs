//! Requests byte by byte, and requests whose body is sent later.

use crate::client::{Answer, Client, ENROLL};
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use ureq::http::HeaderMap;

/// A connection that writes exactly the given bytes.
pub struct Raw(TcpStream);

impl Raw {
    /// Connects to the client's server.
    ///
    /// # Errors
    /// When nothing listens there.
    ///
    /// # Panics
    /// When the client's URL is not an address of HTTP.
    pub fn connect(client: &Client) -> io::Result<Self> {
        let stream = TcpStream::connect(client.url().strip_prefix("http://").unwrap())?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self(stream))
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// When the connection ended or broke before the answer was complete.
    ///
    /// # Panics
    /// When it is not an answer with a `Content-Length`.
    pub fn answer(&mut self) -> io::Result<Answer> {
        let head = self.head()?;
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let fields = lines.filter_map(|line| line.split_once(": "));
        let headers: HeaderMap =
            fields.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let length = headers["content-length"].to_str().unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body)?;
        Ok(Answer { status, headers, body: String::from_utf8(body).unwrap() })
    }

    /// Reads the head of an answer, and returns the status.
    ///
    /// # Errors
    /// When the connection ended or broke before the head was complete.
    ///
    /// # Panics
    /// When it is not an answer.
    pub fn status(&mut self) -> io::Result<u16> {
        let head = self.head()?;
        Ok(head.split(' ').nth(1).unwrap().parse().unwrap())
    }

    /// Reads up to and including the first empty line.
    ///
    /// # Errors
    /// When the connection ended or broke before.
    ///
    /// # Panics
    /// When it is not text.
    pub fn head(&mut self) -> io::Result<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        Ok(String::from_utf8(head).unwrap())
    }
}

/// A request whose head the server has read, and whose body it waits for.
pub struct Waiting {
    raw: Raw,
    body: String,
}

impl Waiting {
    /// Sends the head, and waits until the server asks for the body (RFC 9110 section 10.1.1). From
    /// then on the server handles the request.
    ///
    /// # Panics
    /// When the server does not ask for the body.
    #[must_use]
    pub fn start(client: &Client, body: &str) -> Self {
        let mut raw = Raw::connect(client).unwrap();
        let head = format!(
            "POST {ENROLL} HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
            client.bearer(),
            body.len()
        );
        raw.write(head.as_bytes()).unwrap();
        let go_on = raw.head().unwrap();
        assert!(go_on.starts_with("HTTP/1.1 100 "), "{go_on}");
        Self { raw, body: body.to_owned() }
    }

    /// Sends the body, and returns the answer.
    ///
    /// # Errors
    /// When there was no answer.
    pub fn finish(mut self) -> io::Result<Answer> {
        self.raw.write(self.body.as_bytes())?;
        self.raw.answer()
    }
}
