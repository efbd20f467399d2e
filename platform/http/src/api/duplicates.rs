//! Duplicates: candidates for a record or a draft, the pairs that were found, and merging two records or many.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kontor_definitions::{Action, Object};
use kontor_duplicates::pairs::{self, Keep, PairQuery};
use kontor_duplicates::{Index, Prepared, Verdict, sweep};
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::command::merge::{Choice, Choices};
use kontor_records::query::load;
use kontor_records::{Ctx, Op};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::imports::asker;
use crate::api::records::{changed, readable};
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor, merging};
use crate::conditional::IfMatch;
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, Changing, Reading, shapes};
use crate::problem::Result;
use crate::{JsonBody, JsonObject, Path, Query, problems, query};

/// Candidates that are shown.
const CANDIDATES: usize = 20;
/// Merges that a preview shows.
const PREVIEW: usize = 100;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(merge))
        .routes(routes!(of_record, dismiss))
        .routes(routes!(of_draft))
        .routes(routes!(index))
        .routes(routes!(start_sweep))
        .routes(routes!(merge_all))
}

problems! {
    /// What looking for the duplicates of a draft can be refused with.
    struct Drafting: NotFound, Forbidden;
    /// What listing pairs can be refused with.
    struct Pairs: NotFound, BadCursor;
    /// What saying that two records differ can be refused with.
    struct Dismissing: NotFound, Forbidden, Validation;
    /// What asking for work on all pairs can be refused with.
    struct Asking: NotFound, Forbidden, Validation;
}

/// A merge.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// The record that becomes part of this one.
    #[schema(value_type = openapi::Id)]
    pub other: Id,
    /// Whose value a field gets, by its key: `this`, `other`, or `both` for lists. Without a choice a field keeps the
    /// value of this record unless it has none, and lists are united.
    #[serde(default)]
    pub choose: std::collections::BTreeMap<String, Chosen>,
}

/// Whose value a field gets.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// This record's.
    This,
    /// The other's.
    Other,
    /// The items of both.
    Both,
}

impl NewMerge {
    /// As a command.
    pub fn op(&self, id: Id, version: Option<i64>) -> Op {
        let choice = |chosen: &Chosen| match chosen {
            Chosen::This => Choice::This,
            Chosen::Other => Choice::Other,
            Chosen::Both => Choice::Both,
        };
        let choose: Choices = self
            .choose
            .iter()
            .map(|(key, chosen)| (key.clone(), choice(chosen)))
            .collect();
        Op::Merge {
            id,
            version,
            other: self.other,
            choose,
        }
    }
}

/// Merges another record into this one: everything that points to the other points to this one then, the other goes to
/// the trash, and its id leads here. Needs the permission to change this one and to delete the other. Undo splits them.
#[utoipa::path(post, path = "/records/{object}/{id}/merge", tag = "duplicates", operation_id = "merge_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record that stays."), IfMatch, IdempotencyKey),
    request_body = NewMerge,
    responses((status = 200, body = shapes::RecordSchema, description = "The record."), Changing))]
async fn merge(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    sent: Sent,
    if_match: IfMatch,
    JsonBody(new): JsonBody<NewMerge>,
) -> Result<Response> {
    let version = visitor.version(&if_match)?;
    let sent = sent.of(&new)?;
    visitor
        .change_alone(sent, move |work| changed(work, &object, new.op(id, version)))
        .await
}

/// Records that are probably the same as this one, the most probable first.
#[utoipa::path(get, path = "/records/{object}/{id}/duplicates", tag = "duplicates", operation_id = "read_duplicates",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record.")),
    responses((status = 200, body = shapes::Candidates, description = "Candidates with score, verdict and reasons."), Reading))]
async fn of_record(visitor: Visitor, Path((object, id)): Path<(String, Id)>) -> Result<Answer<Json>> {
    sweep::catch_up(&visitor.workspace).await?;
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let object = readable(ctx, &object)?.clone();
        let seen = load::live(ctx, tx, &object, &[id])?.contains(&id);
        let record = load::by_ids(ctx, tx, &object, &[id])?.remove(&id);
        let record = record.filter(|_| seen).ok_or_else(Error::not_found)?;
        let index = Index::read(ctx, tx, &object)?;
        let draft = index.prepare(ctx, &record);
        let mut others = pairs::dismissed(tx, id)?;
        others.insert(id);
        let found = index.candidates(ctx, tx, &[draft], CANDIDATES + others.len())?;
        let found = found
            .into_iter()
            .flatten()
            .filter(|one| !others.contains(&one.id))
            .take(CANDIDATES);
        let data: Vec<Json> = found.map(|one| pairs::candidate(ctx, &object, &one)).collect();
        Ok(json!({ "data": data }))
    });
    Ok(Answer(read.await?))
}

