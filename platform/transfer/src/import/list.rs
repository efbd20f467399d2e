//! The imports of a workspace, the newest first: each as its asker and administrators see it, in short.

use kontor_database::Tx;
use kontor_kernel::{Id, Json, Result};
use kontor_records::Ctx;
use serde_json::json;

use super::store::{self, Import};

/// Imports that are looked at together.
const PAGE: usize = 100;

/// The imports before one that the caller sees, as many as asked for.
pub fn list(ctx: &Ctx, tx: &mut Tx, before: Option<Id>, limit: usize) -> Result<Vec<Json>> {
    let (mut found, mut before) = (Vec::new(), before);
    loop {
        let page = store::newest(tx, before, PAGE)?;
        let ended = page.len() < PAGE;
        before = page.last().map(|import| import.id);
        let seen = page.iter().filter(|import| import.asker.is_open_to(ctx));
        found.extend(seen.take(limit - found.len()).map(short));
        if ended || found.len() == limit {
            return Ok(found);
        }
    }
}

/// An import in short.
fn short(import: &Import) -> Json {
    let counts = &import.counts;
    json!({
        "id": import.id,
        "object": import.object,
        "state": import.state,
        "name": import.name,
        "dry_run": import.dry_run,
        "rows": counts.rows,
        "created": counts.created,
        "updated": counts.updated,
        "skipped": counts.skipped,
        "failed": counts.failed,
        "migration": import.migration,
        "error": import.error,
        "created_at": import.created_at,
        "started_at": import.started_at,
        "finished_at": import.finished_at,
    })
}
