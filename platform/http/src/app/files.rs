//! The files of workspaces: where their blobs lie, and the collection of those that no record carries.

use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use kontor_database::Tx;
use kontor_files::{Blobs, File, file};
use kontor_kernel::{Caller, Error, Id, Result};
use kontor_records::query::file_access;
use kontor_records::{Ctx, Workspace};

use crate::app::App;

/// A file that was uploaded has this long to be put into a record.
const AGE: Duration = Duration::from_secs(24 * 3600);
/// Files that are looked at in one transaction.
const PAGE: usize = 500;

/// A file, if the caller may read it.
pub fn readable_file(ctx: &Ctx, tx: &mut Tx, id: Id) -> Result<Option<File>> {
    if !file_access::readable(ctx, tx, &[id])?.contains(&id) {
        return Ok(None);
    }
    Ok(file::get(tx, &[id])?.pop())
}

impl App {
    /// The blobs of a workspace that is open.
    pub fn blobs(&self, workspace: &str) -> Result<Blobs> {
        let known = self.all_blobs().get(workspace).cloned();
        known.ok_or_else(|| Error::internal(format!("the workspace {workspace} is not open")))
    }

    /// Opens the blobs of a workspace once: opening sweeps up unfinished uploads, which must not hit those under way
    /// when only the database was closed and opened again.
    pub(super) fn open_blobs(&self, workspace: &str) -> Result<()> {
        if let Entry::Vacant(place) = self.all_blobs().entry(workspace.to_owned()) {
            place.insert(Blobs::open(
                self.folder(workspace).join("files"),
                self.clock().clone(),
            )?);
        }
        Ok(())
    }
}

/// Collects the files that no record carries: their rows first, which can come back for as long as the trash is kept,
/// then the blobs that no row names any more. Answers how many files nobody gets any more.
pub async fn collect_garbage(app: &App, workspace: &Arc<Workspace>) -> Result<usize> {
    let blobs = app.blobs(&workspace.name)?;
    let now = workspace.clock.now();
    let before = now.plus_seconds(-(AGE.as_secs() as i64));
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let mut collected = 0;
    let mut after = Id::NIL;
    loop {
        let page = workspace.read(&ctx, move |ctx, tx| {
            let page = file::uploaded_before(tx, before, after, PAGE)?;
            let carried = file_access::carried(ctx, tx, &page)?;
            Ok((
                page.last().copied(),
                page.into_iter()
                    .filter(|id| !carried.contains(id))
                    .collect::<Vec<_>>(),
            ))
        });
        let (last, idle) = page.await?;
        let Some(last) = last else { break };
        after = last;
        if idle.is_empty() {
            continue;
        }
        // Some may have been put into a record since they were read.
        let delete = workspace.write(&ctx, move |work| {
            let carried = file_access::carried(work.ctx, work.tx, &idle)?;
            let idle: Vec<Id> = idle.iter().filter(|id| !carried.contains(id)).copied().collect();
            file::delete(work.tx, &idle, now)
        });
        collected += delete.await? as usize;
    }
    let kept = i64::from(ctx.settings.trash_days) * 24 * 3600;
    workspace
        .database
        .write(move |tx| file::purge(tx, now.plus_seconds(-kept)))
        .await?;
    let referenced = workspace.database.read(file::referenced).await?;
    let candidates = blobs.candidates(referenced, AGE).await?;
    if !candidates.is_empty() {
        let referenced = workspace.database.read(file::referenced).await?;
        blobs.remove(candidates, referenced, AGE).await?;
    }
    Ok(collected)
}
