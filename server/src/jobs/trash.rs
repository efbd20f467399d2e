//! Empties the trash: what lay there longer than the workspace keeps it is deleted for good, page by page.

use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Caller, Code, Error, Id, Json, Result, Timestamp};
use kontor_records::query::list::{ListQuery, MAX_LIMIT, Trash, list};
use kontor_records::{Command, Op, Workspace, apply};
use serde_json::json;

const DAY: i64 = 24 * 3600;

/// Deletes all that is due. Parts go with what they belong to.
pub async fn purge(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let state = workspace.state();
    let before = workspace
        .clock
        .now()
        .plus_seconds(-DAY * i64::from(state.settings.trash_days));
    let (mut deleted, mut kept) = (0, 0);
    for object in state.catalog.objects() {
        let mut cursor = None;
        loop {
            job.check()?;
            let (ids, next) = page(&workspace, object.key(), before, cursor).await?;
            let found = ids.len();
            let gone = delete(&workspace, object.key(), ids).await?;
            deleted += gone;
            kept += found - gone;
            job.progress(deleted as i64, None);
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    Ok(json!({"deleted": deleted, "kept": kept}))
}

/// Records in the trash that were not touched since; putting one there was the last that was done to it.
async fn page(
    workspace: &Arc<Workspace>,
    object: &str,
    before: Timestamp,
    cursor: Option<String>,
) -> Result<(Vec<Id>, Option<String>)> {
    let query = ListQuery {
        filter: Some(format!("updated_at < timestamp(\"{before}\")")),
        sort: "updated_at".to_owned(),
        fields: Some("id".to_owned()),
        limit: MAX_LIMIT,
        cursor,
        trash: Trash::Only,
        ..ListQuery::default()
    };
    let (name, object) = (workspace.name.clone(), object.to_owned());
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let read = workspace.read(&ctx, move |ctx, tx| {
        list(ctx, tx, &name, ctx.object(&object)?, &query)
    });
    let page = read.await?;
    Ok((page.records.into_iter().map(|(id, _)| id).collect(), page.next))
}

/// Deletes a page of records and answers how many went. One that a rule keeps does not keep the others.
async fn delete(workspace: &Arc<Workspace>, object: &str, ids: Vec<Id>) -> Result<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    match attempt(workspace, object, &ids).await {
        Ok(()) => return Ok(ids.len()),
        Err(error) if passes(&error) => return Err(error),
        Err(_) => {}
    }
    let mut deleted = 0;
    for id in ids {
        match attempt(workspace, object, &[id]).await {
            Ok(()) => deleted += 1,
            Err(error) if passes(&error) => return Err(error),
            Err(error) => {
                tracing::warn!(object, record = %id, %error, "a record in the trash can't be deleted")
            }
        }
    }
    Ok(deleted)
}

async fn attempt(workspace: &Arc<Workspace>, object: &str, ids: &[Id]) -> Result<()> {
    let forever = |id: &Id| Command {
        object: object.to_owned(),
        op: Op::Delete {
            id: *id,
            version: None,
            forever: true,
        },
    };
    let commands: Vec<Command> = ids.iter().map(forever).collect();
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let write = workspace.write_alone(&ctx, move |work| apply(work, commands.clone()).map(|_| ()));
    write.await
}

/// Whether it is a matter of the moment: then the whole job is tried again later.
fn passes(error: &Error) -> bool {
    matches!(error.code, Code::Unavailable | Code::StorageFull | Code::Internal)
}
