//! A page that shows the OpenAPI document to people, without help from outside: it is ours, small, and works under a
//! policy that lets nothing else in.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const PAGE: &str = include_str!("../assets/docs.html");
const SCRIPT: &str = include_str!("../assets/docs.js");
const STYLE: &str = include_str!("../assets/docs.css");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page at `/docs`. It reads the document from `openapi.json` beside it.
pub fn routes() -> Router {
    Router::new()
        .route("/docs", get(|| async { asset("text/html; charset=utf-8", PAGE) }))
        .route(
            "/docs/docs.js",
            get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }),
        )
        .route(
            "/docs/docs.css",
            get(|| async { asset("text/css; charset=utf-8", STYLE) }),
        )
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, get as ask, serve};

    #[tokio::test]
    async fn the_page_and_its_parts_are_served_under_a_strict_policy() {
        let app = serve(Router::new().nest("/api/v1", routes()));
        for (path, kind) in [
            ("/api/v1/docs", "text/html; charset=utf-8"),
            ("/api/v1/docs/docs.js", "text/javascript; charset=utf-8"),
            ("/api/v1/docs/docs.css", "text/css; charset=utf-8"),
        ] {
            let answer = call(app.clone(), ask(path)).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, kind));
            assert!(
                answer
                    .header("content-security-policy")
                    .contains("script-src 'self'")
            );
        }
    }

    #[test]
    fn nothing_comes_from_outside_and_nothing_is_inline() {
        for text in [PAGE, SCRIPT, STYLE] {
            assert!(!text.contains("://"), "no address of another site");
            assert!(!text.contains("innerHTML") && !text.contains("eval("));
        }
        assert!(!PAGE.contains("<style") && !PAGE.contains(" style=") && !PAGE.contains("onclick"));
        assert_eq!(
            PAGE.matches("<script").count(),
            PAGE.matches("<script src=\"docs/docs.js\"").count()
        );
        assert!(PAGE.len() + SCRIPT.len() + STYLE.len() < 20_000);
    }
}
