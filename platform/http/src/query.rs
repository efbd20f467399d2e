//! Query strings, read strictly: every parameter once, readable, and known to the endpoint.
//!
//! [`Query`] fills a type of the endpoint, which then documents its parameters too; [`Params`] reads one by one
//! where the names are not known beforehand.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use kontor_kernel::{Code, Error, Id, Issue, Json, Result};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::messages::cut;
use crate::percent;
use crate::problem::Problem;
use crate::typed;

/// A query string may have so many bytes, and so many parameters.
pub(crate) const MAX_BYTES: usize = 16 * 1024;
const MAX_PARAMETERS: usize = 100;

/// The query string as a type of the endpoint (`Deserialize`, and `IntoParams` for the documentation). Lists are
/// separated by commas; a name the type does not have is refused.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Problem> {
        let pairs = split(parts.uri.query().unwrap_or(""))?;
        Ok(typed::from_texts(pairs).map(Query).map_err(bad_parameter)?)
    }
}

/// The operations that have no parameters, by method and path: they are known by the document of the API.
#[derive(Clone, Debug)]
pub struct Plain(Arc<HashSet<(Method, String)>>);

impl Plain {
    /// From methods and paths.
    pub fn new(operations: impl IntoIterator<Item = (Method, String)>) -> Plain {
        Plain(Arc::new(operations.into_iter().collect()))
    }
}

/// Refuses parameters where there are none, for [`axum::middleware::from_fn_with_state`]; the other endpoints read theirs
/// by [`Query`].
pub async fn refuse_unread(
    State(plain): State<Plain>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let text = request.uri().query().filter(|text| !text.is_empty());
    if let (Some(text), Some(route)) = (text, route) {
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            ref other => other.clone(),
        };
        if plain.0.contains(&(method, route.as_str().to_owned())) {
            QueryString(split(text)?).only(&[])?;
        }
    }
    Ok(next.run(request).await)
}

/// The parameters of a request, before it is clear which of them the endpoint knows.
#[derive(Clone, Debug)]
pub struct QueryString(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for QueryString {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<QueryString, Problem> {
        Ok(QueryString(split(parts.uri.query().unwrap_or(""))?))
    }
}

impl QueryString {
    /// Refuses every parameter that is not among these.
    pub fn only(self, known: &[&str]) -> Result<Params> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(unknown(name)),
            None => Ok(Params(self.0)),
        }
    }
}

/// Parameters the endpoint knows.
#[derive(Clone, Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1.as_str())
    }

    /// An integer within bounds.
    pub fn int(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let (min, max) = (*range.start(), *range.end());
        match text.parse::<i64>() {
            Ok(value) if range.contains(&value) => Ok(Some(value)),
            Ok(_) => Err(refuse(
                name,
                "out_of_range",
                format!("It must be between {min} and {max}."),
            )
            .with("min", min)
            .with("max", max)),
            Err(_) => Err(refuse(name, "wrong_type", "An integer is expected.").with("expected", "integer")),
        }
    }

    /// `true` or `false`; false when it is not given.
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                Err(refuse(name, "wrong_type", "true or false is expected.").with("expected", "boolean"))
            }
        }
    }

    /// A list separated by commas, of at most `max` entries, none of them empty.
    pub fn list(&self, name: &str, max: usize) -> Result<Option<Vec<&str>>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        if text.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let items: Vec<&str> = text.split(',').take(max + 1).collect();
        if items.len() > max {
            return Err(
                refuse(name, "too_many", format!("At most {max} entries are allowed.")).with("max", max),
            );
        }
        if items.contains(&"") {
            return Err(refuse(name, "required", "An entry of the list is empty."));
        }
        Ok(Some(items))
    }

    /// One of several words, each with its meaning.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match choices.iter().find(|choice| choice.0 == text) {
            Some(choice) => Ok(Some(choice.1)),
            None => {
                let allowed: Vec<&str> = choices.iter().map(|choice| choice.0).collect();
                let detail = format!("Allowed are: {}.", allowed.join(", "));
                Err(refuse(name, "unknown_option", detail).with("allowed", json!(allowed)))
            }
        }
    }

    /// A record's id.
    pub fn id(&self, name: &str) -> Result<Option<Id>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| refuse(name, "invalid_id", "An id (UUID) is expected."))
    }
}

/// A parameter that can't be used, with the stable reason.
pub fn refuse(parameter: &str, reason: &str, detail: impl Into<String>) -> Error {
    Error::new(
        Code::BadParameter,
        format!("{}: {}", cut(parameter), detail.into()),
    )
    .with("parameter", parameter)
    .with("reason", reason)
}

/// How many entries a page is to have: what was asked for, from one to `most`, or `usual`.
///
/// # Errors
/// `bad_parameter`.
pub fn limit(asked: Option<u32>, usual: u32, most: u32) -> Result<usize, Error> {
    let limit = asked.unwrap_or(usual);
    if (1..=most).contains(&limit) {
        return Ok(limit as usize);
    }
    let refused = refuse("limit", "out_of_range", format!("1 to {most}."));
    Err(refused.with("min", 1).with("max", most))
}

fn unknown(name: &str) -> Error {
    Error::new(
        Code::BadParameter,
        format!("The parameter {} is not known here.", cut(name)),
    )
    .with("parameter", name)
    .with("reason", "unknown_parameter")
}

/// What a type did not accept, as a failure that names the parameter.
fn bad_parameter(issue: Issue) -> Error {
    let name = issue
        .pointer
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or("");
    let name = name.replace("~1", "/").replace("~0", "~");
    if issue.code == "unknown_field" {
        return unknown(&name);
    }
    let mut error = refuse(&name, &issue.code, issue.detail);
    if let Json::Object(figures) = issue.params {
        error.params.extend(figures);
    }
    error
}

