//! Figures about the running server, in the text form that Prometheus reads, and those of the requests themselves.
//!
//! Labels are route patterns and codes, so their number is bounded by the program and not by its callers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kontor_kernel::Code;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Upper bounds in seconds of the classes that durations are counted in.
const DURATIONS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Samples are folded into their classes after so many requests, so that they don't pile up when nobody reads them.
const UPKEEP_EVERY: u64 = 1024;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// Starts to gather what the `metrics` macros report, once for the process; later calls change nothing.
pub fn install() {
    HANDLE.get_or_init(|| {
        let recorder = recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("figures are already gathered by somebody else; /metrics stays empty");
        }
        handle
    });
}

fn recorder() -> PrometheusRecorder {
    let builder = PrometheusBuilder::new()
        .set_buckets(DURATIONS)
        .expect("the list of durations is not empty");
    builder.build_recorder()
}

/// Answers `/metrics`.
pub async fn answer() -> Response {
    let text = HANDLE.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Counts one finished request.
pub(crate) fn count(method: &'static str, route: &str, status: u16, code: Option<Code>, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned())];
    metrics::histogram!("kontor_http_request_duration_seconds", &labels).record(took.as_secs_f64());
    let [method, route] = labels;
    let labels = [method, route, ("status", status.to_string())];
    metrics::counter!("kontor_http_requests_total", &labels).increment(1);
    if let Some(code) = code {
        metrics::counter!("kontor_http_problems_total", "code" => code.as_str()).increment(1);
    }
    if REQUESTS.fetch_add(1, Ordering::Relaxed) % UPKEEP_EVERY == UPKEEP_EVERY - 1 {
        HANDLE.get().inspect(|handle| handle.run_upkeep());
    }
}

/// Counts a request as running for as long as it lives, so that one whose client hung up is counted out too.
pub(crate) struct Running;

impl Running {
    pub(crate) fn start() -> Running {
        metrics::gauge!("kontor_http_requests_running").increment(1.0);
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        metrics::gauge!("kontor_http_requests_running").decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    #[tokio::test]
    async fn requests_are_counted_by_pattern_and_never_by_path() {
        install();
        install();
        let router = Router::new()
            .route("/people/{id}", get(|| async { "x" }))
            .route("/metrics", get(answer));
        let app = serve(router);
        call(app.clone(), ask("/people/anna-meier")).await;
        call(app.clone(), ask("/no/such/path")).await;
        let figures = call(app, ask("/metrics")).await;
        assert!(figures.header("content-type").starts_with("text/plain"));
        let text = figures.text();
        assert!(
            text.contains(r#"kontor_http_requests_total{method="GET",route="/people/{id}",status="200"} 1"#)
        );
        assert!(text.contains(r#"route="unmatched",status="404""#), "{text}");
        assert!(text.contains(
            r#"kontor_http_request_duration_seconds_bucket{method="GET",route="/people/{id}",le="#
        ));
        assert!(text.contains(r#"kontor_http_problems_total{code="not_found"}"#));
        assert!(!text.contains("anna-meier") && !text.contains("/no/such/path"));
    }
}
