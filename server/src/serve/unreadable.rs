//! Requests that can't even be read (an address that is too long, headers that are none) get no further than the HTTP
//! library, which answers them with a bare status. Here its answer is given the body that every other failure has.

use std::io::Result;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use kontor_http::problem;
use kontor_kernel::{Clock, Code, Error, Id};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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
}

impl<S> Worded<S> {
    /// Around a connection.
    pub fn new(stream: S, understood: Understood) -> Worded<S> {
        Worded {
            stream,
            understood,
            words: None,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Worded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Worded<S> {
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

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
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
