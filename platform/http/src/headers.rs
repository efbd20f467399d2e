//! Headers of answers: change set, place, rate limit, and those that keep a browser from doing foolish things.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use kontor_kernel::Id;

use crate::client::Client;

/// The change set a write made; what an undo asks for.
pub const CHANGE_SET: HeaderName = HeaderName::from_static("kontor-change-set");

/// How much of a limit is left (draft-ietf-httpapi-ratelimit-headers).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The limit itself.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A change set as a header.
pub fn change_set(id: Id) -> (HeaderName, HeaderValue) {
    (
        CHANGE_SET,
        HeaderValue::try_from(id.to_string()).expect("a UUID is visible ASCII"),
    )
}

/// The place of something new. What a header can't carry is percent-encoded.
pub fn location(path: &str) -> (HeaderName, HeaderValue) {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            0x21..=0x7e => text.push(byte as char),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    (
        LOCATION,
        HeaderValue::try_from(text).expect("only visible ASCII is left"),
    )
}

/// The state of a limit after a request was counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RateLimit {
    /// Name of the limit: lower-case letters and hyphens.
    pub name: &'static str,
    /// Requests allowed in a window.
    pub quota: u32,
    /// Length of a window in seconds.
    pub window: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// Seconds until the window ends.
    pub reset: u32,
}

impl RateLimit {
    /// The two headers that tell a client how it stands.
    pub fn headers(&self) -> [(HeaderName, HeaderValue); 2] {
        let policy = format!("\"{}\";q={};w={}", self.name, self.quota, self.window);
        let state = format!("\"{}\";r={};t={}", self.name, self.remaining, self.reset);
        let value = |text| HeaderValue::try_from(text).expect("names of limits are ASCII");
        [(RATE_LIMIT_POLICY, value(policy)), (RATE_LIMIT, value(state))]
    }
}

/// Puts the safe headers on every answer of the API, for [`axum::middleware::from_fn`]. What an endpoint has set
/// itself (a file its own policy, the documentation its scripts) stays. Runs inside [`crate::client`]'s layer.
pub async fn protect(request: Request, next: Next) -> Response {
    let https = request
        .extensions()
        .get::<Client>()
        .is_some_and(|client| client.https);
    let mut response = next.run(request).await;
    safeguards(response.headers_mut(), https);
    response
}

/// The safe headers, each unless it is set already.
pub fn safeguards(headers: &mut HeaderMap, https: bool) {
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(CACHE_CONTROL, "no-store");
    put(
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    put(REFERRER_POLICY, "no-referrer");
    if https {
        put(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

#[cfg(test)]
mod tests {
    use axum::middleware::from_fn;
    use axum::response::IntoResponse;
    use axum::routing::get;
    use axum::{Extension, Router};

    use super::*;
    use crate::testing::{call, get as ask, serve};

    fn app(https: bool) -> Router {
        let client = Client {
            https,
            ..Client::default()
        };
        let own = || async { ([("Cache-Control", "private, max-age=60")], "x").into_response() };
        let router = Router::new()
            .route("/x", get(|| async { "x" }))
            .route("/own", get(own));
        serve(router.layer(from_fn(protect)).layer(Extension(client)))
    }

    #[tokio::test]
    async fn answers_are_protected_and_failures_too() {
        for path in ["/x", "/nothing"] {
            let answer = call(app(true), ask(path)).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(
                answer.header("content-security-policy"),
                "default-src 'none'; frame-ancestors 'none'"
            );
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
        }
    }

    #[tokio::test]
    async fn transport_security_is_not_promised_without_https() {
        assert_eq!(
            call(app(false), ask("/x"))
                .await
                .header("strict-transport-security"),
            ""
        );
    }

    #[tokio::test]
    async fn what_an_endpoint_sets_itself_stays() {
        assert_eq!(
            call(app(false), ask("/own")).await.header("cache-control"),
            "private, max-age=60"
        );
    }

    #[test]
    fn a_place_is_always_a_valid_header() {
        assert_eq!(location("/api/v1/records/task/1").1, "/api/v1/records/task/1");
        assert_eq!(location("/a b/ü\r\n").1, "/a%20b/%C3%BC%0D%0A");
    }

    #[test]
    fn limits_are_written_as_the_draft_says() {
        let limit = RateLimit {
            name: "sign-in",
            quota: 10,
            window: 60,
            remaining: 3,
            reset: 42,
        };
        let [policy, state] = limit.headers();
        assert_eq!(
            (policy.0.as_str(), policy.1.to_str().unwrap()),
            ("ratelimit-policy", "\"sign-in\";q=10;w=60")
        );
        assert_eq!(
            (state.0.as_str(), state.1.to_str().unwrap()),
            ("ratelimit", "\"sign-in\";r=3;t=42")
        );
    }
}
