//! Several commands at once, all or nothing.

use axum::http::StatusCode;
use axum::response::Response;
use kontor_kernel::{Code, Error, Id, Json, JsonMap, Result as Outcome};
use kontor_records::{ChangeKind, Command, Op, Outcome as Applied, Record, apply};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::JsonBody;
use crate::api::duplicates::NewMerge;
use crate::api::records::{refuse_nil, refuse_other_object};
use crate::app::reply::{self, Sent};
use crate::app::{App, Reply, Visitor};
use crate::body::unexpected;
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::problems;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(batch))
}

/// Commands to apply together.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Batch {
    /// At most 500, applied in order.
    #[schema(max_items = 500)]
    commands: Vec<BatchCommand>,
}

/// One command.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BatchCommand {
    /// What to do.
    op: BatchOp,
    /// Key of the object.
    object: String,
    /// The record; for `create` optional.
    #[schema(value_type = Option<openapi::Id>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
    /// The version it is changed against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// Values by field key.
    #[serde(default)]
    #[schema(value_type = shapes::Values)]
    values: JsonMap,
}

/// What a command does.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BatchOp {
    /// Make a record.
    Create,
    /// Change values.
    Update,
    /// Put into the trash.
    Delete,
    /// Take out of the trash.
    Restore,
    /// Add to a link to many, or to the tags.
    Link,
    /// Remove from a link to many, or from the tags.
    Unlink,
    /// Merge another record into this one; the values are those of a merge: `{"other", "choose"}`.
    Merge,
}

problems! {
    /// What a batch can be refused with.
    struct Batching: NotFound, Forbidden, IdTaken, NotUnique, Conflict, Validation, VersionConflict, VersionRequired
}

/// Applies up to 500 commands, all or nothing. A failure names its command: `/commands/3/fields/email`.
#[utoipa::path(post, path = "/batch", tag = "records", operation_id = "apply_batch",
    params(IdempotencyKey), request_body = Batch,
    responses((status = 200, body = shapes::BatchResults, description = "What became of each command."), Batching))]
async fn batch(visitor: Visitor, sent: Sent, JsonBody(batch): JsonBody<Batch>) -> Result<Response> {
    if batch.commands.len() > kontor_records::command::MAX_BATCH {
        let detail = format!("At most {} commands.", kontor_records::command::MAX_BATCH);
        return Err(Error::invalid("/commands", "too_many", detail).into());
    }
    let sent = sent.of(&batch)?;
    let session = matches!(visitor.proof, crate::app::visitor::Proof::Session(_));
    let commands = batch
        .commands
        .into_iter()
        .enumerate()
        .map(|(n, command)| {
            read(command, session).map_err(|error| error.with("command", n).under(&format!("/commands/{n}")))
        })
        .collect::<Outcome<Vec<Command>>>()?;
    visitor
        .change(sent, move |work| {
            for (n, command) in commands.iter().enumerate() {
                // An object that does not exist is named by `apply`, with all else that is wrong.
                if work.ctx.object(&command.object).is_ok() {
                    let refused = refuse_other_object(work.ctx, command);
                    refused.map_err(|error| named(error.with("command", n)))?;
                }
            }
            let outcomes = apply(work, commands.clone()).map_err(named)?;
            let gone = |outcome: &&Applied| matches!(outcome.kind, ChangeKind::Delete | ChangeKind::Final);
            let left: Vec<&Record> = outcomes
                .iter()
                .filter(|one| !gone(one))
                .map(|one| &one.record)
                .collect();
            let mut records = reply::shown(work.ctx, work.tx, &left)?.into_iter();
            let result = |outcome: &Applied| match outcome.kind {
                _ if gone(&outcome) => json!({"status": 204, "record": null}),
                ChangeKind::Create => json!({"status": 201, "record": records.next()}),
                _ => json!({"status": 200, "record": records.next()}),
            };
            let results: Vec<Json> = outcomes.iter().map(result).collect();
            let body = json!({"results": results}).to_string().into_bytes();
            Ok(Reply::json(StatusCode::OK, body))
        })
        .await
}

fn read(command: BatchCommand, session: bool) -> Outcome<Command> {
    let BatchCommand {
        op,
        object,
        id,
        version,
        mut values,
    } = command;
    let id_of = |id: Option<Id>| id.ok_or_else(|| Error::invalid("/id", "required", "The id is required."));
    if session && matches!(op, BatchOp::Update | BatchOp::Merge) && version.is_none() {
        return Err(Error::new(Code::VersionRequired, "Say which version you change."));
    }
    if matches!(op, BatchOp::Delete | BatchOp::Restore) && !values.is_empty() {
        return Err(unexpected(&values, "/values"));
    }
    let op = match op {
        BatchOp::Create => {
            let inner = values.remove("id").filter(|id| !id.is_null());
            let inner = inner.map(|id| crate::api::records::read_id(&id)).transpose()?;
            if let (Some(outer), Some(inner)) = (id, inner)
                && outer != inner
            {
                let detail = "The command has another id.";
                return Err(Error::invalid("/values/id", "other_id", detail));
            }
            let id = id.or(inner).map(|id| refuse_nil(Some(id))).transpose()?;
            Op::Create { id, values }
        }
        BatchOp::Update => Op::Update {
            id: id_of(id)?,
            version,
            values,
        },
        BatchOp::Delete => Op::Delete {
            id: id_of(id)?,
            version,
            forever: false,
        },
        BatchOp::Restore => Op::Restore { id: id_of(id)? },
        BatchOp::Link => Op::Link {
            id: id_of(id)?,
            values,
        },
        BatchOp::Unlink => Op::Unlink {
            id: id_of(id)?,
            values,
        },
        BatchOp::Merge => {
            let wrong = |error: serde_json::Error| Error::invalid("/values", "wrong_type", error.to_string());
            let merge: NewMerge = serde_json::from_value(Json::Object(values)).map_err(wrong)?;
            merge.op(id_of(id)?, version)
        }
    };
    Ok(Command { object, op })
}

/// The pointers of a failure name the command they belong to.
fn named(mut error: Error) -> Error {
    let Some(n) = error.params.get("command").and_then(Json::as_u64) else {
        return error;
    };
    let place = format!("/commands/{n}/fields");
    if let Some(Json::String(pointer)) = error.params.get_mut("pointer") {
        pointer.insert_str(0, &place);
    }
    error.under(&place)
}
