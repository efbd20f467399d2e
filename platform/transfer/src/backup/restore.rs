//! Restoring a backup into an empty database: tables from the definitions, then rows in blocks, then what follows from
//! them. Nothing is written before the whole file was read and found to be what was taken.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use kontor_auth::Auth;
use kontor_database::{Database, Tx};
use kontor_definitions::{Catalog, CatalogData, Object};
use kontor_duplicates::pairs;
use kontor_files::{Blobs, Hash};
use kontor_kernel::{Actor, Caller, Clock, Error, Id, Json, Result};
use kontor_records::transfer::{self, Table};
use serde_json::json;
use tokio::runtime::Handle;

use super::archive::{Backup, damaged};
use super::{
    ACCOUNTS, CHANGE_SETS, COUNTERS, DEFINITIONS, DISMISSED, FILE_ROWS, FILES, HISTORY, MERGES, RECENT,
    SECRET, SETTINGS, content, records,
};

/// Records and rows of one transaction.
const BLOCK: usize = 500;

/// Where a backup is restored.
pub struct Target {
    /// An empty database.
    pub database: Database,
    /// Where the contents of files go.
    pub blobs: Blobs,
    /// Where accounts and keys go.
    pub auth: Auth,
    /// The name of the workspace.
    pub workspace: String,
    /// The clock.
    pub clock: Clock,
}

