//! The byte stream below HTTP/1.1.
//!
//! It records when an answer has been written, rewrites hyper's own refusals, and closes so that
//! the caller can read the last answer (RFC 9112 section 9.6).

use super::activity::Held;
use super::automatic;
use http::StatusCode;
use std::future::Future as _;
use std::io::{self, IoSlice};
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// The longest head, in bytes; also how much hyper reads ahead. hyper refuses longer ones with 431.
pub(super) const MAX_HEAD: usize = 16 * 1024;

/// How much is read and discarded after the last answer, in bytes.
const MAX_LINGERING: usize = 4 * 1024 * 1024;

/// How long the caller may be silent after the last answer before the connection is closed.
const SILENCE: Duration = Duration::from_secs(2);

/// How long the connection stays open after the last answer, at most.
const LINGERING: Duration = Duration::from_secs(10);

/// The current exchange on an HTTP/1.1 connection. Shared by the stream and the service.
#[derive(Default)]
pub(super) struct Exchange {
    /// A request was passed to the service, and its answer has not been written yet.
    busy: AtomicBool,
    /// The answer, from when it is ready until it has been written.
    answer: Mutex<Option<Held>>,
}

impl Exchange {
    /// Records that a request was read.
    pub(super) fn begin(&self) {
        self.busy.store(true, Ordering::Relaxed);
    }

    /// Records that the answer is ready, and will be written next.
    pub(super) fn answered(&self, answer: Held) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        // A slow caller may have received the answer before this one only after `begin`.
        self.busy.store(true, Ordering::Relaxed);
    }

    /// Records that everything written so far has been sent.
    fn flushed(&self) {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if answer.is_some() {
            self.busy.store(false, Ordering::Relaxed);
        }
    }

    fn is_idle(&self) -> bool {
        !self.busy.load(Ordering::Relaxed)
    }
}

/// A byte stream that follows its [`Exchange`].
pub(super) struct Transport<S> {
    inner: S,
    exchange: Arc<Exchange>,
    over_tls: bool,
    /// Set when the gateway stops: the connection does not linger then.
    stopping: Arc<AtomicBool>,
    /// Bytes read since the last line end.
    line: usize,
    /// The caller has closed its sending side.
    ended: bool,
    /// What is written in place of an answer of hyper's.
    own: Vec<u8>,
    closing: Closing,
}

enum Closing {
    /// Nothing is closed yet.
    Open,
    /// The sending side is closed; what the caller still sends is discarded.
    Lingering { timer: Pin<Box<Sleep>>, end: Instant, left: usize },
    /// Closing is complete.
    Done,
}

impl<S> Transport<S> {
    pub(super) fn new(
        inner: S,
        exchange: Arc<Exchange>,
        over_tls: bool,
        stopping: Arc<AtomicBool>,
    ) -> Self {
        let (own, closing) = (Vec::new(), Closing::Open);
        Self { inner, exchange, over_tls, stopping, line: 0, ended: false, own, closing }
    }

    /// Updates the length of the current line.
    fn follow(&mut self, read: &[u8]) {
        match read.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => self.line = read.len() - end - 1,
            None => self.line = self.line.saturating_add(read.len()),
        }
    }

    /// Whether `bytes` are hyper's own answer to a malformed head; if so, another is written in its
    /// place.
    fn replaces(&mut self, bytes: &[u8]) -> bool {
        let Some(status) = automatic::status(bytes).filter(|_| self.exchange.is_idle()) else {
            return false;
        };
        // hyper does not distinguish a long target from a long head, and has read MAX_HEAD bytes by
        // then: without a line end in them, it is the target (RFC 9112 section 3).
        let long_line = self.line.saturating_add(4) >= MAX_HEAD;
        let status = match status {
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE if long_line => StatusCode::URI_TOO_LONG,
            status => status,
        };
        self.own = automatic::rewritten(bytes, status, self.over_tls);
        true
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Transport<S> {
    fn poll_own(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.own.is_empty() {
            let written = ready!(Pin::new(&mut self.inner).poll_write(context, &self.own))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.own.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    /// Discards what the caller still sends. Closing with unread bytes would reset the connection,
    /// and the caller might lose the answer.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Closing::Lingering { timer, end, left } = &mut self.closing else {
            return Poll::Ready(());
        };
        let mut piece = [0; 4096];
        loop {
            if self.stopping.load(Ordering::Relaxed) || timer.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            let mut buffer = ReadBuf::new(&mut piece);
            match ready!(Pin::new(&mut self.inner).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
            let Some(rest) = left.checked_sub(buffer.filled().len()) else {
                return Poll::Ready(());
            };
            *left = rest;
            timer.as_mut().reset((Instant::now() + SILENCE).min(*end));
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Transport<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        self.ended |= read.is_empty();
        self.follow(read);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Transport<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_own(context))?;
        if self.replaces(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_own(context))?;
        if let [only] = slices
            && self.replaces(only)
        {
            return Poll::Ready(Ok(only.len()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_own(context))?;
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.exchange.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if matches!(self.closing, Closing::Open) {
            ready!(self.poll_own(context))?;
            ready!(Pin::new(&mut self.inner).poll_shutdown(context))?;
            let now = Instant::now();
            let timer = Box::pin(sleep_until(now + SILENCE));
            let lingering = Closing::Lingering { timer, end: now + LINGERING, left: MAX_LINGERING };
            self.closing = if self.ended { Closing::Done } else { lingering };
        }
        ready!(self.poll_linger(context));
        drop(mem::replace(&mut self.closing, Closing::Done));
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::Exchange;
    use crate::http::activity::Activity;

    /// A slow caller may receive an answer only after its next request was read. The next answer
    /// must still not be mistaken for one of hyper's.
    #[test]
    fn an_exchange_is_busy_until_its_own_answer_is_sent() {
        let (activity, exchange) = (Activity::new(), Exchange::default());
        assert!(exchange.is_idle());
        exchange.begin();
        exchange.answered(activity.hold(1));
        exchange.begin();
        exchange.flushed();
        exchange.answered(activity.hold(1));
        assert!(!exchange.is_idle());
        exchange.flushed();
        assert!(exchange.is_idle());
    }
}
