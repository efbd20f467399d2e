//! Connections: accepted up to a number, bounded in time and size, and finished before the server ends.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::serve::Listener;
use futures_util::StreamExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use kontor_http::client::Peer;
use kontor_http::request_id::LARGEST_HEADERS;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower::ServiceExt;

use super::Stop;
use super::remainder::read_out;
use super::unreadable::{Understood, Worded};

/// Connections at the same time; further ones wait to be accepted.
const MOST: usize = 4096;
/// How long the line and headers of a request may take, and a connection may rest between two.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// Bytes of the line and headers that can be read; the router refuses less than that in words.
const HEAD_SIZE: usize = 4 * LARGEST_HEADERS;
/// How long running requests may take to finish once the server is told to end.
const GRACE: Duration = Duration::from_secs(20);

/// Serves what comes in until the server is told to end, then finishes what runs.
pub async fn serve<L: Listener>(
    mut listener: L,
    router: Router,
    peer: impl Fn(&L::Io, L::Addr) -> Peer,
    stop: Stop,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_SIZE);
    let running = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, (stream, address)) = tokio::select! {
            biased;
            () = stop.said() => break,
            next = next => next,
        };
        let (peer, router) = (peer(&stream, address), router.clone());
        let understood = Understood::default();
        let stream = Worded::new(stream, understood.clone());
        let answer = service_fn(move |mut request: Request<Incoming>| {
            understood.note();
            request.extensions_mut().insert(peer);
            router.clone().oneshot(read_out(request).map(Body::new))
        });
        let connection = running.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            // How a connection ends is the client's affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if timeout(GRACE, running.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

/// Streams of live updates have no end of their own: they end when the server does, and clients come back.
pub async fn end_streams(response: Response, stop: Stop) -> Response {
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/event-stream")) {
        return response;
    }
    response.map(|body| {
        let ended = Box::pin(async move { stop.said().await });
        Body::from_stream(body.into_data_stream().take_until(ended))
    })
}
