//! A sweep: all records of an object are compared with each other. A model is learned from a sample; then the keys of all
//! records are put in order on the disk and from there into a slot of their own; then, block after block, each record is
//! compared with the older ones that share a key. Interrupted in the last part, it goes on where it was; before that it
//! begins anew, which costs little.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::Object;
use kontor_jobs::JobContext;
use kontor_kernel::{Caller, Error, Id, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Workspace};

use crate::find::{Block, Whom};
use crate::index::{Index, is_watched};
use crate::model::Model;
use crate::prepare::{Prepared, prepare};
use crate::rule::rules;
use crate::score::Thresholds;
use crate::sorted::{PARTS, Sorter};
use crate::sweep::FOLLOWER;

/// Records of one block.
const BLOCK: usize = 500;
/// Records that a model is learned from.
const SAMPLE: u64 = 20_000;
/// Keys that are written, or deleted, in one transaction.
const KEYS: usize = 10_000;

/// Compares all records of an object, or of all objects, with each other; answers how many there were.
pub(crate) async fn sweep(
    workspace: &Arc<Workspace>,
    folder: &Path,
    object: Option<&str>,
    job: &JobContext,
) -> Result<usize> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let wanted = ctx.catalog.objects().iter().filter(|found| match object {
        Some(key) => found.key() == key,
        None => is_watched(&ctx, found),
    });
    let wanted: Vec<Arc<Object>> = wanted.cloned().collect();
    let mut done = 0;
    for object in wanted {
        job.message(object.key());
        let whole = Whole {
            workspace: workspace.clone(),
            folder: folder.to_owned(),
            object,
            job,
        };
        done += whole.sweep().await?;
    }
    Ok(done)
}

/// The sweep of an object.
struct Whole<'a> {
    workspace: Arc<Workspace>,
    folder: PathBuf,
    object: Arc<Object>,
    job: &'a JobContext,
}

