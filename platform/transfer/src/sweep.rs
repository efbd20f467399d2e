//! What imports and exports leave behind is kept for a while and then removed, rows and files.

use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Id, Json, Result};
use kontor_records::Workspace;
use serde_json::json;

use crate::places::Places;
use crate::{export, import, migration};

/// The name of the job.
pub const JOB: &str = "transfer.sweep";

const DAY: i64 = 24 * 3600;
/// How long an import can be looked at and taken back.
const IMPORTS: i64 = 400 * DAY;
/// How long its file is kept, and its rejected rows be fetched as they were.
const IMPORT_FILES: i64 = 90 * DAY;
/// How long the file of an export can be fetched.
const EXPORTS: i64 = 7 * DAY;

/// The job.
pub async fn job(workspace: Arc<Workspace>, places: Places, job: JobContext) -> Result<Json> {
    let now = workspace.clock.now();
    forget_files(&workspace, &places, &job).await?;
    let (mut imports, mut exports) = (0, 0);
    loop {
        job.check()?;
        let gone = workspace.database.write(move |tx| {
            migration::prune(tx, now.plus_seconds(-IMPORTS))?;
            let imports = import::store::prune(tx, now.plus_seconds(-IMPORTS))?;
            Ok((imports, export::store::prune(tx, now.plus_seconds(-EXPORTS))?))
        });
        let gone = gone.await?;
        if gone.0.is_empty() && gone.1.is_empty() {
            return Ok(json!({"imports": imports, "exports": exports}));
        }
        (imports, exports) = (imports + gone.0.len(), exports + gone.1.len());
        for id in &gone.0 {
            import::stage::Stage::remove_all(&places.stage(*id)).await;
        }
        let paths = gone
            .0
            .iter()
            .map(|id| places.import(*id))
            .chain(gone.1.iter().map(|id| places.export(*id)));
        for path in paths {
            // It may never have been written.
            let _ = tokio::fs::remove_file(path).await;
        }
    }
}

/// Removes the files of imports that are kept for the sake of taking them back.
async fn forget_files(workspace: &Arc<Workspace>, places: &Places, job: &JobContext) -> Result<()> {
    let before = workspace.clock.now().plus_seconds(-IMPORT_FILES);
    let mut after = Id::NIL;
    loop {
        job.check()?;
        let ids = workspace
            .database
            .read(move |tx| import::store::older(tx, before, after))
            .await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        for id in ids {
            import::stage::Stage::remove_all(&places.stage(id)).await;
            // It may be gone already.
            let _ = tokio::fs::remove_file(places.import(id)).await;
        }
    }
}
