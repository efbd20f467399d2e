//! How a failure leaves: every kernel [`Error`] becomes an `application/problem+json` answer (RFC 9457).
//!
//! An endpoint answers [`Problem`]; the words are put in by [`crate::request_id`], because only there the language
//! of the reader and the id of the request are known.

use std::error::Error as _;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{
    CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER, SET_COOKIE, VARY,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kontor_kernel::{Code, Error, Id, Issue, Json, JsonMap, Locale};
use serde::Serialize;

use crate::messages;

/// The result of an endpoint.
pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// The content type of every failure.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A failure on its way out.
#[derive(Debug)]
pub struct Problem(pub Error);

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem(error)
    }
}

/// The failure travels in the extensions of an answer that has only its status, until it is worded.
#[derive(Clone)]
struct Failure(Arc<Error>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(self.0.code);
        response.extensions_mut().insert(Failure(Arc::new(self.0)));
        response
    }
}

/// The body of a failure, in the order in which people read it.
#[derive(Serialize)]
struct Members {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    instance: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Issue>,
    #[serde(flatten)]
    params: JsonMap,
}

/// Names that a failure's own params can't take over.
const STANDARD: &[&str] = &["type", "title", "status", "detail", "instance", "code", "errors"];

/// The body of a failure, as a value: what [`render`] writes, and the examples of the documentation.
pub(crate) fn body(error: &Error, locale: Locale, request: Id) -> Json {
    serde_json::to_value(members(error, locale, request)).expect("members are text, numbers and JSON values")
}

fn members(error: &Error, locale: Locale, request: Id) -> Members {
    // What a fault of our own says is written for the log; the answer says no more than where to look.
    let hidden = error.code == Code::Internal;
    let detail = if hidden {
        messages::sentence(error.code, locale).into()
    } else {
        messages::detail(error, locale)
    };
    let issues = if hidden { &[][..] } else { &error.issues };
    let shown = |(key, _): &(&String, &Json)| !hidden && !STANDARD.contains(&key.as_str());
    let pair = |(key, value): (&String, &Json)| (key.clone(), value.clone());
    let mut params: JsonMap = error.params.iter().filter(shown).map(pair).collect();
    if error.code == Code::VersionConflict {
        params
            .entry("conflicts")
            .or_insert_with(|| Json::Array(Vec::new()));
    }
    Members {
        r#type: format!("/problems/{}", error.code.as_str()),
        title: error.code.title(locale),
        status: error.code.status(),
        detail: detail.into_owned(),
        instance: format!("/requests/{request}"),
        code: error.code.as_str(),
        errors: issues
            .iter()
            .map(|issue| Issue {
                detail: messages::issue(issue, locale).into_owned(),
                params: match &issue.params {
                    Json::Null => JsonMap::new().into(),
                    figures => figures.clone(),
                },
                ..issue.clone()
            })
            .collect(),
        params,
    }
}

/// Words a failure. [`crate::request_id`] does this for every answer of an endpoint.
pub fn render(error: &Error, locale: Locale, request: Id) -> Response {
    let body = serde_json::to_vec(&members(error, locale, request))
        .expect("members are text, numbers and JSON values");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status(error.code);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language(locale)));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
    if let Some(seconds) = error.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.code.status() == 401 {
        headers.insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"kontor\""),
        );
    }
    response
}