impl Whole<'_> {
    async fn sweep(&self) -> Result<usize> {
        let from = match self.interrupted().await? {
            Some(at) => at,
            None => {
                self.prepare().await?;
                Id::NIL
            }
        };
        let done = self.compare(from).await?;
        self.end().await?;
        Ok(done)
    }

    fn ctx(&self) -> Ctx {
        self.workspace.system(Caller::system(&self.workspace.clock))
    }

    fn table(&self) -> String {
        self.object.table().to_owned()
    }

    /// Behind which record an interrupted sweep was.
    async fn interrupted(&self) -> Result<Option<Id>> {
        let table = self.table();
        let read = self.workspace.database.read(move |tx| {
            let sql = "SELECT swept_to FROM @k_duplicate_model WHERE object = $1";
            tx.row(sql, &[table.into()], |row| row.id(0))
        });
        Ok(read.await?.flatten())
    }

    /// Learns a model and puts the keys of all records into a new slot; from then on that is the one.
    async fn prepare(&self) -> Result<()> {
        let started = self.workspace.clock.now();
        // What changes from here on is followed once more, with the new keys.
        let followed = self.workspace.database.read(|tx| FOLLOWER.position(tx)).await?;
        let (records, ids) = self.sample().await?;
        let model = self.learn(records, ids).await?;
        let data = serde_json::to_string(&model).map_err(Error::internal)?;
        let ctx = self.ctx();
        let settled = ctx.settings.duplicates.get(self.object.key());
        let index = Index {
            object: self.object.clone(),
            rules: Arc::new(rules(&self.object, settled)),
            model: Arc::new(model),
            thresholds: Thresholds::of(settled),
            slot: self.reserve().await?,
        };
        let keys = self.sort(&index, records).await?;
        self.write(&index, keys).await?;
        let (table, slot) = (self.table(), index.slot);
        let switch = move |tx: &mut Tx| {
            tx.execute(
                "UPDATE @k_duplicate_model SET slot = $2, building = 0, seen = 0, records = $3, swept_to = $4, \
                 started_at = $5, data = $6 WHERE object = $1",
                &[
                    table.as_str().into(),
                    slot.into(),
                    Value::from(records),
                    Id::NIL.into(),
                    started.into(),
                    data.as_str().into(),
                ],
            )?;
            FOLLOWER.seek(tx, followed)
        };
        self.workspace.database.write_alone(switch).await
    }

    /// How many records there are, and some of them, evenly from old to new.
    async fn sample(&self) -> Result<(usize, Vec<Id>)> {
        let table = self.table();
        let read = move |tx: &mut Tx| {
            let count = format!("SELECT count(*) FROM @{table} WHERE deleted_at IS NULL");
            let count = tx.row(&count, &[], |row| row.get::<u64>(0))?.unwrap_or(0);
            let every = Value::from((count / SAMPLE + 1) as i64);
            let sql = format!(
                "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM @{table} \
                 WHERE deleted_at IS NULL) AS numbered WHERE n % $1 = 0"
            );
            Ok((count as usize, tx.rows(&sql, &[every], |row| row.get::<Id>(0))?))
        };
        self.workspace.database.read(read).await
    }

    async fn learn(&self, records: usize, sample: Vec<Id>) -> Result<Model> {
        let ctx = self.ctx();
        let rules = rules(&self.object, ctx.settings.duplicates.get(self.object.key()));
        let mut prepared: Vec<Prepared> = Vec::with_capacity(sample.len());
        for chunk in sample.chunks(1_000) {
            self.job.check()?;
            let (chunk, of, with) = (chunk.to_vec(), self.object.clone(), rules.clone());
            let read = self.workspace.read(&ctx, move |ctx, tx| {
                let records = load::by_ids(ctx, tx, &of, &chunk)?;
                let accept = ctx.accept();
                let prepared = records.values().map(|record| prepare(&with, record, &accept));
                Ok(prepared.collect::<Vec<_>>())
            });
            prepared.extend(read.await?);
        }
        let learn = tokio::task::spawn_blocking(move || Model::train(&rules, &prepared, records));
        learn.await.map_err(Error::internal)
    }

    /// A slot for new keys, which nobody clears away meanwhile.
    async fn reserve(&self) -> Result<i64> {
        let table = self.table();
        let reserve = move |tx: &mut Tx| {
            let sql = "SELECT coalesce(max(slot), 0), coalesce(max(building), 0) FROM @k_duplicate_model";
            let taken = tx.row(sql, &[], |row| Ok(row.get::<i64>(0)?.max(row.get::<i64>(1)?)))?;
            let slot = taken.unwrap_or(0) + 1;
            tx.execute(
                "INSERT INTO @k_duplicate_model (object, slot, seen, records, started_at, data, building) \
                 VALUES ($1, 0, 0, 0, 0, '', $2) ON CONFLICT (object) DO UPDATE SET building = excluded.building",
                &[table.as_str().into(), slot.into()],
            )?;
            Ok(slot)
        };
        self.workspace.database.write_alone(reserve).await
    }

    /// The keys of all records, on the disk.
    async fn sort(&self, index: &Index, records: usize) -> Result<Sorter> {
        let (mut sorter, mut at, mut done) = (Sorter::new(&self.folder)?, Id::NIL, 0);
        loop {
            self.job.check()?;
            let (index, ctx) = (index.clone(), self.ctx());
            let read = self.workspace.read(&ctx, move |ctx, tx| {
                let block = Block::new(ctx, &index, load::after(ctx, tx, &index.object, at, BLOCK)?);
                for (record, keys) in block.keys(&index) {
                    keys.into_iter().try_for_each(|key| sorter.add(key, record))?;
                }
                Ok((sorter, block.last()))
            });
            let last;
            (sorter, last) = read.await?;
            let Some((last, count)) = last else {
                return Ok(sorter);
            };
            (at, done) = (last, done + count);
            // The smaller half of the work.
            self.job.progress(done as i64 / 3, Some(records as i64));
        }
    }

    async fn write(&self, index: &Index, mut keys: Sorter) -> Result<()> {
        for part in 0..PARTS {
            let read = tokio::task::spawn_blocking(move || keys.read(part).map(|read| (keys, read)));
            let entries;
            (keys, entries) = read.await.map_err(Error::internal)??;
            for entries in entries.chunks(KEYS) {
                self.job.check()?;
                let (entries, slot) = (entries.to_vec(), index.slot);
                let insert = move |tx: &mut Tx| {
                    let sql = "INSERT INTO @k_duplicate_key (slot, key, record) VALUES ($1, $2, $3)";
                    let rows = entries.iter().map(|(key, record)| {
                        Statement::new(sql, vec![slot.into(), (*key).into(), record.into()])
                    });
                    tx.run_all(rows.collect())
                };
                self.workspace.database.write_alone(insert).await?;
            }
        }
        Ok(())
    }

    /// Compares the records behind this one, block after block; answers how many there were.
    async fn compare(&self, from: Id) -> Result<usize> {
        let object = self.object.clone();
        let read = move |ctx: &Ctx, tx: &mut Tx| Index::read(ctx, tx, &object);
        let index = self.workspace.read(&self.ctx(), read).await?;
        let (mut at, mut done) = (from, 0);
        let records = index.model.records() as usize;
        loop {
            self.job.check()?;
            let (ctx, with) = (self.ctx(), index.clone());
            let look = self.workspace.read(&ctx, move |ctx, tx| {
                let block = Block::new(ctx, &with, load::after(ctx, tx, &with.object, at, BLOCK)?);
                let last = block.last();
                Ok((last, block.look(ctx, tx, &with, Whom::Older)?))
            });
            let (Some((last, count)), found) = look.await? else {
                return Ok(done);
            };
            let (object, now) = (self.object.clone(), ctx.caller.now);
            let note = move |tx: &mut Tx| {
                found.note(tx, &object, now)?;
                tx.execute(
                    "UPDATE @k_duplicate_model SET swept_to = $2 WHERE object = $1",
                    &[object.table().into(), last.into()],
                )
            };
            self.workspace.database.write_alone(note).await?;
            (at, done) = (last, done + count);
            self.job
                .progress((records / 3 + done * 2 / 3) as i64, Some(records as i64));
        }
    }

    /// Forgets what the sweep did not find again, and keys that nobody looks for any more.
    async fn end(&self) -> Result<()> {
        let table = self.table();
        let forget = move |tx: &mut Tx| {
            tx.execute(
                "DELETE FROM @k_duplicate_pair WHERE object = $1 AND dismissed_at IS NULL \
                 AND at < (SELECT started_at FROM @k_duplicate_model WHERE object = $1)",
                &[table.as_str().into()],
            )?;
            tx.execute(
                "UPDATE @k_duplicate_model SET swept_to = NULL WHERE object = $1",
                &[table.as_str().into()],
            )
        };
        self.workspace.database.write_alone(forget).await?;
        let mut after = -1;
        while let Some((slot, is_used)) = self.slot_after(after).await? {
            after = slot;
            if !is_used {
                self.clear(slot).await?;
            }
        }
        Ok(())
    }

    /// Deletes the keys under a slot that nobody uses.
    async fn clear(&self, slot: i64) -> Result<()> {
        loop {
            self.job.check()?;
            let clear = move |tx: &mut Tx| {
                tx.execute(
                    "DELETE FROM @k_duplicate_key WHERE (slot, key, record) IN (SELECT slot, key, record \
                     FROM @k_duplicate_key WHERE slot = $1 ORDER BY key, record LIMIT $2)",
                    &[slot.into(), KEYS.into()],
                )
            };
            if self.workspace.database.write_alone(clear).await? < KEYS as u64 {
                return Ok(());
            }
        }
    }

    /// The next slot that keys stand under, and whether an object uses it.
    async fn slot_after(&self, slot: i64) -> Result<Option<(i64, bool)>> {
        let read = move |tx: &mut Tx| {
            tx.row(
                "SELECT k.slot, EXISTS (SELECT 1 FROM @k_duplicate_model AS m WHERE m.slot = k.slot \
                 OR m.building = k.slot) FROM @k_duplicate_key AS k WHERE k.slot > $1 ORDER BY k.slot LIMIT 1",
                &[slot.into()],
                |row| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?)),
            )
        };
        self.workspace.database.read(read).await
    }
}
