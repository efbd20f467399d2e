#[path = "../http/bad_input.rs"]
mod bad_input;
#[path = "../http/batch.rs"]
mod batch;
#[path = "../http/conflicts.rs"]
mod conflicts;
#[path = "../http/fixture.rs"]
mod fixture;
#[path = "../http/history.rs"]
mod history;
#[path = "../http/idempotency.rs"]
mod idempotency;
#[path = "../http/links.rs"]
mod links;
#[path = "../http/permissions.rs"]
mod permissions;
#[path = "../http/sessions.rs"]
mod sessions;
#[path = "../http/trash.rs"]
mod trash;
#[path = "../http/undo.rs"]
mod undo;
#[path = "../http/unique.rs"]
mod unique;
#[path = "../http/writes.rs"]
mod writes;