/// Restores a backup that was opened and verified. Answers what was in it, and the key of the data folder if it has one.
pub async fn restore(backup: Backup, target: Target) -> Result<(Json, Option<Vec<u8>>)> {
    let runtime = Handle::current();
    let work = move || {
        let mut restoring = Restoring {
            caller: Caller::system(&target.clock),
            backup,
            target,
            runtime,
        };
        restoring.all()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

struct Restoring {
    backup: Backup,
    target: Target,
    caller: Caller,
    runtime: Handle,
}

impl Restoring {
    fn all(&mut self) -> Result<(Json, Option<Vec<u8>>)> {
        let data: CatalogData = serde_json::from_value(self.backup.json(DEFINITIONS)?)
            .map_err(|_| damaged(format!("{DEFINITIONS} can't be read")))?;
        kontor_definitions::check(&data, None).map_err(Error::validation)?;
        let catalog = Catalog::new(data.clone());
        let (database, now) = (self.target.database.clone(), self.target.clock.now());
        self.runtime.block_on(async {
            transfer::prepare(&database, data, now).await?;
            database.migrate(kontor_files::MIGRATIONS).await?;
            database.migrate(kontor_duplicates::MIGRATIONS).await
        })?;
        let settings = self.backup.json(SETTINGS)?;
        let settings = settings
            .as_array()
            .cloned()
            .ok_or_else(|| damaged(format!("{SETTINGS} can't be read")))?;
        self.write(move |tx, _| transfer::SETTINGS.insert(tx, &settings))?;
        self.table(COUNTERS, transfer::COUNTERS)?;
        for object in catalog.objects() {
            self.records(object)?;
        }
        self.table(HISTORY, transfer::HISTORY)?;
        self.table(CHANGE_SETS, transfer::CHANGE_SETS)?;
        // Older backups know of no merges.
        if self.backup.has(MERGES) {
            self.table(MERGES, transfer::MERGES)?;
        }
        // Nor of pairs that are not the same.
        if self.backup.has(DISMISSED) {
            self.blocks(DISMISSED, |tx, _, lines| pairs::load_dismissed(tx, lines))?;
        }
        self.files()?;
        self.index(&catalog)?;
        self.compare(&catalog)?;
        let mut accounts = Vec::new();
        self.backup.lines(ACCOUNTS, BLOCK, |lines| {
            accounts.extend(lines);
            Ok(())
        })?;
        let mut secret = Vec::new();
        if self.backup.has(SECRET) {
            self.backup.copy(SECRET, &mut secret)?;
        }
        let manifest = &self.backup.manifest;
        let (auth, workspace) = (self.target.auth.clone(), self.target.workspace.clone());
        let set_up = manifest.set_up;
        self.runtime.block_on(async {
            auth.load_workspace(Actor::Cli, &workspace, accounts).await?;
            if set_up {
                auth.end_setup(Actor::Cli, &workspace).await
            } else {
                Ok(())
            }
        })?;
        let answer = json!({
            "created_at": manifest.created_at,
            "workspace": manifest.workspace,
            "counts": manifest.counts,
            "missing_files": manifest.missing_files,
        });
        Ok((answer, Some(secret).filter(|secret| !secret.is_empty())))
    }

    /// One transaction, with the definitions and settings that are in the database.
    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx, &Caller) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let caller = self.caller.clone();
        self.runtime
            .block_on(self.target.database.write_alone(move |tx| work(tx, &caller)))
    }

    /// Reads a list and writes it in blocks.
    fn blocks(
        &mut self,
        name: &str,
        write: impl Fn(&mut Tx, &Caller, &[Json]) -> Result<()> + Clone + Send + 'static,
    ) -> Result<()> {
        let (database, runtime, caller) = (
            self.target.database.clone(),
            self.runtime.clone(),
            self.caller.clone(),
        );
        self.backup.lines(name, BLOCK, |lines| {
            let (write, caller) = (write.clone(), caller.clone());
            runtime.block_on(database.write_alone(move |tx| write(tx, &caller, &lines)))
        })
    }

    fn table(&mut self, name: &str, table: Table) -> Result<()> {
        self.blocks(name, move |tx, _, lines| table.insert(tx, lines))
    }

    fn records(&mut self, object: &Arc<Object>) -> Result<()> {
        let table = object.table().to_owned();
        self.blocks(&records(object.table()), move |tx, caller, lines| {
            let ctx = transfer::context(tx, caller)?;
            let object = ctx.object(&table)?.clone();
            transfer::load(&ctx, tx, &object, lines)
        })
    }

    /// Contents first, then the rows that name them.
    fn files(&mut self) -> Result<()> {
        let names: Vec<String> = self
            .backup
            .manifest
            .members
            .iter()
            .map(|member| member.name.clone())
            .collect();
        for name in &names {
            let Some(hash) = name.strip_prefix(&content("")).and_then(Hash::parse) else {
                continue;
            };
            let size = self
                .backup
                .manifest
                .members
                .iter()
                .find(|member| member.name == *name)
                .map_or(0, |m| m.size);
            let mut upload = Uploading(self.target.blobs.upload(size)?);
            self.backup.copy(name, &mut upload)?;
            let stored = upload.0.finish()?;
            if stored.sha256 != hash {
                return Err(damaged(format!("{name} is another file")));
            }
        }
        self.table(FILES, FILE_ROWS)
    }

    /// Puts all live records into the search index: as they were in it, then others in the order in which they were last
    /// touched. Older backups have the others alone.
    fn index(&mut self, catalog: &Catalog) -> Result<()> {
        if self.backup.has(RECENT) {
            self.blocks(RECENT, |tx, caller, lines| {
                let mut listed: Vec<(&str, Id)> = Vec::with_capacity(lines.len());
                for line in lines {
                    let record = line["record"].as_str().and_then(|id| id.parse().ok());
                    let listing = line["object"].as_str().zip(record);
                    listed.push(listing.ok_or_else(|| damaged(format!("{RECENT} can't be read")))?);
                }
                put(tx, caller, &listed)
            })?;
        }
        let mut heads: Vec<Head> = Vec::new();
        for object in catalog.objects() {
            let mut head = Head {
                object: object.clone(),
                after: (i64::MIN, Id::NIL),
                waiting: Vec::new(),
            };
            self.fill(&mut head)?;
            heads.push(head);
        }
        let mut block: Vec<(usize, Id)> = Vec::new();
        loop {
            let oldest = (0..heads.len()).filter(|at| !heads[*at].waiting.is_empty());
            let Some(at) = oldest.min_by_key(|at| heads[*at].waiting.last().copied()) else {
                break;
            };
            if let Some((_, id)) = heads[at].waiting.pop() {
                block.push((at, id));
            }
            if heads[at].waiting.is_empty() {
                self.fill(&mut heads[at])?;
            }
            if block.len() >= BLOCK {
                self.put(&heads, std::mem::take(&mut block))?;
            }
        }
        self.put(&heads, block)
    }

    /// The next records of an object, the oldest last.
    fn fill(&self, head: &mut Head) -> Result<()> {
        let (object, after) = (head.object.clone(), head.after);
        let read = self
            .target
            .database
            .read(move |tx| transfer::not_found(tx, &object, after, BLOCK));
        head.waiting = self.runtime.block_on(read)?;
        head.after = head.waiting.last().copied().unwrap_or(head.after);
        head.waiting.reverse();
        Ok(())
    }

    fn put(&self, heads: &[Head], block: Vec<(usize, Id)>) -> Result<()> {
        let listed = block
            .into_iter()
            .map(|(at, id)| (heads[at].object.table().to_owned(), id));
        let listed: Vec<(String, Id)> = listed.collect();
        self.write(move |tx, caller| {
            let listed: Vec<(&str, Id)> = listed.iter().map(|(table, id)| (table.as_str(), *id)).collect();
            put(tx, caller, &listed)
        })
    }

    /// Whether as much came in as the manifest says.
    fn compare(&self, catalog: &Catalog) -> Result<()> {
        let objects: Vec<Arc<Object>> = catalog.objects().to_vec();
        let read = self.target.database.read(move |tx| {
            let mut counts = BTreeMap::new();
            for object in objects {
                counts.insert(records(object.table()), transfer::count(tx, &object)?);
            }
            for (name, table) in [
                (COUNTERS, transfer::COUNTERS),
                (HISTORY, transfer::HISTORY),
                (CHANGE_SETS, transfer::CHANGE_SETS),
                (MERGES, transfer::MERGES),
                (FILES, FILE_ROWS),
            ] {
                counts.insert(name.to_owned(), table.count(tx)?);
            }
            counts.insert(DISMISSED.to_owned(), pairs::count_dismissed(tx)?);
            Ok(counts)
        });
        let mut counts = self.runtime.block_on(read)?;
        for name in [MERGES, DISMISSED] {
            if !self.backup.has(name) {
                counts.remove(name);
            }
        }
        match counts
            .iter()
            .find(|(name, count)| self.backup.manifest.counts.get(*name) != Some(count))
        {
            Some((name, count)) => Err(damaged(format!(
                "{name} has {count} lines, the manifest says otherwise"
            ))),
            None => Ok(()),
        }
    }
}

/// Puts records, by table and id, into the search index in this order. Neighbours of one object go together.
fn put(tx: &mut Tx, caller: &Caller, listed: &[(&str, Id)]) -> Result<()> {
    let ctx = transfer::context(tx, caller)?;
    for run in listed.chunk_by(|one, next| one.0 == next.0) {
        let ids: Vec<Id> = run.iter().map(|(_, id)| *id).collect();
        // What is of no object any more is found by nobody.
        if let Some(object) = run
            .first()
            .and_then(|(table, _)| ctx.catalog.object(table))
            .cloned()
        {
            transfer::index(&ctx, tx, &object, &ids)?;
        }
    }
    Ok(())
}

/// The records of an object that wait to be indexed.
struct Head {
    object: Arc<Object>,
    after: (i64, Id),
    waiting: Vec<(i64, Id)>,
}

/// A blob that is being written, as a writer.
struct Uploading(kontor_files::Upload);

impl Write for Uploading {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.0.write(piece).map_err(std::io::Error::other)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
