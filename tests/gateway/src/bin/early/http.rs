//! The part of HTTP/1.1 that the tests' client uses: requests with a length, one after another.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Returns the status and the body of the answer.
type Answer = dyn Fn(&Received) -> (u16, Vec<u8>) + Send + Sync;

/// The parts of a request that are used.
pub(crate) struct Received {
    pub(crate) method: String,
    /// The path and the query.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// Serves until the process ends.
pub(crate) fn serve(listener: &TcpListener, answer: Arc<Answer>) {
    for stream in listener.incoming() {
        let (stream, answer) = (stream.unwrap(), Arc::clone(&answer));
        // Nothing is done about a connection that breaks.
        thread::spawn(move || drop(serve_connection(&stream, &*answer)));
    }
}

fn serve_connection(stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some((mut request, length)) = read_head(&mut reader)? {
        request.body = vec![0; length];
        reader.read_exact(&mut request.body)?;
        let (status, body) = answer(&request);
        let head = format!(
            "HTTP/1.1 {status} answer\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        writer.write_all(&[head.as_bytes(), &body].concat())?;
    }
    Ok(())
}

/// Reads a request without its body, and the length of the body; `None` at the end of the
/// connection.
fn read_head(reader: &mut impl io::BufRead) -> io::Result<Option<(Received, usize)>> {
    let (mut first, mut length) = (String::new(), 0);
    for line in reader.by_ref().lines() {
        let line = line?;
        if line.is_empty() {
            let mut parts = first.split(' ').map(str::to_owned);
            let mut part = || parts.next().ok_or_else(|| io::Error::other("incomplete request"));
            let request = Received { method: part()?, path: part()?, body: Vec::new() };
            return Ok(Some((request, length)));
        }
        if first.is_empty() {
            first = line;
        } else if let Some(announced) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = announced.trim().parse().map_err(io::Error::other)?;
        }
    }
    Ok(None)
}
