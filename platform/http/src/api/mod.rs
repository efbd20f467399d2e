//! The endpoints of `/api/v1`, one file each subject. A handler reads its input, runs the engine, and answers; the
//! document of the API is made from the same declarations, so nothing is offered that is not described.

pub mod backup;
pub mod batch;
pub mod changes;
pub mod demo;
pub mod doctor;
pub mod duplicates;
pub mod events;
pub mod exports;
pub mod expressions;
pub mod files;
pub mod imports;
pub mod jobs;
pub mod machine;
pub mod meta;
mod migrations;
pub mod notifications;
pub mod objects;
pub mod people;
pub mod presence;
pub mod query;
pub mod records;
pub mod search;
pub mod settings;
pub mod setup;
pub mod tokens;
pub mod undo;
pub mod views;
pub mod workspaces;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::idempotency::{Unkept, refuse_unkept};
use crate::openapi;
use crate::query::{Plain, refuse_unread};

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// The endpoints and their document.
pub fn endpoints() -> (OpenApiRouter<App>, OpenApi) {
    let router = OpenApiRouter::new()
        .merge(setup::routes())
        .merge(people::routes())
        .merge(tokens::routes())
        .merge(records::routes())
        .merge(views::routes())
        .merge(presence::routes())
        .merge(duplicates::routes())
        .merge(batch::routes())
        .merge(query::routes())
        .merge(search::routes())
        .merge(undo::routes())
        .merge(expressions::routes())
        .merge(changes::routes())
        .merge(events::routes())
        .merge(files::routes())
        .merge(imports::routes())
        .merge(migrations::routes())
        .merge(exports::routes())
        .merge(jobs::routes())
        .merge(notifications::routes())
        .merge(settings::routes())
        .merge(demo::routes())
        .merge(workspaces::routes())
        .merge(machine::routes())
        .merge(backup::routes())
        .merge(doctor::routes())
        .merge(objects::routes())
        .merge(meta::routes());
    let document = router.get_openapi().clone();
    (router, document)
}

/// The whole router of the program, with everything every request passes through.
pub fn router(app: App) -> Router {
    let (api, document) = endpoints();
    let unkept = Unkept::new(openapi::without_key(&document, PREFIX));
    let plain = Plain::new(openapi::without_query(&document, PREFIX));
    meta::remember(document);
    let (api, _) = api.split_for_parts();
    let trusted = app.config().trusted_proxies.clone();
    let clock = app.clock().clone();
    let router = Router::new()
        .nest(PREFIX, api.with_state(app).merge(crate::docs::routes()))
        .fallback(crate::fallback::not_found)
        .method_not_allowed_fallback(crate::fallback::method_not_allowed)
        .layer(axum::middleware::from_fn_with_state(unkept, refuse_unkept))
        .layer(axum::middleware::from_fn_with_state(plain, refuse_unread))
        .layer(axum::middleware::from_fn(crate::app::limits::tell))
        .layer(axum::middleware::from_fn(crate::headers::protect));
    let router = crate::request_id::wrap(router, clock);
    router.layer(axum::middleware::from_fn_with_state(trusted, crate::client::note))
}
