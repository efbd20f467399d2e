//! The description of the API itself.

use std::sync::OnceLock;

use axum::Json as Answer;
use axum::extract::FromRequestParts;
use axum::extract::State;
use axum::http::request::Parts;
use kontor_kernel::Json;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::{App, Visitor};
use crate::openapi::{self, shapes};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(document))
}

static DOCUMENT: OnceLock<Json> = OnceLock::new();

/// Keeps the document of the endpoints, once per process: it is the same for all.
pub fn remember(document: OpenApi) {
    DOCUMENT.get_or_init(|| finished(document));
}

/// The document with what all endpoints have in common, and an example of each. What the owner of the machine does by
/// the command line is no part of it.
pub fn finished(mut document: OpenApi) -> Json {
    document.paths.paths.retain(|path, _| !path.starts_with(MACHINE));
    let mut document = openapi::finish(document, env!("CARGO_PKG_VERSION"));
    document.servers = Some(vec![utoipa::openapi::Server::new(crate::api::PREFIX)]);
    let mut document = serde_json::to_value(document).unwrap_or(Json::Null);
    openapi::examples::attach(&mut document);
    drop_unused(&mut document);
    document
}

/// Where the endpoints for the owner of the machine are.
const MACHINE: &str = "/machine";

/// Removes schemas that nothing refers to, and those only they refer to.
fn drop_unused(document: &mut Json) {
    loop {
        let text = document.to_string();
        let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
            return;
        };
        let before = schemas.len();
        schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
        if schemas.len() == before {
            return;
        }
    }
}

/// The description of the API in OpenAPI 3.1: the generic paths for everybody; signed in, one concrete path for each
/// object the caller may read.
#[utoipa::path(get, path = "/openapi.json", tag = "meta", operation_id = "read_openapi", security(()),
    responses((status = 200, body = shapes::Values, description = "The document.")))]
async fn document(State(app): State<App>, parts: Parts) -> Answer<Json> {
    let mut document = DOCUMENT.get().cloned().unwrap_or_default();
    let mut parts = parts;
    if let Ok(visitor) = Visitor::from_request_parts(&mut parts, &app).await {
        openapi::objects::add(&visitor.ctx, &mut document);
    }
    Answer(document)
}
