//! Tells an API key in every answer how often it may still call.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use kontor_auth::Pass;

use crate::headers::{RATE_LIMIT, RATE_LIMIT_POLICY};

/// What the limiter granted to the key of a request, once it is known.
#[derive(Clone, Default)]
pub struct Granted(Arc<OnceLock<Pass>>);

impl Granted {
    /// Notes what was granted.
    pub fn note(&self, pass: Pass) {
        // A request has one key; a second note would say the same.
        let _ = self.0.set(pass);
    }
}

/// Adds `RateLimit` and `RateLimit-Policy` to answers to keys.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let granted = Granted::default();
    request.extensions_mut().insert(granted.clone());
    let mut response = next.run(request).await;
    if let Some(pass) = granted.0.get() {
        for (name, text) in [
            (RATE_LIMIT, pass.header()),
            (RATE_LIMIT_POLICY, pass.policy_header()),
        ] {
            if let Ok(value) = HeaderValue::try_from(text) {
                response.headers_mut().insert(name, value);
            }
        }
    }
    response
}
