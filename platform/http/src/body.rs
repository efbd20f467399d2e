//! Extractors for JSON bodies: content type, size, depth and shape are checked before an endpoint sees anything.

use axum::body::to_bytes;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use bytes::Bytes;
use kontor_kernel::{Code, Error, Issue, JsonMap, Locale, Result, size};
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::{json, messages, typed};

/// A JSON body may have so many bytes.
pub const MAX_BODY: usize = 1 << 20;

/// A JSON object as a type of the endpoint. Take `Option<JsonBody<T>>` where the body may be left out.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

/// A JSON object as it is: record values, merge patches.
#[derive(Clone, Debug)]
pub struct JsonObject(pub JsonMap);

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<JsonObject, Problem> {
        Ok(JsonObject(json::parse_object(&read(request).await?)?))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<JsonBody<T>, Problem> {
        let JsonObject(object) = <JsonObject as FromRequest<S>>::from_request(request, state).await?;
        Ok(JsonBody(typed::from_object(object)?))
    }
}

impl<S: Send + Sync> OptionalFromRequest<S> for JsonObject {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<JsonObject>, Problem> {
        if !has_body(request.headers()) {
            return Ok(None);
        }
        <JsonObject as FromRequest<S>>::from_request(request, state)
            .await
            .map(Some)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> OptionalFromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<JsonBody<T>>, Problem> {
        let object = <JsonObject as OptionalFromRequest<S>>::from_request(request, state).await?;
        Ok(object
            .map(|JsonObject(object)| typed::from_object(object).map(JsonBody))
            .transpose()?)
    }
}

/// An endpoint whose path says everything takes this, so that members it would not look at are refused. No body is as good
/// as an empty object.
#[derive(Clone, Copy, Debug)]
pub struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<NoBody, Problem> {
        let sent = to_bytes(request.into_body(), MAX_BODY).await.ok();
        let object = sent.and_then(|sent| match sent.is_empty() {
            true => Some(JsonMap::new()),
            false => json::parse_object(&sent).ok(),
        });
        match object {
            Some(object) if object.is_empty() => Ok(NoBody),
            Some(object) => Err(unexpected(&object, "").into()),
            None => Err(Error::invalid("", "wrong_type", "No body is expected here.").into()),
        }
    }
}

/// Refuses members where none mean anything.
pub(crate) fn unexpected(members: &JsonMap, place: &str) -> Error {
    let issue = |name: &String| {
        let pointer = format!("{place}/{}", json::escape(name));
        Issue::new(pointer, "unknown_field", "Nothing is expected here.")
    };
    Error::validation(members.keys().map(issue).collect())
}

/// Whether a request announces a body.
pub fn has_body(headers: &HeaderMap) -> bool {
    let length = headers
        .get(CONTENT_LENGTH)
        .is_some_and(|length| length.as_bytes() != b"0");
    length || headers.contains_key(TRANSFER_ENCODING) || headers.contains_key(CONTENT_TYPE)
}

/// Whether the content type is JSON or a JSON merge patch, in UTF-8.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = kind.split(';').map(str::trim);
    let essence = parts.next().unwrap_or("");
    let json = ["application/json", "application/merge-patch+json"];
    json.iter().any(|accepted| essence.eq_ignore_ascii_case(accepted)) && parts.all(is_utf8_or_no_charset)
}

fn is_utf8_or_no_charset(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}

async fn read(request: Request) -> Result<Bytes> {
    let headers = request.headers();
    let plain = headers
        .get(CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.as_bytes() == b"identity");
    if !is_json(headers) || !plain {
        let code = Code::UnsupportedMediaType;
        return Err(Error::new(code, messages::sentence(code, Locale::En)));
    }
    bytes_up_to(MAX_BODY, request).await
}

/// Reads a body whole, if it is not larger than `max` bytes; a body that announces no length is counted as it comes.
pub async fn bytes_up_to(max: usize, request: Request) -> Result<Bytes> {
    let too_large = || {
        let detail = format!("At most {} are accepted.", size::shown(max as u64, Locale::En));
        let error = Error::new(Code::TooLarge, detail);
        error.with("reason", "body_too_large").with("max", max)
    };
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    if announced
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > max as u64)
    {
        return Err(too_large());
    }
    to_bytes(request.into_body(), max)
        .await
        .map_err(|error| match is_limit(&error) {
            true => too_large(),
            false => Error::new(Code::BadJson, "The body ended too early.").because(error),
        })
}

