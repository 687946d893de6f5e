//! As much HTTP/1.1 as the test's own client speaks: requests with a length, one after another.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Gives status and body of the answer to a body.
type Answer = dyn Fn(&[u8]) -> (u16, Vec<u8>) + Send + Sync;

/// Serves until the process ends.
pub(crate) fn serve(listener: &TcpListener, answer: Arc<Answer>) {
    for stream in listener.incoming() {
        let (stream, answer) = (stream.unwrap(), Arc::clone(&answer));
        // A connection that breaks is its caller's affair.
        thread::spawn(move || drop(converse(&stream, &*answer)));
    }
}

fn converse(stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(length) = read_head(&mut reader)? {
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (status, body) = answer(&body);
        let head = format!(
            "HTTP/1.1 {status} answer\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        writer.write_all(&[head.as_bytes(), &body].concat())?;
    }
    Ok(())
}

/// The length that a request's head announces; `None` when the caller has hung up.
fn read_head(reader: &mut impl io::BufRead) -> io::Result<Option<usize>> {
    let mut length = 0;
    for line in reader.by_ref().lines() {
        let line = line?.to_ascii_lowercase();
        if line.is_empty() {
            return Ok(Some(length));
        }
        if let Some(announced) = line.strip_prefix("content-length:") {
            length = announced.trim().parse().map_err(io::Error::other)?;
        }
    }
    Ok(None)
}
