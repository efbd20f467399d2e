//! What every request passes: it gets an id, its panics and failures become problems, and it is counted and logged.
//!
//! The log line names the route's pattern, never the path, so that no search word or id of a person ends up in it.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use kontor_kernel::{Clock, Code, Error, Id, Locale, Timestamp};
use tracing::Instrument;

use crate::problem::{self, Problem};
use crate::{metrics, percent};

/// The header under which every answer names its request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What is known of a request before anybody looks at it. As an extractor it never fails.
#[derive(Clone, Copy, Debug)]
pub struct RequestInfo {
    /// Names the request in the answer and in logs; what the client sends under that name is ignored.
    pub id: Id,
    /// The language of the answer's words, from `Accept-Language`.
    pub locale: Locale,
    /// When the request began.
    pub began: Timestamp,
}

impl RequestInfo {
    fn new(request: &Request, clock: &Clock) -> RequestInfo {
        let language = request
            .headers()
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        RequestInfo {
            id: Id::generate(clock),
            locale: language.map_or(Locale::En, Locale::from_accept_language),
            began: clock.now(),
        }
    }
}

/// The language of who asks, once that is known: it counts where the request names none.
#[derive(Clone, Debug, Default)]
pub struct Spoken(Arc<OnceLock<Locale>>);

impl Spoken {
    /// Notes the language in which a request is answered.
    pub fn settle(&self, locale: Locale) {
        // A request has one caller; whoever was found first stays.
        let _ = self.0.set(locale);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestInfo {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<RequestInfo, Infallible> {
        let known = parts.extensions.get::<RequestInfo>().copied();
        Ok(known.unwrap_or(RequestInfo {
            id: Id::NIL,
            locale: Locale::En,
            began: Timestamp::from_micros(0),
        }))
    }
}

/// Puts this layer around all routes. It is to be the outermost one, apart from compression.
pub fn wrap(router: Router, clock: Clock) -> Router {
    router.layer(middleware::from_fn_with_state(clock, pass))
}

async fn pass(State(clock): State<Clock>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let info = RequestInfo::new(&request, &clock);
    let spoken = Spoken::default();
    let method = known_method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let span = tracing::info_span!("request", id = %info.id);
    let _running = metrics::Running::start();

    let response = match percent::decode(request.uri().path(), false) {
        Ok(_) if size_of_headers(request.headers()) > LARGEST_HEADERS => {
            let error = Error::new(Code::HeadersTooLarge, "The headers are too large.");
            Problem(error.with("limit", LARGEST_HEADERS)).into_response()
        }
        Ok(_) => {
            request.extensions_mut().insert(info);
            request.extensions_mut().insert(spoken.clone());
            let answer = AssertUnwindSafe(next.run(request).instrument(span))
                .catch_unwind()
                .await;
            answer.unwrap_or_else(|panic| Problem(Error::internal(panic_message(&*panic))).into_response())
        }
        Err(flaw) => {
            let error = Error::new(Code::BadParameter, flaw.detail()).with("parameter", "path");
            Problem(error.with("reason", flaw.reason())).into_response()
        }
    };
    let locale = spoken.0.get().copied().unwrap_or(info.locale);
    let (mut response, code) = problem::finish(response, locale, info.id);
    let id = HeaderValue::try_from(info.id.to_string()).expect("a UUID is visible ASCII");
    response.headers_mut().insert(REQUEST_ID, id);

    let (status, took) = (response.status().as_u16(), start.elapsed());
    metrics::count(method, route, status, code, took);
    let ms = took.as_micros() as f64 / 1000.0;
    tracing::info!(target: "kontor::access", request = %info.id, method, route, status, ms);
    response
}

/// Bytes of all headers together. What the server can hold of a request is more, so that it can say this in words.
pub const LARGEST_HEADERS: usize = 64 * 1024;

/// Bytes of all headers as they are sent.
fn size_of_headers(headers: &HeaderMap) -> usize {
    const SEPARATORS: usize = ": \r\n".len();
    let sizes = headers.iter();
    sizes
        .map(|(name, value)| name.as_str().len() + value.len() + SEPARATORS)
        .sum()
}

/// The method as a label; made-up ones are one label, so that nobody can fill the memory with them.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"];
    KNOWN
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let words = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", words.unwrap_or("without words"))
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    #[tokio::test]
    async fn every_answer_names_its_request_and_ignores_the_clients_name() {
        let app =
            serve(Router::new().route("/x", get(|info: RequestInfo| async move { info.id.to_string() })));
        let mine = "0195512c-8a10-7000-8000-000000000000";
        let answer = call(app.clone(), ask("/x").header("Request-Id", mine)).await;
        assert_eq!(answer.header("request-id"), answer.text());
        assert_ne!(answer.text(), mine);
        assert_eq!(answer.text().as_bytes()[14], b'7', "version 7");
        assert!(!call(app, ask("/nothing")).await.header("request-id").is_empty());
    }

    #[tokio::test]
    async fn the_language_comes_from_the_header() {
        let app = serve(Router::new().route(
            "/x",
            get(|info: RequestInfo| async move { format!("{:?}", info.locale) }),
        ));
        assert_eq!(
            call(app.clone(), ask("/x").header("Accept-Language", "de;q=0.8,fr"))
                .await
                .text(),
            "De"
        );
        assert_eq!(
            call(app.clone(), ask("/x").header("Accept-Language", &b"\xff"[..]))
                .await
                .text(),
            "En"
        );
        assert_eq!(call(app, ask("/x")).await.text(), "En");
    }

    #[tokio::test]
    async fn a_panic_is_a_problem() {
        async fn broken() -> &'static str {
            panic!("secret of the house")
        }
        let answer = call(serve(Router::new().route("/x", get(broken))), ask("/x")).await;
        assert_eq!((answer.status, &answer.json()["code"]), (500, &"internal".into()));
        assert!(!answer.text().contains("secret"));
        assert!(!answer.header("request-id").is_empty());
    }

    #[tokio::test]
    async fn a_path_that_cannot_be_decoded_is_refused() {
        let app = serve(Router::new().route("/r/{id}", get(|| async { "reached" })));
        for (path, reason) in [
            ("/r/%", "malformed_percent"),
            ("/r/%zz", "malformed_percent"),
            ("/r/%ff", "broken_utf8"),
            ("/r/a%00", "control_characters"),
            ("/unknown/%ff", "broken_utf8"),
        ] {
            let answer = call(app.clone(), ask(path)).await;
            assert_eq!(
                (answer.status, &answer.json()["code"]),
                (400, &"bad_parameter".into()),
                "{path}"
            );
            assert_eq!(
                (&answer.json()["parameter"], &answer.json()["reason"]),
                (&"path".into(), &reason.into())
            );
        }
        assert_eq!(call(app, ask("/r/%C3%A4")).await.text(), "reached");
    }

    #[test]
    fn made_up_methods_share_a_label() {
        assert_eq!(known_method("PATCH"), "PATCH");
        assert_eq!(known_method("BREW"), "other");
    }
}
