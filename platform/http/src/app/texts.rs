//! The job that has the texts of files extracted, so that records are found by them.
//!
//! How a text is extracted is not known here: the server brings an [`Extractor`], for the libraries of all those formats
//! are heavy and belong into no other program. Without one, files wait.

use std::fs::File as Content;
use std::sync::Arc;

use kontor_files::{File, file};
use kontor_jobs::JobContext;
use kontor_kernel::{Caller, Error, Json, Result};
use kontor_records::texts::{self, Waiting};
use kontor_records::{Work, Workspace};
use serde_json::json;

use crate::app::App;

/// What came of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extracted {
    /// Its text, perhaps none at all.
    Text(String),
    /// Why there is none, in a word, and in detail.
    Nothing(&'static str, Option<String>),
}

/// Gets text out of files. It bounds what that may cost, and answers for every file.
pub trait Extractor: Send + Sync {
    /// The text of a file of this media type. It may take a while; nobody waits on it in a hurry.
    fn extract(&self, kind: &str, content: Content) -> std::io::Result<Extracted>;
}

/// Has texts extracted until none is wanted any more.
pub(crate) async fn run(app: App, workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let Some(extractor) = app.extractor() else {
        return Ok(json!({"extracted": 0}));
    };
    let mut extracted = 0;
    loop {
        job.check()?;
        let now = workspace.clock.now();
        let Some(next) = workspace.database.write(move |tx| texts::begin(tx, now)).await? else {
            return Ok(json!({"extracted": extracted}));
        };
        let (state, detail, text) = match one(&app, &workspace, &extractor, &next).await? {
            Extracted::Text(text) => ("done", None, Some(text)),
            Extracted::Nothing(state, detail) => (state, detail, None),
        };
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let end =
            move |work: &mut Work<'_>| texts::end(work, &next, state, detail.as_deref(), text.as_deref());
        workspace.write_alone(&ctx, end).await?;
        extracted += 1;
        job.progress(extracted, None);
    }
}

async fn one(
    app: &App,
    workspace: &Arc<Workspace>,
    extractor: &Arc<dyn Extractor>,
    next: &Waiting,
) -> Result<Extracted> {
    let id = next.file;
    let found = workspace
        .database
        .read(move |tx| file::get(tx, &[id]))
        .await?
        .pop();
    let missing = Extracted::Nothing("missing", None);
    let Some(File { kind, sha256, .. }) = found else {
        return Ok(missing);
    };
    let blobs = app.blobs(&workspace.name)?;
    if !blobs.contains(sha256) {
        return Ok(missing);
    }
    let extractor = extractor.clone();
    let work = move || {
        let content = blobs.open_file(sha256)?;
        extractor.extract(&kind, content)
    };
    match tokio::task::spawn_blocking(work).await.map_err(Error::internal)? {
        Ok(extracted) => Ok(extracted),
        // The machine had no process or memory to spare: it is tried again with the job, a few times at most.
        Err(cause) => Err(Error::internal(cause)),
    }
}
