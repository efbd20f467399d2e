//! Calls a router in memory and keeps the whole answer, for the tests of this crate.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, request};
use kontor_kernel::{Clock, Json, Timestamp};
use tower::ServiceExt;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status, code and the first issue's pointer and code: what most tests ask of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String, String, String) {
        let body = self.json();
        let text = |value: &Json| value.as_str().unwrap_or("").to_owned();
        let issue = &body["errors"][0];
        (
            self.status,
            text(&body["code"]),
            text(&issue["pointer"]),
            text(&issue["code"]),
        )
    }
}

pub(crate) fn clock() -> Clock {
    Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap())
}

/// The router as a server would run it.
pub(crate) fn serve(router: Router) -> Router {
    crate::request_id::wrap(router, clock())
}

pub(crate) fn get(path: &str) -> request::Builder {
    Request::get(path)
}

pub(crate) fn post(path: &str) -> request::Builder {
    Request::post(path).header("Content-Type", "application/json")
}

pub(crate) async fn call(router: Router, request: request::Builder) -> Answer {
    send(router, request, Body::empty()).await
}

pub(crate) async fn send(router: Router, request: request::Builder, body: impl Into<Body>) -> Answer {
    let response = router.oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap().to_vec();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    }
}
