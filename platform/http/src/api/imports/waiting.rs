//! Rows of an import that wait, because they resemble records that are there: looking at them and deciding.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::Response;
use kontor_kernel::{Code, Error, Id, Json};
use kontor_transfer::import;
use kontor_transfer::import::waiting::{self, Decided, Decision};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::page::PageParams;
use crate::api::PREFIX;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, Query, problems};

/// Rows that are decided at once, one by one.
const MAX_ROWS: usize = 10_000;

/// The endpoints of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, decide))
}

problems! {
    /// What listing rows that wait can be refused with.
    struct Listing: NotFound, Forbidden, BadCursor;
    /// What deciding about rows that wait can be refused with.
    struct Deciding: NotFound, Forbidden, Conflict, RunningTwin, Validation;
}

/// Lists the rows that wait for a decision (`on_duplicate: ask`), in the order of the file: what each says, and the
/// records it resembles now, with score and reasons.
#[utoipa::path(get, path = "/imports/{id}/waiting", tag = "imports", operation_id = "list_waiting_rows",
    params(("id" = openapi::Id, Path, description = "The import."), PageParams),
    responses((status = 200, body = shapes::WaitingRows,
        description = "`{\"data\": [{\"row\": 7, \"values\": {...}, \"candidates\": [...]}], \"next\": ...}`"), Listing))]
async fn list(visitor: Visitor, Path(id): Path<Id>, Query(page): Query<PageParams>) -> Result<Answer<Json>> {
    let (limit, after) = (page.limit()?, page.place()?.unwrap_or(0));
    kontor_duplicates::sweep::catch_up(&visitor.workspace).await?;
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let (data, next) = waiting::list(ctx, tx, id, after, limit)?;
        let next = next.map(|after| format!("{PREFIX}/imports/{id}/waiting?limit={limit}&cursor={after}"));
        Ok(json!({"data": data, "next": next}))
    });
    Ok(Answer(read.await?))
}

/// What becomes of rows that wait.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = WaitingRowDecisions)]
#[serde(deny_unknown_fields)]
struct Decisions {
    /// Single rows.
    #[serde(default)]
    #[schema(max_items = 10000)]
    rows: Vec<OfRow>,
    /// All others that wait.
    #[serde(default)]
    rest: Option<What>,
}

/// What becomes of one row.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = WaitingRowDecided)]
#[serde(deny_unknown_fields)]
struct OfRow {
    /// Its number.
    row: u64,
    /// What becomes of it.
    decision: What,
    /// The record that it updates; the one it resembles most unless told.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Id>)]
    record: Option<Id>,
}

/// What becomes of a row that waits.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[schema(as = WaitingRowDecision)]
#[serde(rename_all = "snake_case")]
enum What {
    Create,
    Update,
    Skip,
}

impl From<What> for Decision {
    fn from(what: What) -> Decision {
        match what {
            What::Create => Decision::Create,
            What::Update => Decision::Update,
            What::Skip => Decision::Skip,
        }
    }
}

/// Decides what becomes of rows that wait: they make a record all the same, update one, or are left out. The import's job
/// does it and counts it in the import's report; taking the import back takes these rows back, too.
#[utoipa::path(post, path = "/imports/{id}/waiting", tag = "imports", operation_id = "decide_waiting_rows",
    request_body = Decisions, params(("id" = openapi::Id, Path, description = "The import."), IdempotencyKey),
    responses((status = 202, body = shapes::ImportSchema, description = "The import, with its job."), Deciding))]
async fn decide(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    JsonBody(said): JsonBody<Decisions>,
) -> Result<Response> {
    visitor.require_writing()?;
    let sent = sent.of(&said)?;
    if said.rows.len() > MAX_ROWS {
        let detail = format!("At most {MAX_ROWS} rows at once.");
        return Err(Error::invalid("/rows", "too_long", detail).into());
    }
    let file = visitor.app.places(&visitor.workspace.name).import(id);
    let kept = tokio::fs::try_exists(&file).await.unwrap_or(false);
    let rows: Vec<Decided> = said
        .rows
        .iter()
        .map(|of| Decided {
            line: of.row,
            decision: of.decision.into(),
            record: of.record,
        })
        .collect();
    let rest = said.rest.map(Decision::from);
    let waker = visitor.workspace.waker.clone();
    visitor
        .change(sent, move |work| {
            import::visible(work.ctx, work.tx, id)?;
            if !kept {
                let detail = "The file of this import is no longer kept.";
                return Err(Error::new(Code::Conflict, detail));
            }
            waker.wake_after(work.tx);
            let decided = waiting::decide(work.ctx, work.tx, id, &rows, rest)?;
            Ok(Reply::value(StatusCode::ACCEPTED, &decided))
        })
        .await
}
