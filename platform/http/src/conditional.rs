//! Versions of records as entity tags: `If-Match` for changes, `If-None-Match` for answers that need no body.
//!
//! The tag of a record is its version in quotes. A proxy that compresses may mark it as weak (`W/"7"`); it still
//! names the same version, so both spellings mean the same here.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{ETAG, GetAll, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kontor_kernel::{Code, Error, Locale, Result};

use crate::problem::Problem;
use crate::{messages, query};

/// So many tags are looked at; nobody honest sends more.
const MAX_TAGS: usize = 50;

/// The entity tag of a version.
pub fn etag(version: i64) -> (HeaderName, HeaderValue) {
    (
        ETAG,
        HeaderValue::try_from(format!("\"{version}\"")).expect("digits in quotes are a header"),
    )
}

/// What a request says about the version it changes. As an extractor it refuses what is not a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IfMatch {
    /// Nothing.
    Absent,
    /// `*`: whatever is there.
    Any,
    /// One of these.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// Reads the header, which may occur several times.
    pub fn read(headers: &HeaderMap) -> Result<IfMatch> {
        let lines = headers.get_all(IF_MATCH);
        if lines.iter().next().is_none() {
            return Ok(IfMatch::Absent);
        }
        let refuse = || query::refuse("If-Match", "invalid", "Versions in quotes or * are expected.");
        let tags = tags(&lines).ok_or_else(refuse)?;
        if tags == ["*"] {
            return Ok(IfMatch::Any);
        }
        let versions: Option<Vec<i64>> = tags.iter().map(|tag| version(tag)).collect();
        match versions {
            Some(versions) if !versions.is_empty() => Ok(IfMatch::Versions(versions)),
            _ => Err(refuse()),
        }
    }

    /// The version to compare and merge with: the newest of those given; none for `*` or nothing.
    pub fn version(&self) -> Option<i64> {
        match self {
            IfMatch::Absent | IfMatch::Any => None,
            IfMatch::Versions(versions) => versions.iter().max().copied(),
        }
    }

    /// The same for a caller who must say something: sessions.
    pub fn required(&self) -> Result<Option<i64>> {
        match self {
            IfMatch::Absent => {
                let code = Code::VersionRequired;
                Err(Error::new(code, messages::sentence(code, Locale::En)))
            }
            IfMatch::Any | IfMatch::Versions(_) => Ok(self.version()),
        }
    }
}

/// Refuses who knows an older version, for what is changed as a whole.
///
/// # Errors
/// `version_conflict` with the newest version.
pub fn require_newest(known: Option<i64>, newest: i64, detail: &str) -> Result<()> {
    match known {
        Some(version) if version != newest => {
            Err(Error::new(Code::VersionConflict, detail).with("version", newest))
        }
        _ => Ok(()),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IfMatch, Problem> {
        Ok(IfMatch::read(&parts.headers)?)
    }
}

/// 304 when the client already has what the tag names. A header that can't be read counts as none.
pub fn not_modified(headers: &HeaderMap, tag: &HeaderValue) -> Option<Response> {
    let lines = headers.get_all(IF_NONE_MATCH);
    let known = tags(&lines)?;
    let current = opaque(tag.to_str().ok()?);
    let same = known.iter().any(|tag| *tag == "*" || opaque(tag) == current);
    same.then(|| (StatusCode::NOT_MODIFIED, [(ETAG, tag.clone())]).into_response())
}

/// The tags of a header, still with their quotes; none of the readable kind if one of them is broken.
fn tags<'a>(lines: &GetAll<'a, HeaderValue>) -> Option<Vec<&'a str>> {
    let mut tags = Vec::new();
    for line in lines.iter() {
        let mut rest = line.to_str().ok()?.trim();
        while !rest.is_empty() && tags.len() < MAX_TAGS {
            let length = match rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"') {
                Some(inner) => rest.len() - inner.len() + inner.find('"')? + 1,
                None if rest.starts_with('*') => 1,
                None => return None,
            };
            tags.push(&rest[..length]);
            rest = rest[length..].trim_start();
            rest = match rest.strip_prefix(',') {
                Some(after) => after.trim_start(),
                None if rest.is_empty() => rest,
                None => return None,
            };
        }
    }
    Some(tags)
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn version(tag: &str) -> Option<i64> {
    let digits = opaque(tag).strip_prefix('"')?.strip_suffix('"')?;
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    fn headers(name: HeaderName, lines: &[&str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (name.clone(), HeaderValue::from_str(line).unwrap()))
            .collect()
    }

    fn read(lines: &[&str]) -> Result<IfMatch> {
        IfMatch::read(&headers(IF_MATCH, lines))
    }

    #[test]
    fn one_version_a_list_or_anything() {
        assert_eq!(read(&[]).unwrap(), IfMatch::Absent);
        assert_eq!(read(&["*"]).unwrap(), IfMatch::Any);
        assert_eq!(read(&["\"7\""]).unwrap(), IfMatch::Versions(vec![7]));
        assert_eq!(read(&["W/\"7\""]).unwrap(), IfMatch::Versions(vec![7]));
        assert_eq!(read(&["\"7\" , W/\"9\"", "\"8\""]).unwrap().version(), Some(9));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for line in [
            "7",
            "\"7",
            "\"\"",
            "\"x\"",
            "\"-7\"",
            "\"99999999999999999999\"",
            "\"1\"\"2\"",
            "*, \"1\"",
            "",
            "é",
        ] {
            let error = read(&[line]).unwrap_err();
            assert_eq!(
                (error.code, &error.params["parameter"]),
                (Code::BadParameter, &"If-Match".into()),
                "{line}"
            );
        }
    }

    #[test]
    fn sessions_must_name_a_version() {
        assert_eq!(
            IfMatch::Absent.required().unwrap_err().code,
            Code::VersionRequired
        );
        assert_eq!(IfMatch::Any.required().unwrap(), None);
        assert_eq!(IfMatch::Versions(vec![3]).required().unwrap(), Some(3));
    }

    #[tokio::test]
    async fn a_client_that_has_it_gets_no_body() {
        let app = serve(Router::new().route(
            "/x",
            get(|headers: HeaderMap| async move {
                let (name, tag) = etag(7);
                not_modified(&headers, &tag).unwrap_or_else(|| ([(name, tag)], "body").into_response())
            }),
        ));
        for line in ["\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"] {
            let answer = call(app.clone(), ask("/x").header("If-None-Match", line)).await;
            assert_eq!(
                (answer.status, answer.text(), answer.header("etag")),
                (304, "", "\"7\""),
                "{line}"
            );
        }
        for line in ["\"8\"", "7", "\"7", "nonsense"] {
            let answer = call(app.clone(), ask("/x").header("If-None-Match", line)).await;
            assert_eq!((answer.status, answer.text()), (200, "body"), "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_own_tags_are_read(line in "[ -~]*", version in 0i64..) {
            let _ = read(&[&line]);
            let (_, tag) = etag(version);
            prop_assert_eq!(read(&[tag.to_str().unwrap()]).unwrap(), IfMatch::Versions(vec![version]));
        }
    }
}