/// Records that are probably the same as what somebody is about to write, before it is written.
#[utoipa::path(post, path = "/records/{object}/duplicates", tag = "duplicates", operation_id = "find_duplicates",
    params(("object" = String, Path, description = "Key of the object.")),
    request_body(content = shapes::Values, description = "Values by field key; what is not valid yet is passed over."),
    responses((status = 200, body = shapes::Candidates, description = "Candidates with score, verdict and reasons."), Drafting))]
async fn of_draft(
    visitor: Visitor,
    Path(object): Path<String>,
    JsonObject(values): JsonObject,
) -> Result<Answer<Json>> {
    sweep::catch_up(&visitor.workspace).await?;
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let object = readable(ctx, &object)?.clone();
        let index = Index::read(ctx, tx, &object)?;
        let draft: Prepared = index.prepare_values(ctx, &values);
        let found = index.candidates(ctx, tx, &[draft], CANDIDATES)?;
        let data: Vec<Json> = found
            .iter()
            .flatten()
            .map(|one| pairs::candidate(ctx, &object, one))
            .collect();
        Ok(json!({ "data": data }))
    });
    Ok(Answer(read.await?))
}

/// What somebody says of two records.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Statement {
    /// The other record.
    #[schema(value_type = openapi::Id)]
    other: Id,
    /// They are not the same: nobody is told again that they might be. `false` takes that back.
    dismissed: bool,
}

/// Says that two records are not the same, or takes that back. It holds both ways, whatever is found later.
#[utoipa::path(post, path = "/records/{object}/{id}/duplicates", tag = "duplicates", operation_id = "dismiss_duplicate",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), IdempotencyKey),
    request_body = Statement,
    responses((status = 204, description = "It is remembered."), Dismissing))]
async fn dismiss(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    sent: Sent,
    JsonBody(said): JsonBody<Statement>,
) -> Result<Response> {
    visitor.require_writing()?;
    visitor
        .change(sent.of(&said)?, move |work| {
            let object = readable(work.ctx, &object)?.clone();
            pairs::dismiss(work.ctx, work.tx, &object, id, said.other, said.dismissed)?;
            Ok(Reply::empty())
        })
        .await
}

/// What two records are called.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Called {
    /// The same.
    Same,
    /// Perhaps the same.
    Perhaps,
}

impl From<Called> for Verdict {
    fn from(called: Called) -> Verdict {
        match called {
            Called::Same => Verdict::Same,
            Called::Perhaps => Verdict::Perhaps,
        }
    }
}

/// Which pairs are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PairParams {
    /// Key of the object.
    object: String,
    /// Only those with this verdict.
    #[param(inline)]
    verdict: Option<Called>,
    /// Those that somebody said are not the same, instead of the others.
    #[serde(default)]
    dismissed: bool,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Where to go on, as the `next` of a page says.
    cursor: Option<String>,
}

/// Pairs of records that are probably the same, the most probable first. Pairs of which the caller can't see both are
/// not among them. They are kept up to date within a minute.
#[utoipa::path(get, path = "/duplicates", tag = "duplicates", operation_id = "list_duplicates", params(PairParams),
    responses((status = 200, body = shapes::Pairs, description = "A page of pairs."), Pairs))]
async fn index(visitor: Visitor, Query(params): Query<PairParams>) -> Result<Answer<Json>> {
    let limit = query::limit(params.limit, 50, 200)?;
    let mut address = format!(
        "{PREFIX}/duplicates?object={}&limit={limit}",
        crate::percent::encode(&params.object)
    );
    if let Some(verdict) = params.verdict {
        address.push_str(&format!("&verdict={}", Verdict::from(verdict).as_str()));
    }
    if params.dismissed {
        address.push_str("&dismissed=true");
    }
    let wanted = PairQuery {
        verdict: params.verdict.map(Verdict::from),
        dismissed: params.dismissed,
        least: 0.0,
        limit,
        cursor: params.cursor,
    };
    let object = params.object;
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let object = readable(ctx, &object)?.clone();
        let page = pairs::list(ctx, tx, &object, &wanted)?;
        let next = page.next.map(|cursor| format!("{address}&cursor={cursor}"));
        Ok(json!({"data": page.data, "next": next}))
    });
    Ok(Answer(read.await?))
}

