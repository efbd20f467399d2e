//! Records in bulk, in and out: imports, exports, backups.
//!
//! An import reads a file row by row and writes through the same gate as everybody else, so permissions, validation,
//! history and events hold for it; it runs as a job, block by block, and can stop at any moment. An export reads through
//! the same queries. A backup is everything of a workspace in one file, the same for both databases.
//!
//! Start reading at [`import`], [`migration`] (several of them by a plan), then [`asker`] (on whose behalf a job works).

pub mod asker;
pub mod backup;
pub mod export;
pub mod import;
pub mod migration;
pub mod places;
mod schema;
pub mod sweep;

use std::sync::Arc;

use kontor_files::Blobs;
use kontor_jobs::Registry;
use kontor_kernel::Result;
use kontor_records::Workspace;

pub use asker::Asker;
pub use kontor_formats::cell;
pub use places::Places;
pub use schema::MIGRATIONS;

/// Adds the jobs of this crate. [`sweep::JOB`] comes round once a night.
/// `blobs` gives the contents of files.
pub fn register(
    registry: &mut Registry,
    workspace: &Arc<Workspace>,
    places: &Places,
    blobs: impl Fn() -> Result<Blobs> + Send + Sync + 'static,
) {
    let (of, at) = (workspace.clone(), places.clone());
    registry.add(import::JOB, move |job| {
        import::run::job(of.clone(), at.clone(), blobs(), job)
    });
    let of = workspace.clone();
    registry.add(import::undo::JOB, move |job| import::undo::job(of.clone(), job));
    let (of, at) = (workspace.clone(), places.clone());
    registry.add(export::JOB, move |job| export::job(of.clone(), at.clone(), job));
    let (of, at) = (workspace.clone(), places.clone());
    registry.add(sweep::JOB, move |job| sweep::job(of.clone(), at.clone(), job));
}
