//! Live updates as server-sent events: framing, heartbeat, and where a listener that comes back goes on.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use kontor_events::Cursor;
use kontor_kernel::Json;

/// A comment is sent when nothing happened for so long, so that nobody on the way takes the line for dead.
pub const HEARTBEAT: Duration = Duration::from_secs(20);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What is told to a listener.
#[derive(Clone, PartialEq, Debug)]
pub enum LiveEvent {
    /// A record changed; `data` says which and how, never its values.
    Change {
        /// Position in the stream of changes.
        seq: Cursor,
        /// The change, as `GET /changes` shows it.
        data: Json,
    },
    /// A record is no longer there for this listener.
    Gone {
        /// Position in the stream of changes.
        seq: Cursor,
        /// Which record.
        data: Json,
    },
    /// What was missed is no longer known; everything shown is to be read again. Listening goes on after `seq`.
    Reset {
        /// Position in the stream of changes.
        seq: Cursor,
    },
    /// Nothing to tell up to here: moves the place to which a listener that breaks off comes back.
    Here {
        /// Position in the stream of changes.
        seq: Cursor,
    },
}

impl LiveEvent {
    fn frame(self) -> Event {
        let (kind, seq, data) = match self {
            LiveEvent::Change { seq, data } => ("change", seq, data),
            LiveEvent::Gone { seq, data } => ("gone", seq, data),
            LiveEvent::Reset { seq } => ("reset", seq, Json::Object(Default::default())),
            // Without data browsers note the id and call nobody.
            LiveEvent::Here { seq } => return Event::default().id(seq.to_string()),
        };
        Event::default()
            .event(kind)
            .id(seq.to_string())
            .data(data.to_string())
    }
}

/// Answers with events until the stream ends or the listener leaves.
pub fn answer<S>(events: S) -> Response
where
    S: Stream<Item = LiveEvent> + Send + 'static,
{
    let frames = events.map(|event| Ok::<Event, Infallible>(event.frame()));
    let beat = KeepAlive::new().interval(HEARTBEAT).text("");
    let mut response = Sse::new(frames).keep_alive(beat).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Reverse proxies gather small pieces into large ones unless they are told not to.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

/// Where a listener wants to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// It has just come: from now on.
    Now,
    /// After this event.
    After(Cursor),
    /// It names an event that can't be ours. An error would make browsers give up, so it is told to read anew.
    Reset,
}

impl Resume {
    /// Reads `Last-Event-ID`.
    pub fn read(headers: &HeaderMap) -> Resume {
        match headers
            .get(LAST_EVENT_ID)
            .map(|value| value.to_str().ok().and_then(|text| text.parse().ok()))
        {
            None => Resume::Now,
            Some(Some(seq)) => Resume::After(seq),
            Some(_) => Resume::Reset,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use futures_util::stream;
    use serde_json::json;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    fn at(text: &str) -> Cursor {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn events_are_framed() {
        let events = || {
            stream::iter([
                LiveEvent::Change {
                    seq: at("7"),
                    data: json!({"object": "task"}),
                },
                LiveEvent::Gone {
                    seq: at("5.8"),
                    data: json!({"text": "a\nb"}),
                },
                LiveEvent::Here { seq: at("9") },
                LiveEvent::Reset { seq: at("9") },
            ])
        };
        let app = serve(Router::new().route("/events", get(move || async move { answer(events()) })));
        let answer = call(app, ask("/events")).await;
        assert_eq!(answer.header("content-type"), "text/event-stream");
        assert_eq!(
            (answer.header("cache-control"), answer.header("x-accel-buffering")),
            ("no-store", "no")
        );
        assert_eq!(
            answer.text(),
            "event: change\nid: 7\ndata: {\"object\":\"task\"}\n\n\
             event: gone\nid: 5.8\ndata: {\"text\":\"a\\nb\"}\n\n\
             id: 9\n\n\
             event: reset\nid: 9\ndata: {}\n\n"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_line_beats() {
        let mut body = answer(stream::pending()).into_body().into_data_stream();
        let start = tokio::time::Instant::now();
        let beat = body.next().await.unwrap().unwrap();
        assert_eq!((&beat[..], start.elapsed()), (&b": \n\n"[..], HEARTBEAT));
    }

    #[test]
    fn a_listener_goes_on_where_it_was() {
        let read = |value: &'static str| {
            Resume::read(&HeaderMap::from_iter([(
                LAST_EVENT_ID,
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!(Resume::read(&HeaderMap::new()), Resume::Now);
        assert_eq!(read("42"), Resume::After(at("42")));
        assert_eq!(read("7.42"), Resume::After(at("7.42")));
        for odd in ["", "-1", "x", "99999999999999999999"] {
            assert_eq!(read(odd), Resume::Reset, "{odd}");
        }
    }
}
