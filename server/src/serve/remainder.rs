//! What is left of a request's body when its answer is known early: a body that is too large, a full disk, a caller who
//! may not. A connection that is closed with bytes unread is reset, and the client never sees why it was refused; so the
//! rest is read and thrown away for a while.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::Request;
use axum::http::header::EXPECT;
use futures_util::future::poll_fn;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Bytes that are thrown away at most: an upload somewhat above the usual limit.
const MOST: u64 = 128 << 20;
/// How long that may take.
const LONGEST: Duration = Duration::from_secs(10);

/// A body that is read to its end, also when nobody wants it any more.
pub struct ReadOut {
    body: Option<Incoming>,
    /// Whether the client sends without being asked to go on.
    sends: bool,
}

/// Gives a request such a body.
pub fn read_out(request: Request<Incoming>) -> Request<ReadOut> {
    let sends = !request.headers().contains_key(EXPECT);
    request.map(|body| ReadOut {
        body: Some(body),
        sends,
    })
}

impl Body for ReadOut {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(cx);
        match &frame {
            Poll::Ready(None | Some(Err(_))) => self.body = None,
            // Whoever has asked for the first piece has told the client to go on.
            Poll::Ready(Some(Ok(_))) => self.sends = true,
            Poll::Pending => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for ReadOut {
    fn drop(&mut self) {
        let Some(body) = self.body.take() else { return };
        if !self.sends || body.is_end_stream() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(throw_away(body));
        }
    }
}

async fn throw_away(mut body: Incoming) {
    let mut left = MOST;
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            let size = frame.data_ref().map_or(0, |data| data.len() as u64);
            match left.checked_sub(size) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    };
    // Whoever sends more, or too slowly, is cut off after all.
    let _ = timeout(LONGEST, reading).await;
}
