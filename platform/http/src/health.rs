//! `/healthz` says that the process runs, `/readyz` that it can do its work; both are for machines that watch it.

use std::future::Future;

use axum::Router;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kontor_kernel::{Code, Error};

use crate::problem::Problem;

/// The two routes. `ready` is asked at each request and says why not, if not.
pub fn routes<F, Asked>(ready: F) -> Router
where
    F: Fn() -> Asked + Clone + Send + Sync + 'static,
    Asked: Future<Output = kontor_kernel::Result<()>> + Send,
{
    let ready = move || {
        let asked = ready();
        async move {
            match asked.await {
                Ok(()) => say("ready"),
                Err(cause) => Problem(unavailable(cause)).into_response(),
            }
        }
    };
    Router::new()
        .route("/healthz", get(|| async { say("ok") }))
        .route("/readyz", get(ready))
}

fn say(status: &str) -> Response {
    let body = axum::Json(serde_json::json!({ "status": status }));
    ([(CACHE_CONTROL, "no-store")], body).into_response()
}

/// Whatever is missing, the watching machine is told 503 and the log is told the cause.
fn unavailable(cause: Error) -> Error {
    let retry_after = cause.retry_after.or(Some(5));
    let error = Error::new(Code::Unavailable, "Kontor is not ready to work.").because(cause);
    Error { retry_after, ..error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, get as ask, serve};

    #[tokio::test]
    async fn ready_when_the_closure_says_so() {
        let app = serve(routes(|| async { Ok(()) }));
        assert_eq!(
            call(app.clone(), ask("/healthz")).await.json(),
            serde_json::json!({"status": "ok"})
        );
        assert_eq!(
            call(app, ask("/readyz")).await.json(),
            serde_json::json!({"status": "ready"})
        );
    }

    #[tokio::test]
    async fn alive_but_not_ready_without_telling_why() {
        let app = serve(routes(|| async {
            Err(Error::internal(std::io::Error::other("password wrong")))
        }));
        assert_eq!(call(app.clone(), ask("/healthz")).await.status, 200);
        let answer = call(app, ask("/readyz")).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
        assert!(!answer.text().contains("password"));
    }
}