/// Whether reading stopped at the limit. The library's error type is not ours to name, so its words are asked.
fn is_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::post;
    use serde::Deserialize;

    use super::*;
    use crate::testing::{Answer, call, post as ask, send, serve};

    #[derive(Deserialize)]
    #[allow(dead_code)]
    struct Person {
        name: String,
        age: Option<u8>,
    }

    fn app() -> Router {
        let typed = |JsonBody(person): JsonBody<Person>| async move { person.name };
        let raw = |JsonObject(object): JsonObject| async move { object.len().to_string() };
        let optional = |person: Option<JsonBody<Person>>| async move { person.is_some().to_string() };
        serve(
            Router::new()
                .route("/typed", post(typed))
                .route("/raw", post(raw))
                .route("/optional", post(optional)),
        )
    }

    async fn raw(body: impl Into<Body>) -> Answer {
        send(app(), ask("/raw"), body).await
    }

    async fn typed(body: &'static str) -> (u16, String, String, String) {
        send(app(), ask("/typed"), body).await.refusal()
    }

    fn refused(status: u16, code: &str, pointer: &str, issue: &str) -> (u16, String, String, String) {
        (status, code.into(), pointer.into(), issue.into())
    }

    #[tokio::test]
    async fn objects_arrive() {
        assert_eq!(raw(r#"{"a": 1, "b": [true, null, "ä"]}"#).await.text(), "2");
        assert_eq!(
            send(app(), ask("/typed"), r#"{"name": "Ann"}"#).await.text(),
            "Ann"
        );
    }

    #[tokio::test]
    async fn only_json_types_are_accepted() {
        let with = |kind: &'static str| send(app(), Request::post("/raw").header("Content-Type", kind), "{}");
        for kind in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/merge-patch+json",
        ] {
            assert_eq!(with(kind).await.status, 200, "{kind}");
        }
        for kind in [
            "text/plain",
            "application/jsonp",
            "application/json; charset=latin1",
            "",
            "multipart/form-data",
        ] {
            let answer = with(kind).await;
            assert_eq!(
                (answer.status, answer.refusal().1.as_str()),
                (415, "unsupported_media_type"),
                "{kind}"
            );
        }
        assert_eq!(send(app(), Request::post("/raw"), "{}").await.status, 415);
        assert_eq!(
            send(app(), ask("/raw").header("Content-Encoding", "gzip"), "{}")
                .await
                .status,
            415
        );
    }

    #[tokio::test]
    async fn large_bodies_are_refused_announced_or_not() {
        let large = format!("{{\"a\": \"{}\"}}", "x".repeat(10 << 20));
        let announced = ask("/raw").header("Content-Length", large.len());
        assert_eq!(
            send(app(), announced, large.clone()).await.refusal().1,
            "too_large"
        );
        let chunks = large
            .into_bytes()
            .chunks(4096)
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>();
        let stream = futures_util::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
        let answer = raw(Body::from_stream(stream)).await;
        assert_eq!((answer.status, answer.refusal().1.as_str()), (413, "too_large"));
        let just = format!("{{\"a\": \"{}\"}}", "x".repeat(MAX_BODY - 9));
        assert_eq!(just.len(), MAX_BODY);
        assert_eq!(raw(just).await.status, 200);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_a_refusal() {
        let parts = vec![Ok("{\"a\""), Err(std::io::Error::other("gone"))];
        let answer = raw(Body::from_stream(futures_util::stream::iter(parts))).await;
        assert_eq!((answer.status, answer.refusal().1.as_str()), (400, "bad_json"));
    }

    #[tokio::test]
    async fn what_is_not_an_honest_json_object_is_bad_json() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(70), "]".repeat(70));
        let bodies: [&[u8]; 7] = [
            b"",
            b"{",
            b"[]",
            b"{\"a\": \"\xff\"}",
            b"{\"a\":1,\"a\":2}",
            deep.as_bytes(),
            b"{} {}",
        ];
        let reasons = [
            "empty",
            "syntax",
            "not_an_object",
            "broken_utf8",
            "duplicate_member",
            "too_deep",
            "syntax",
        ];
        for (body, reason) in bodies.into_iter().zip(reasons) {
            let answer = raw(body.to_vec()).await;
            assert_eq!((answer.status, answer.refusal().1.as_str()), (400, "bad_json"));
            assert_eq!(answer.json()["reason"], reason);
        }
        assert_eq!(raw(r#"{"a":1,"a":2}"#).await.json()["member"], "/a");
    }

    #[tokio::test]
    async fn wrong_members_are_named() {
        assert_eq!(
            typed(r#"{"name": 7}"#).await,
            refused(422, "validation", "/name", "wrong_type")
        );
        assert_eq!(
            typed(r#"{"age": 7}"#).await,
            refused(422, "validation", "/name", "required")
        );
        assert_eq!(
            typed(r#"{"name": "x", "age": 700}"#).await,
            refused(422, "validation", "/age", "out_of_range")
        );
        assert_eq!(
            typed(r#"{"name": "x", "ago": 7}"#).await,
            refused(422, "validation", "/ago", "unknown_field")
        );
        let nul = typed(r#"{"name": "x\u0000"}"#).await;
        assert_eq!(nul, refused(422, "validation", "/name", "control_characters"));
    }

    #[tokio::test]
    async fn an_optional_body_may_be_absent_but_not_wrong() {
        assert_eq!(call(app(), Request::post("/optional")).await.text(), "false");
        assert_eq!(
            send(app(), ask("/optional"), r#"{"name": "x"}"#).await.text(),
            "true"
        );
        assert_eq!(send(app(), ask("/optional"), r#"{"name": 1}"#).await.status, 422);
        assert_eq!(
            send(
                app(),
                Request::post("/optional").header("Content-Length", 2),
                "{}"
            )
            .await
            .status,
            415
        );
    }
}
