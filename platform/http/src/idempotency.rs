//! Idempotency keys: a request that is sent twice with the same key has its effect once and gets the same answer.
//!
//! Key, fingerprint and answer are stored in the transaction of the effect by whoever writes; this file knows how
//! they are read, made and given back. What can't keep its answer refuses the header ([`Unkept`]): what lies in the
//! control database is not written in the transaction of the workspace, and secrets are shown once and stored nowhere.

use std::collections::HashSet;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{
    CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kontor_kernel::{Actor, Result};
use sha2::{Digest, Sha256};

use crate::headers::CHANGE_SET;
use crate::problem::Problem;
use crate::query;

/// The header a client names its request with.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Headers of an answer that are given again; the others belong to the request at hand.
static KEPT: [HeaderName; 5] = [CONTENT_TYPE, CONTENT_LANGUAGE, ETAG, LOCATION, CHANGE_SET];

/// What a client calls its request: 1 to 255 visible ASCII characters. `Option<IdempotencyKey>` is for the header
/// that most requests don't have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdempotencyKey(pub String);

impl IdempotencyKey {
    /// Reads the header.
    pub fn read(headers: &HeaderMap) -> Result<Option<IdempotencyKey>> {
        let mut lines = headers.get_all(&IDEMPOTENCY_KEY).iter();
        let Some(line) = lines.next() else { return Ok(None) };
        let key = line.as_bytes();
        let visible = key.iter().all(|byte| byte.is_ascii_graphic());
        if lines.next().is_some() || !visible || !(1..=255).contains(&key.len()) {
            let detail = "One key of 1 to 255 visible ASCII characters is expected.";
            return Err(query::refuse("Idempotency-Key", "invalid", detail));
        }
        Ok(Some(IdempotencyKey(String::from_utf8_lossy(key).into_owned())))
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<IdempotencyKey>, Problem> {
        Ok(IdempotencyKey::read(&parts.headers)?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IdempotencyKey, Problem> {
        let missing = || query::refuse("Idempotency-Key", "required", "This request needs a key.");
        Ok(IdempotencyKey::read(&parts.headers)?.ok_or_else(missing)?)
    }
}

/// The operations that change something and keep no answer, as `POST /api/v1/tokens`.
#[derive(Clone, Default)]
pub struct Unkept(Arc<HashSet<(Method, String)>>);

impl Unkept {
    /// From methods and paths below the prefix of the API.
    pub fn new(operations: impl IntoIterator<Item = (Method, String)>) -> Unkept {
        Unkept(Arc::new(operations.into_iter().collect()))
    }
}

/// Refuses the header where it would be ignored, for [`axum::middleware::from_fn_with_state`].
pub async fn refuse_unkept(
    State(unkept): State<Unkept>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let sent = request.headers().contains_key(&IDEMPOTENCY_KEY);
    if let Some(route) = route.filter(|_| sent) {
        let operation = (request.method().clone(), route.as_str().to_owned());
        if unkept.0.contains(&operation) {
            let detail = "This request keeps no answer: look what came of it before you send it again.";
            return Err(query::refuse("Idempotency-Key", "not_kept", detail).into());
        }
    }
    Ok(next.run(request).await)
}

/// What makes two requests the same: method, path, query, body and who asks.
pub fn fingerprint(method: &Method, path: &str, query: &str, body: &[u8], actor: Actor) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [
        method.as_str().as_bytes(),
        path.as_bytes(),
        query.as_bytes(),
        body,
        actor.as_text().as_bytes(),
    ] {
        // The length in front keeps "ab" + "c" apart from "a" + "bc".
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// An answer as it is kept to be given again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredAnswer {
    /// The status.
    pub status: u16,
    /// The headers worth keeping, by name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl StoredAnswer {
    /// Keeps what is worth keeping of an answer.
    pub fn new(status: StatusCode, headers: &HeaderMap, body: Bytes) -> StoredAnswer {
        let kept = KEPT.iter().filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        StoredAnswer {
            status: status.as_u16(),
            headers: kept.collect(),
            body,
        }
    }
}

impl IntoResponse for StoredAnswer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
            .headers_mut()
            .insert(REPLAYED, HeaderValue::from_static("true"));
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use axum::Router;
    use axum::routing::post;
    use kontor_kernel::Id;

    use super::*;
    use crate::testing::{call, post as ask, serve};

    #[tokio::test]
    async fn keys_are_bounded_and_visible() {
        let show = |key: Option<IdempotencyKey>| async move { format!("{key:?}") };
        let app = serve(Router::new().route("/x", post(show)));
        assert_eq!(call(app.clone(), ask("/x")).await.text(), "None");
        let good = call(app.clone(), ask("/x").header("Idempotency-Key", "a".repeat(255))).await;
        assert_eq!(good.status, 200);
        for bad in [&b""[..], b"a b", &[b'a'; 256], b"\xc3\xa4", b"a\tb"] {
            let answer = call(app.clone(), ask("/x").header("Idempotency-Key", bad)).await;
            assert_eq!(
                (answer.status, &answer.json()["parameter"]),
                (400, &"Idempotency-Key".into())
            );
        }
        let twice = ask("/x")
            .header("Idempotency-Key", "a")
            .header("Idempotency-Key", "b");
        assert_eq!(call(app, twice).await.status, 400);
    }

    #[test]
    fn every_part_of_a_request_changes_its_fingerprint() {
        let user = Actor::User(Id::NIL);
        let prints: HashSet<[u8; 32]> = [
            fingerprint(&Method::POST, "/a", "", b"{}", user),
            fingerprint(&Method::PATCH, "/a", "", b"{}", user),
            fingerprint(&Method::POST, "/b", "", b"{}", user),
            fingerprint(&Method::POST, "/a", "b", b"{}", user),
            fingerprint(&Method::POST, "/a", "", b"[]", user),
            fingerprint(&Method::POST, "/a", "", b"{}", Actor::Cli),
            fingerprint(&Method::POST, "/", "a", b"{}", user),
        ]
        .into();
        assert_eq!(prints.len(), 7);
        let again = fingerprint(&Method::POST, "/a", "", b"{}", user);
        assert!(prints.contains(&again));
    }

    #[tokio::test]
    async fn a_stored_answer_is_given_again_and_says_so() {
        let headers = HeaderMap::from_iter([
            (ETAG, HeaderValue::from_static("\"1\"")),
            (CHANGE_SET, HeaderValue::from_static("c")),
            (
                HeaderName::from_static("set-cookie"),
                HeaderValue::from_static("kontor=secret"),
            ),
        ]);
        let stored = StoredAnswer::new(StatusCode::CREATED, &headers, Bytes::from_static(b"{}"));
        let app = serve(Router::new().route("/x", post(move || async move { stored })));
        let answer = call(app, ask("/x")).await;
        assert_eq!(
            (answer.status, answer.text(), answer.header("etag")),
            (201, "{}", "\"1\"")
        );
        assert_eq!(answer.header("idempotent-replayed"), "true");
        assert_eq!(answer.header("set-cookie"), "");
    }
}
