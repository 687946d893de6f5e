//! Bytes over TCP or TLS, exactly as a test writes them.

use crate::secure::{self, Http};
use rustls::{ClientConnection, StreamOwned};
use rustls_pki_types::ServerName;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// How long an answer may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection that knows nothing of requests.
pub struct Wire {
    stream: Stream,
    tcp: TcpStream,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Wire {
    /// Connects to `http://ADDRESS`.
    ///
    /// # Errors
    /// When nothing listens there.
    ///
    /// # Panics
    /// When the URL is not an address of HTTP.
    pub fn plain(url: &str) -> io::Result<Self> {
        let tcp = TcpStream::connect(url.strip_prefix("http://").unwrap())?;
        tcp.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: Stream::Plain(tcp.try_clone()?), tcp })
    }

    /// Connects to `https://ADDRESS`, trusting the certificates in `ca` (PEM) alone, and negotiates
    /// that version of HTTP.
    ///
    /// # Errors
    /// When nothing listens there, or the handshake fails.
    ///
    /// # Panics
    /// When the URL is not an address of HTTPS.
    pub fn tls(url: &str, ca: &str, http: Http) -> io::Result<Self> {
        let address: SocketAddr = url.strip_prefix("https://").unwrap().parse().unwrap();
        let mut tcp = TcpStream::connect(address)?;
        tcp.set_read_timeout(Some(PATIENCE))?;
        let config = Arc::new(secure::config(ca, http, rustls::ALL_VERSIONS));
        let name = ServerName::IpAddress(address.ip().into());
        let mut client = ClientConnection::new(config, name).unwrap();
        client.complete_io(&mut tcp)?;
        let stream = StreamOwned::new(client, tcp.try_clone()?);
        Ok(Self { stream: Stream::Tls(Box::new(stream)), tcp })
    }

    /// Sets how long a write may wait for the server to read.
    ///
    /// # Panics
    /// When the time is zero.
    pub fn set_write_timeout(&self, patience: Duration) {
        self.tcp.set_write_timeout(Some(patience)).unwrap();
    }

    /// Reads up to and including the first occurrence of `end`.
    ///
    /// # Errors
    /// When the connection ends before.
    pub fn until(&mut self, end: &str) -> io::Result<String> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            let mut byte = [0];
            self.read_exact(&mut byte)?;
            bytes.push(byte[0]);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Reads until the server ends the connection.
    ///
    /// # Errors
    /// When the connection breaks instead of ending.
    pub fn all(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Closes the sending side.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn finish(&mut self) -> io::Result<()> {
        if let Stream::Tls(stream) = &mut self.stream {
            stream.conn.send_close_notify();
            stream.flush()?;
        }
        self.tcp.shutdown(Shutdown::Write)
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.flush(),
            Stream::Tls(stream) => stream.flush(),
        }
    }
}
