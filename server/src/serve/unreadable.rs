//! Requests that can't even be read (an address that is too long, headers that are none) get no further than the HTTP
//! library, which answers them with a bare status. Here its answer is given the body that every other failure has, and
//! what the client still sends is read for a while: a connection that is closed with bytes unread is reset, and the client
//! never sees the answer.

use std::io::Result;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use kontor_http::problem;
use kontor_kernel::{Clock, Code, Error, Id};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Bytes that are thrown away at most.
const MOST: usize = 8 << 20;
/// How long that may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Whether a request was read on a connection. From then on all that is written may be ours.
#[derive(Clone, Default)]
pub struct Understood(Arc<AtomicBool>);

impl Understood {
    /// A request was read.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A connection on which the library's own failures are put into words.
pub struct Worded<S> {
    stream: S,
    understood: Understood,
    /// What is written in place of the library's answer, and how much of it already is.
    words: Option<(Vec<u8>, usize)>,
    /// Once all is written: how much was thrown away, and until when that goes on.
    rest: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> Worded<S> {
    /// Around a connection.
    pub fn new(stream: S, understood: Understood) -> Worded<S> {
        Worded {
            stream,
            understood,
            words: None,
            rest: None,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Worded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Worded<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let this = self.get_mut();
        if this.words.is_none() && !this.understood.0.load(Ordering::Relaxed) {
            this.words = words(buf).map(|words| (words, 0));
        }
        let Some((words, written)) = &mut this.words else {
            return Pin::new(&mut this.stream).poll_write(cx, buf);
        };
        while *written < words.len() {
            match ready!(Pin::new(&mut this.stream).poll_write(cx, &words[*written..]))? {
                0 => return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into())),
                more => *written += more,
            }
        }
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let this = self.get_mut();
        if this.rest.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
            if this.words.is_none() {
                return Poll::Ready(Ok(()));
            }
        }
        let (thrown, end) = this.rest.get_or_insert_with(|| (0, Box::pin(sleep(LONGEST))));
        let mut piece = [0; 16 * 1024];
        while *thrown < MOST && end.as_mut().poll(cx).is_pending() {
            let mut piece = ReadBuf::new(&mut piece);
            match ready!(Pin::new(&mut this.stream).poll_read(cx, &mut piece)) {
                Ok(()) if !piece.filled().is_empty() => *thrown += piece.filled().len(),
                // The client is done, or gone.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The whole answer in place of a bare one.
fn words(bare: &[u8]) -> Option<Vec<u8>> {
    let status = bare.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let error = match status {
        b"414" => Error::new(Code::UriTooLong, "The address is too long."),
        b"431" => Error::new(Code::HeadersTooLarge, "The headers are too large."),
        b"400" => Error::new(Code::BadParameter, "The address or a header can't be read."),
        _ => return None,
    };
    Some(problem::whole(&error, Id::generate(&Clock::System)))
}
