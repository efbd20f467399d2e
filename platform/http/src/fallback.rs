//! Unknown paths and methods that a path does not offer are problems like any other failure.
//!
//! Routers without these handlers get the same answers from [`crate::request_id`]; they are needed where another
//! fallback (the pages of the user interface) would catch what belongs to the API.

use kontor_kernel::{Code, Error, Locale};

use crate::messages;
use crate::problem::Problem;

/// For [`axum::Router::fallback`].
pub async fn not_found() -> Problem {
    Problem(Error::not_found())
}

/// For [`axum::Router::method_not_allowed_fallback`]; the router adds `Allow`.
pub async fn method_not_allowed() -> Problem {
    let code = Code::MethodNotAllowed;
    Problem(Error::new(code, messages::sentence(code, Locale::En)))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    fn plain() -> Router {
        Router::new().route("/x", get(|| async { "x" }).post(|| async { "x" }))
    }

    fn explicit() -> Router {
        plain()
            .fallback(not_found)
            .method_not_allowed_fallback(method_not_allowed)
    }

    #[tokio::test]
    async fn unknown_paths_are_problems() {
        for router in [plain(), explicit()] {
            let answer = call(serve(router), ask("/y")).await;
            assert_eq!((answer.status, answer.refusal().1.as_str()), (404, "not_found"));
        }
    }

    #[tokio::test]
    async fn other_methods_are_problems_that_name_the_allowed_ones() {
        for router in [plain(), explicit(), Router::new().nest("/api", explicit())] {
            for path in ["/x", "/api/x"] {
                let answer = call(serve(router.clone()), Request::delete(path)).await;
                if answer.status != 404 {
                    assert_eq!(
                        (answer.status, answer.refusal().1.as_str()),
                        (405, "method_not_allowed")
                    );
                    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
                }
            }
        }
    }

    #[tokio::test]
    async fn the_api_keeps_its_own_fallback_beside_that_of_the_pages() {
        let app = Router::new()
            .nest("/api", explicit())
            .fallback(|| async { "page" });
        assert_eq!(call(serve(app.clone()), ask("/api/y")).await.status, 404);
        assert_eq!(call(serve(app), ask("/anything")).await.text(), "page");
    }
}