/// A failure as the text of a whole HTTP/1.1 answer that ends the connection: for requests that could not be read, and
/// so reached no endpoint. Their language is not known.
pub fn whole(error: &Error, request: Id) -> Vec<u8> {
    let body = body(error, Locale::En, request).to_string();
    let status = status(error.code);
    let (number, reason) = (status.as_u16(), status.canonical_reason().unwrap_or_default());
    let length = body.len();
    format!(
        "HTTP/1.1 {number} {reason}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {length}\r\n\
         request-id: {request}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Words the failure an answer carries, and logs it if it is ours; any other answer passes unchanged.
///
/// An answer that a library made without a body of ours (an unknown path, a method that is not offered) becomes a
/// problem as well, so that clients meet one shape only.
pub(crate) fn finish(mut response: Response, locale: Locale, request: Id) -> (Response, Option<Code>) {
    let error = match response.extensions_mut().remove::<Failure>() {
        Some(Failure(error)) => error,
        None => match unworded(&response) {
            Some(code) => Arc::new(Error::new(code, messages::sentence(code, Locale::En))),
            None => return (response, None),
        },
    };
    log(&error, request);
    let mut worded = render(&error, locale, request);
    carry_over(response.headers(), worded.headers_mut());
    (worded, Some(error.code))
}

/// The code for a bare failure of a library; `None` for every answer that has words of its own.
fn unworded(response: &Response) -> Option<Code> {
    let bare = response
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status().as_u16() {
        _ if !bare => None,
        400 => Some(Code::BadParameter),
        404 => Some(Code::NotFound),
        405 => Some(Code::MethodNotAllowed),
        413 => Some(Code::TooLarge),
        414 => Some(Code::UriTooLong),
        415 => Some(Code::UnsupportedMediaType),
        408 | 503 | 504 => Some(Code::Unavailable),
        500 => Some(Code::Internal),
        _ => None,
    }
}

/// Headers that were set beside the failure stay: cookies, rate limits, `Allow`.
fn carry_over(from: &HeaderMap, to: &mut HeaderMap) {
    for (name, value) in from {
        let describes_body = [CONTENT_TYPE, CONTENT_LENGTH].contains(name);
        if !describes_body && (!to.contains_key(name) || [SET_COOKIE, VARY].contains(name)) {
            to.append(name.clone(), value.clone());
        }
    }
}

fn log(error: &Error, request: Id) {
    let mut causes = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push_str(": ");
        causes.push_str(&cause.to_string());
        source = cause.source();
    }
    let (code, detail) = (error.code.as_str(), &error.detail);
    match error.code.status() {
        500 => tracing::error!(%request, code, "{detail}{causes}"),
        501.. => tracing::warn!(%request, code, "{detail}{causes}"),
        // What is wrong with a request is said in words of who sent it: those are for him alone.
        _ => tracing::debug!(%request, code, "refused"),
    }
}

fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::De => "de",
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use serde_json::json;

    use super::*;
    use crate::testing::{Answer, call, get as ask, serve};

    async fn answer(error: fn() -> Error, language: &str) -> Answer {
        let router = Router::new().route("/x", get(move || async move { Problem(error()).into_response() }));
        call(serve(router), ask("/x").header("Accept-Language", language)).await
    }

    #[tokio::test]
    async fn a_failure_has_all_members_in_the_readers_language() {
        let error =
            || Error::new(Code::VersionConflict, "Somebody was faster.").with("conflicts", json!([1]));
        let german = answer(error, "de-AT, en;q=0.5").await;
        assert_eq!(german.status, 412);
        assert_eq!(german.header("content-type"), "application/problem+json");
        assert_eq!(german.header("content-language"), "de");
        assert_eq!(german.header("vary"), "Accept-Language");
        let body = german.json();
        assert_eq!(body["type"], "/problems/version_conflict");
        assert_eq!(body["code"], "version_conflict");
        assert_eq!(body["status"], 412);
        assert_eq!(body["title"], "Jemand anders hat dasselbe Feld geändert");
        assert_eq!(
            body["instance"],
            format!("/requests/{}", german.header("request-id"))
        );
        assert_eq!(body["conflicts"], json!([1]));
        let english = answer(error, "fr").await.json();
        assert_eq!(english["detail"], "Somebody was faster.");
    }

    #[tokio::test]
    async fn issues_are_worded_and_keep_their_pointers() {
        let error = || Error::validation(vec![Issue::new("/name", "required", "This is required.")]);
        let body = answer(error, "de").await.json();
        assert_eq!(
            body["errors"],
            json!([{"pointer": "/name", "code": "required", "detail": "Dieser Wert ist erforderlich.", "params": {}}])
        );
        assert_eq!(body["detail"], "Dieser Wert ist erforderlich.");
    }

    #[tokio::test]
    async fn clients_need_not_ask_whether_a_list_is_there() {
        let old = answer(
            || Error::new(Code::VersionConflict, "The definitions changed."),
            "en",
        )
        .await;
        assert_eq!(old.json()["conflicts"], json!([]));
    }

    #[tokio::test]
    async fn a_fault_of_our_own_shows_nothing_of_its_inside() {
        let error = || {
            Error::internal(std::io::Error::other("secret path"))
                .with("sql", "select")
                .under("/x")
        };
        let fault = answer(error, "en").await;
        assert_eq!(fault.status, 500);
        assert!(!fault.text().contains("secret") && !fault.text().contains("select"));
        let worded = answer(|| Error::new(Code::Internal, "table kontor.x is gone"), "de").await;
        assert!(!worded.text().contains("kontor.x"));
    }

    #[tokio::test]
    async fn params_cannot_take_over_standard_members() {
        let error = || {
            Error::new(Code::Conflict, "no")
                .with("status", 200)
                .with("errors", "none")
                .with("more", 1)
        };
        let body = answer(error, "en").await.json();
        assert_eq!((&body["status"], &body["more"]), (&json!(409), &json!(1)));
        assert!(body.get("errors").is_none());
    }

    #[tokio::test]
    async fn retry_and_sign_in_are_announced_in_headers() {
        let limited = answer(
            || Error {
                retry_after: Some(7),
                ..Error::new(Code::RateLimited, "slow down")
            },
            "en",
        )
        .await;
        assert_eq!(limited.header("retry-after"), "7");
        let unknown = answer(|| Error::new(Code::Unauthenticated, "who?"), "en").await;
        assert_eq!(unknown.header("www-authenticate"), "Bearer realm=\"kontor\"");
    }

    #[tokio::test]
    async fn every_code_is_answered_with_its_status() {
        for code in Code::ALL {
            let problem = Problem(Error::new(*code, "x")).into_response();
            assert_eq!(problem.status().as_u16(), code.status());
        }
    }

    #[tokio::test]
    async fn headers_set_beside_a_failure_stay() {
        let router = Router::new().route(
            "/x",
            get(|| async {
                (
                    [("Set-Cookie", "a=b"), ("RateLimit", "x")],
                    Problem(Error::not_found()),
                )
            }),
        );
        let answer = call(serve(router), ask("/x")).await;
        assert_eq!(
            (answer.header("set-cookie"), answer.header("ratelimit")),
            ("a=b", "x")
        );
        assert_eq!(answer.header("content-type"), PROBLEM_JSON);
    }

    #[tokio::test]
    async fn refusals_of_libraries_become_problems_but_other_words_stay() {
        let router = Router::new()
            .route(
                "/bare",
                get(|| async { (StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded") }),
            )
            .route(
                "/page",
                get(|| async { (StatusCode::NOT_FOUND, axum::response::Html("<p>gone</p>")) }),
            );
        let bare = call(serve(router.clone()), ask("/bare")).await;
        assert_eq!(bare.json()["code"], "too_large");
        assert_eq!(call(serve(router), ask("/page")).await.text(), "<p>gone</p>");
    }
}
