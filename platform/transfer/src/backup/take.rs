//! Taking a backup: lists from one snapshot of the database, then the contents of files, then everything read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use kontor_auth::Auth;
use kontor_database::Tx;
use kontor_duplicates::pairs;
use kontor_files::{Blobs, Hash};
use kontor_kernel::{Caller, Code, Error, Id, Json, Result};
use kontor_records::transfer::{self, Table};
use kontor_records::{Ctx, Workspace};
use serde_json::json;

use super::archive::{Archive, Backup};
use super::{
    ACCOUNTS, CHANGE_SETS, COUNTERS, DEFINITIONS, DISMISSED, FILE_ROWS, FILES, FORM, HISTORY, MERGES,
    Manifest, README, RECENT, SECRET, SETTINGS, content, records,
};

/// How long the snapshot may be held.
const LIMIT: Duration = Duration::from_secs(6 * 3600);
/// Records and rows that are read at once.
const PAGE: usize = 1_000;

/// What explains the file to whoever opens it without Kontor.
const EXPLANATION: &str = include_str!("README.md");

/// What a backup is taken of.
pub struct Source {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// Who may come in.
    pub auth: Auth,
    /// The contents of its files.
    pub blobs: Blobs,
    /// The key of the data folder, to be put into the backup.
    pub secret: Option<Vec<u8>>,
}

