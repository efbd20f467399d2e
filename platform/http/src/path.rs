//! The variable parts of a path; one that does not fit is a problem that names it.

use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use kontor_kernel::{Error, Result};
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::query::refuse;

/// As axum's extractor of the same name: `Path(id): Path<Id>`, `Path((object, id)): Path<(String, Id)>`.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(rejection) => Err(Problem(explain(rejection))),
        }
    }
}

fn explain(rejection: PathRejection) -> Error {
    let PathRejection::FailedToDeserializePathParams(failed) = rejection else {
        return Error::internal(rejection);
    };
    let detail = "This part of the path does not have the expected form.";
    match failed.kind() {
        ErrorKind::WrongNumberOfParameters { .. } | ErrorKind::UnsupportedType { .. } => {
            Error::internal(failed)
        }
        ErrorKind::InvalidUtf8InPathParam { key } => {
            refuse(key, "broken_utf8", "The text is not valid UTF-8.")
        }
        ErrorKind::ParseErrorAtKey { key, .. } | ErrorKind::DeserializeError { key, .. } => {
            refuse(key, "invalid", detail)
        }
        _ => refuse("path", "invalid", detail),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use kontor_kernel::Id;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    #[tokio::test]
    async fn parts_arrive_and_wrong_ones_are_named() {
        let app = serve(
            Router::new()
                .route(
                    "/n/{number}",
                    get(|Path(number): Path<u8>| async move { number.to_string() }),
                )
                .route("/i/{id}", get(|Path(id): Path<Id>| async move { id.to_string() }))
                .route(
                    "/r/{object}/{id}",
                    get(|Path((_, id)): Path<(String, Id)>| async move { id.to_string() }),
                ),
        );
        let id = "0195512c-8a10-7000-8000-000000000000";
        assert_eq!(call(app.clone(), ask(&format!("/r/task/{id}"))).await.text(), id);
        for path in ["/i/7", "/r/task/7", "/n/x", "/n/300"] {
            let answer = call(app.clone(), ask(path)).await;
            assert_eq!(
                (answer.status, answer.refusal().1.as_str()),
                (400, "bad_parameter"),
                "{path}"
            );
            assert_eq!(answer.json()["reason"], "invalid");
        }
        assert_eq!(call(app, ask("/r/task/7")).await.json()["parameter"], "id");
    }
}
