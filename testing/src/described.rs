//! Holds every answer of a test against the description of the API: an answer whose status, code or header the
//! description does not name fails the test that got it. So all tests together say whether the description is complete.

use std::sync::OnceLock;

use axum::http::{HeaderMap, Method};
use kontor_http::api;
use serde_json::Value;

/// Headers that say something of Kontor's; the others protect, or belong to HTTP itself.
const OURS: [&str; 9] = [
    "Request-Id",
    "RateLimit",
    "RateLimit-Policy",
    "Kontor-Change-Set",
    "Idempotent-Replayed",
    "ETag",
    "Location",
    "Content-Location",
    "Content-Disposition",
];

/// The description, as it is checked in.
fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| api::meta::finished(api::endpoints().1))
}

/// Fails where the description of an operation does not name what it answered. What is not described at all, because it
/// is not there or for the owner of the machine alone, is no concern of it.
pub(crate) fn check(method: &Method, path: &str, status: u16, headers: &HeaderMap, body: &[u8]) {
    let Some(operation) = operation(method, path) else {
        return;
    };
    let place = format!("{method} {path} answered {status}");
    let answer = &operation["responses"][status.to_string()];
    assert!(answer.is_object(), "{place}, which its description does not name");
    if status >= 400 {
        let problem: Value = serde_json::from_slice(body).unwrap_or_default();
        let code = problem["code"].as_str().unwrap_or_default();
        let named = answer["description"].as_str().unwrap_or_default();
        assert!(
            named.contains(&format!("`{code}`")),
            "{place} with {code}; its description names {named}"
        );
    }
    let answer = resolved(answer);
    for name in OURS.iter().filter(|name| headers.contains_key(**name)) {
        assert!(
            answer["headers"][name].is_object(),
            "{place} with the header {name}, which its description does not name"
        );
    }
    if headers.contains_key("Retry-After") {
        assert!(
            answer["headers"]["Retry-After"].is_object(),
            "{place} with Retry-After"
        );
    }
}

fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(place) => document()
            .pointer(place.trim_start_matches('#'))
            .expect("references lead somewhere"),
        None => value,
    }
}

/// The operation that a request is about; of several paths that fit, the one with more words of its own.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let method = method.as_str().to_ascii_lowercase();
    let paths = document()["paths"].as_object()?.iter();
    let fitting = paths.filter(|(template, item)| item[&method].is_object() && fits(template, path));
    let (_, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    Some(&item[&method])
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(wanted, found)| wanted == found || (wanted.starts_with('{') && !found.is_empty()))
}