/// Takes a backup while others work. The file gets its name when it is whole and was read again; one that is there
/// already is replaced then. Answers what is in it.
pub async fn take(source: Source, path: PathBuf) -> Result<Json> {
    if path.file_name().is_none() || !path.parent().is_some_and(Path::is_dir) {
        let detail = format!("There is no folder for {}.", path.display());
        return Err(Error::invalid("/file", "not_found", detail));
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let temporary = path.with_file_name(name);
    let written = write(source, &temporary).await;
    let written = match written {
        Ok(written) => finish(&temporary, &path).await.map(|()| written),
        Err(error) => Err(error),
    };
    if written.is_err() {
        // It may never have been made.
        let _ = tokio::fs::remove_file(&temporary).await;
    }
    written
}

async fn finish(temporary: &Path, path: &Path) -> Result<()> {
    let (temporary, path) = (temporary.to_owned(), path.to_owned());
    let work = move || {
        Backup::open(&temporary)?.verify()?;
        std::fs::rename(&temporary, &path).map_err(Error::disk)?;
        let folder = path
            .parent()
            .map(std::fs::File::open)
            .transpose()
            .map_err(Error::disk)?;
        folder
            .map_or(Ok(()), |folder| folder.sync_all())
            .map_err(Error::disk)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

async fn write(source: Source, path: &Path) -> Result<Json> {
    let Source {
        workspace,
        auth,
        blobs,
        secret,
    } = source;
    let caller = Caller::system(&workspace.clock);
    let set_up = auth
        .workspaces()
        .await?
        .iter()
        .any(|known| known.name == workspace.name && known.set_up);
    let target = path.to_owned();
    let lists = workspace
        .database
        .read_snapshot(LIMIT, move |tx| lists(tx, &caller, &target))
        .await?;
    let accounts = auth.dump_workspace(&workspace.name).await?;
    let manifest = Manifest {
        form: FORM,
        kontor: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: workspace.clock.now().to_string(),
        workspace: workspace.name.clone(),
        set_up,
        counts: lists.counts,
        missing_files: Vec::new(),
        members: Vec::new(),
    };
    let (mut archive, contents) = (lists.archive, lists.contents);
    let runtime = tokio::runtime::Handle::current();
    let work = move || {
        let mut manifest = manifest;
        manifest
            .counts
            .insert("accounts".to_owned(), accounts.len() as u64);
        archive.begin(ACCOUNTS)?;
        accounts.iter().try_for_each(|line| archive.line(line))?;
        if let Some(secret) = secret {
            archive.begin(SECRET)?;
            archive.write(&secret)?;
        }
        for hash in contents {
            match blobs.contains(hash) {
                true => runtime.block_on(copy(&blobs, hash, &mut archive))?,
                false => manifest.missing_files.push(hash.to_string()),
            }
        }
        let answer = json!({
            "created_at": manifest.created_at,
            "workspace": manifest.workspace,
            "counts": manifest.counts,
            "missing_files": manifest.missing_files,
        });
        archive.finish(manifest)?;
        Ok(answer)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// What one snapshot of the database gave.
struct Lists {
    archive: Archive,
    counts: BTreeMap<String, u64>,
    contents: BTreeSet<Hash>,
}

fn lists(tx: &mut Tx, caller: &Caller, path: &Path) -> Result<Lists> {
    let ctx = transfer::context(tx, caller)?;
    let mut archive = Archive::create(path)?;
    let mut counts = BTreeMap::new();
    archive.begin(README)?;
    archive.write(EXPLANATION.as_bytes())?;
    archive.json(DEFINITIONS, &ctx.catalog.data())?;
    let mut settings = Vec::new();
    pages(tx, &transfer::SETTINGS, |line| {
        settings.push(line);
        Ok(())
    })?;
    archive.json(SETTINGS, &settings)?;
    for object in ctx.catalog.objects() {
        archive.begin(&records(object.table()))?;
        let count = dump(&ctx, tx, object, &mut archive)?;
        counts.insert(records(object.table()), count);
    }
    let mut contents = BTreeSet::new();
    for (name, table) in [
        (COUNTERS, &transfer::COUNTERS),
        (HISTORY, &transfer::HISTORY),
        (CHANGE_SETS, &transfer::CHANGE_SETS),
        (MERGES, &transfer::MERGES),
        (RECENT, &transfer::RECENT),
        (FILES, &FILE_ROWS),
    ] {
        archive.begin(name)?;
        let count = pages(tx, table, |line| {
            if name == FILES {
                contents.extend(line["sha256"].as_str().and_then(Hash::parse));
            }
            archive.line(&line)
        })?;
        counts.insert(name.to_owned(), count);
    }
    archive.begin(DISMISSED)?;
    let (mut after, mut count) = ((Id::NIL, Id::NIL), 0);
    loop {
        let page = pairs::dump_dismissed(tx, after, PAGE)?;
        for (pair, line) in &page {
            archive.line(line)?;
            after = *pair;
        }
        count += page.len() as u64;
        if page.len() < PAGE {
            break;
        }
    }
    counts.insert(DISMISSED.to_owned(), count);
    Ok(Lists {
        archive,
        counts,
        contents,
    })
}

fn dump(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<kontor_definitions::Object>,
    archive: &mut Archive,
) -> Result<u64> {
    let (mut after, mut count) = (Id::NIL, 0);
    loop {
        let page = transfer::dump(ctx, tx, object, after, PAGE)?;
        for (id, line) in &page {
            archive.line(line)?;
            after = *id;
        }
        count += page.len() as u64;
        if page.len() < PAGE {
            return Ok(count);
        }
    }
}

fn pages(tx: &mut Tx, table: &Table, mut take: impl FnMut(Json) -> Result<()>) -> Result<u64> {
    let (mut after, mut count) = (table.start(), 0);
    loop {
        let page = table.page(tx, after.clone(), PAGE)?;
        let full = page.len() == PAGE;
        for (key, line) in page {
            take(line)?;
            after = key;
            count += 1;
        }
        if !full {
            return Ok(count);
        }
    }
}

async fn copy(blobs: &Blobs, hash: Hash, archive: &mut Archive) -> Result<()> {
    let blob = blobs.read(hash, None).await?;
    archive.begin(&content(&hash.to_string()))?;
    let mut pieces = std::pin::pin!(blob.into_stream());
    while let Some(piece) = pieces.next().await {
        let broken = |cause| Error::new(Code::Unavailable, "A file can't be read.").because(cause);
        archive.write(&piece.map_err(broken)?)?;
    }
    Ok(())
}
