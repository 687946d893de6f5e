//! As much HTTP/1.1 as the test's own client speaks: requests with a length, one after another.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Gives status and body of the answer.
type Answer = dyn Fn(&Asked) -> (u16, Vec<u8>) + Send + Sync;

/// A request, as far as anybody looks at it.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

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
    while let Some((mut asked, length)) = read_head(&mut reader)? {
        asked.body = vec![0; length];
        reader.read_exact(&mut asked.body)?;
        let (status, body) = answer(&asked);
        let head = format!(
            "HTTP/1.1 {status} answer\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        writer.write_all(&[head.as_bytes(), &body].concat())?;
    }
    Ok(())
}

/// A request without its body, and how long that is; `None` when the caller has hung up.
fn read_head(reader: &mut impl io::BufRead) -> io::Result<Option<(Asked, usize)>> {
    let (mut first, mut length) = (String::new(), 0);
    for line in reader.by_ref().lines() {
        let line = line?;
        if line.is_empty() {
            let mut words = first.split(' ').map(str::to_owned);
            let mut word = || words.next().ok_or_else(|| io::Error::other("half a request"));
            let asked = Asked { method: word()?, path: word()?, body: Vec::new() };
            return Ok(Some((asked, length)));
        }
        if first.is_empty() {
            first = line;
        } else if let Some(announced) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = announced.trim().parse().map_err(io::Error::other)?;
        }
    }
    Ok(None)
}