fn split(query: &str) -> Result<Vec<(String, String)>> {
    if query.len() > MAX_BYTES {
        let detail = format!("At most {MAX_BYTES} bytes of parameters are accepted.");
        return Err(Error::new(Code::UriTooLong, detail).with("max", MAX_BYTES));
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = percent::decode(name, true)
            .map_err(|flaw| refuse(cut(name), flaw.reason(), flaw.detail()))?
            .into_owned();
        let value = percent::decode(value, true)
            .map_err(|flaw| refuse(&name, flaw.reason(), flaw.detail()))?
            .into_owned();
        if pairs.iter().any(|pair| pair.0 == name) {
            return Err(refuse(
                &name,
                "repeated",
                "The parameter is given more than once.",
            ));
        }
        if pairs.len() == MAX_PARAMETERS {
            let detail = format!("At most {MAX_PARAMETERS} parameters are accepted.");
            return Err(refuse("query", "too_many", detail).with("max", MAX_PARAMETERS));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::testing::{Answer, call, get as ask, serve};

    #[derive(Deserialize)]
    struct Asked {
        q: Option<String>,
        limit: Option<u8>,
    }

    async fn answer(query: &str) -> Answer {
        let typed = |Query(asked): Query<Asked>| async move { format!("{:?} {:?}", asked.q, asked.limit) };
        let plain = Plain::new([(Method::GET, "/none".to_owned())]);
        let router = Router::new()
            .route("/x", get(typed))
            .route("/none", get(|| async { "none" }));
        let app = serve(router.layer(axum::middleware::from_fn_with_state(plain, refuse_unread)));
        call(app, ask(query)).await
    }

    #[tokio::test]
    async fn parameters_arrive_decoded() {
        assert_eq!(
            answer("/x?q=M%C3%BCller+%2B%26&limit=7").await.text(),
            r#"Some("Müller +&") Some(7)"#
        );
        assert_eq!(answer("/x").await.text(), "None None");
        assert_eq!(answer("/x?&q&").await.text(), r#"Some("") None"#);
    }

    #[tokio::test]
    async fn every_flaw_is_a_bad_parameter_that_names_it() {
        for (query, parameter, reason) in [
            ("/x?q=%", "q", "malformed_percent"),
            ("/x?q=%ff", "q", "broken_utf8"),
            ("/x?q=a%00", "q", "control_characters"),
            ("/x?%zz=1", "%zz", "malformed_percent"),
            ("/x?q=1&q=1", "q", "repeated"),
            ("/x?q=1&%71=2", "q", "repeated"),
            ("/x?limit=x", "limit", "wrong_type"),
            ("/x?limit=999", "limit", "out_of_range"),
            ("/x?a/b=1", "a/b", "unknown_parameter"),
            ("/none?a=1", "a", "unknown_parameter"),
        ] {
            let answer = answer(query).await;
            let body = answer.json();
            assert_eq!(
                (answer.status, &body["code"]),
                (400, &json!("bad_parameter")),
                "{query}"
            );
            assert_eq!(
                (&body["parameter"], &body["reason"]),
                (&json!(parameter), &json!(reason)),
                "{query}"
            );
        }
        let long = format!("/x?q={}", "x".repeat(20_000));
        assert_eq!(answer(&long).await.json()["code"], "uri_too_long");
        let many: Vec<String> = (0..101).map(|n| format!("p{n}=1")).collect();
        assert_eq!(
            answer(&format!("/x?{}", many.join("&"))).await.json()["reason"],
            "too_many"
        );
    }

    fn params(query: &str, known: &[&str]) -> Params {
        QueryString(split(query).unwrap()).only(known).unwrap()
    }

    #[test]
    fn getters_check_type_and_bounds() {
        let known = ["limit", "deep", "list", "count", "id"];
        let good = params(
            "limit=5&deep=true&list=a,b&count=exact&id=0195512c-8a10-7000-8000-000000000000",
            &known,
        );
        assert_eq!(good.int("limit", 1..=9).unwrap(), Some(5));
        assert!(good.flag("deep").unwrap());
        assert_eq!(good.list("list", 2).unwrap().unwrap(), ["a", "b"]);
        assert_eq!(good.choice("count", &[("exact", 1)]).unwrap(), Some(1));
        assert!(good.id("id").unwrap().is_some());

        let absent = params("", &known);
        assert_eq!(absent.int("limit", 1..=9).unwrap(), None);
        assert!(!absent.flag("deep").unwrap());
        assert_eq!(absent.list("list", 2).unwrap(), None);

        let bad = params("limit=10&deep=yes&list=a,,b&count=about&id=7", &known);
        let reason = |error: Error| error.params["reason"].as_str().unwrap().to_owned();
        assert_eq!(reason(bad.int("limit", 1..=9).unwrap_err()), "out_of_range");
        assert_eq!(reason(bad.flag("deep").unwrap_err()), "wrong_type");
        assert_eq!(reason(bad.list("list", 2).unwrap_err()), "too_many");
        assert_eq!(reason(bad.list("list", 3).unwrap_err()), "required");
        assert_eq!(
            reason(bad.choice("count", &[("exact", 1)]).unwrap_err()),
            "unknown_option"
        );
        assert_eq!(reason(bad.id("id").unwrap_err()), "invalid_id");
    }

    proptest! {
        #[test]
        fn nothing_panics(query in any::<String>()) {
            let _ = split(&query).map(typed::from_texts::<Asked>);
        }
    }
}