/// A wish for a sweep.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSweep {
    /// Key of the object; all that are watched without one.
    #[serde(default)]
    object: Option<String>,
    /// Only what changed, as long as that is little.
    #[serde(default)]
    if_needed: bool,
}

/// Has a job compare all records of an object with each other anew. Changes are followed without that. For
/// administrators.
#[utoipa::path(post, path = "/duplicates/sweep", tag = "duplicates", operation_id = "sweep_duplicates", request_body = NewSweep,
    params(IdempotencyKey),
    responses((status = 202, body = shapes::Job, description = "The job."), Asking))]
async fn start_sweep(visitor: Visitor, sent: Sent, JsonBody(wish): JsonBody<NewSweep>) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    if let Some(key) = &wish.object {
        visitor.ctx.object(key)?;
    }
    let job = sweep::job(&visitor.workspace.clock, wish.object.as_deref(), wish.if_needed);
    visitor.change_later(sent.of(&wish)?, job).await
}

/// A wish to merge many.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMergeAll {
    /// Key of the object.
    object: String,
    /// The pairs with this verdict.
    #[serde(default = "same")]
    verdict: Called,
    /// Those only with at least this score.
    #[serde(default)]
    score: f64,
    /// Which record stays.
    #[serde(default)]
    keep: Kept,
    /// Only say what would be merged.
    #[serde(default)]
    dry_run: bool,
}

fn same() -> Called {
    Called::Same
}

/// Which record stays.
#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Kept {
    /// The most complete one; of equally complete ones the oldest.
    #[default]
    Complete,
    /// The oldest.
    Oldest,
    /// The newest.
    Newest,
}

/// Merges all pairs with a verdict, as a job: at most 100,000 at a time, each by the usual rules, with the permissions of
/// who asked. With `dry_run` it answers what would be merged. The job's result has the change sets, for undo.
#[utoipa::path(post, path = "/duplicates/merge", tag = "duplicates", operation_id = "merge_duplicates", request_body = NewMergeAll,
    params(IdempotencyKey),
    responses((status = 200, body = shapes::MergePreview, description = "What would be merged."), (status = 202, body = shapes::Job, description = "The job."), Asking))]
async fn merge_all(visitor: Visitor, sent: Sent, JsonBody(wish): JsonBody<NewMergeAll>) -> Result<Response> {
    let sent = sent.of(&wish)?;
    let object = may_merge(&visitor.ctx, &wish.object)?;
    if !(0.0..=1.0).contains(&wish.score) {
        return Err(Error::invalid("/score", "out_of_range", "0 to 1.").into());
    }
    let keep = match wish.keep {
        Kept::Complete => Keep::Complete,
        Kept::Oldest => Keep::Oldest,
        Kept::Newest => Keep::Newest,
    };
    let (verdict, least) = (Verdict::from(wish.verdict), wish.score);
    if wish.dry_run {
        let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
            let object = ctx.object(&object)?.clone();
            let merges = pairs::merges(ctx, tx, &object, Some(verdict), least, keep)?;
            let data: Vec<Json> = merges
                .iter()
                .take(PREVIEW)
                .map(|merge| shown(&object, merge))
                .collect();
            Ok(json!({"merges": merges.len(), "data": data}))
        });
        return Ok((StatusCode::OK, Answer(read.await?)).into_response());
    }
    let wish = merging::Wish {
        object,
        verdict,
        least,
        keep,
        asker: asker(&visitor),
    };
    let job = merging::job(&visitor.workspace.clock, &wish)?;
    visitor.change_later(sent, job).await
}

/// An object some of whose records the caller may change and delete.
fn may_merge(ctx: &Ctx, key: &str) -> Outcome<String> {
    let object = readable(ctx, key)?;
    ctx.policy.require(object, Action::Update)?;
    ctx.policy.require(object, Action::Delete)?;
    if object.def.administration {
        return Err(Error::new(
            Code::Forbidden,
            "Records of this object can't be merged.",
        ));
    }
    Ok(object.key().to_owned())
}

fn shown(object: &Object, merge: &pairs::Merge) -> Json {
    let record = |(id, label): &(Id, String)| json!({"id": id, "object": object.key(), "label": label});
    json!({"survivor": record(&merge.survivor), "other": record(&merge.other), "score": merge.score})
}
