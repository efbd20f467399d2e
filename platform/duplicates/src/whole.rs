//! A sweep: all records of an object are compared with each other. A model is learned from a sample; then all records are
//! read once, put on a shelf on the disk ready to be compared, and their keys put in order, into a slot of their own; then
//! each is compared with the older ones that share a key, on all processors and without asking the database for them.
//! A record that changes meanwhile is followed once more behind it. A sweep that was interrupted begins anew.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::Object;
use kontor_jobs::JobContext;
use kontor_kernel::{Caller, Error, Id, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, Workspace};
use tokio::task::JoinSet;

use crate::find::{Found, Pair, noted};
use crate::index::{Index, is_watched};
use crate::meetings::{Held, KEY_PARTS, Meeting, Meetings, key_part, nearest};
use crate::model::Model;
use crate::prepare::{Prepared, prepare};
use crate::rule::rules;
use crate::score::{Match, Thresholds};
use crate::shelf::{Filling, Shelf};
use crate::sorted::Sorter;
use crate::sweep::FOLLOWER;

/// Records that are read, or compared, at once.
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
        let (index, gathered) = self.prepare().await?;
        let done = gathered.shelf.len() as usize;
        self.compare(Arc::new(index), gathered).await?;
        self.end().await?;
        Ok(done)
    }

    fn ctx(&self) -> Ctx {
        self.workspace.system(Caller::system(&self.workspace.clock))
    }

    fn table(&self) -> String {
        self.object.table().to_owned()
    }

    /// Learns a model and puts the keys of all records into a new slot; from then on that is the one.
    async fn prepare(&self) -> Result<(Index, Gathered)> {
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
        let (shelf, keys) = self.gather(&index, records).await?;
        let meetings = self.write(&index, &shelf, keys).await?;
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
        self.workspace.database.write_alone(switch).await?;
        Ok((index, Gathered { shelf, meetings }))
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
        in_background(move || Ok(Model::train(&rules, &prepared, records))).await
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

    /// All records and their keys, on the disk. While some are prepared the next are read.
    async fn gather(&self, index: &Index, records: usize) -> Result<(Arc<Shelf>, Sorter<Held>)> {
        let mut filling = Filling::new(&self.folder)?;
        let mut keys = Sorter::new(&self.folder, KEY_PARTS)?;
        let (mut block, mut done) = (self.behind(index, Id::NIL).await?, 0);
        while let Some(last) = block.last().map(|record| record.id) {
            self.job.check()?;
            done += block.len();
            let (with, ctx) = (index.clone(), self.ctx());
            let add = in_background(move || {
                for record in &block {
                    let prepared = with.prepare(&ctx, record);
                    let place = filling.add(record.id, record.version, &prepared)?;
                    let held = with.keys(&prepared).into_iter().map(|key| Held { key, place });
                    held.into_iter()
                        .try_for_each(|held| keys.add(key_part(held.key), &held))?;
                }
                Ok((filling, keys))
            });
            let added;
            (block, added) = tokio::try_join!(self.behind(index, last), add)?;
            (filling, keys) = added;
            // The smaller half of the work.
            self.job.progress(done as i64 / 3, Some(records as i64));
        }
        Ok((Arc::new(filling.end()?), keys))
    }

    /// The next records behind one.
    async fn behind(&self, index: &Index, at: Id) -> Result<Vec<Record>> {
        let index = index.clone();
        let read = move |_: &Ctx, tx: &mut Tx| {
            let is_compared = |at: usize| index.rules.iter().any(|rule| rule.position == at);
            load::after(tx, &index.object, is_compared, at, BLOCK)
        };
        self.workspace.read(&self.ctx(), read).await
    }

    /// Writes the keys into their slot, in their order, and finds out who meets by them.
    async fn write(&self, index: &Index, shelf: &Arc<Shelf>, mut keys: Sorter<Held>) -> Result<Meetings> {
        let mut meetings = Meetings::new(&self.folder, shelf.len())?;
        for part in 0..KEY_PARTS {
            let held;
            (keys, meetings, held) = in_background(move || {
                let mut held = keys.read(part)?;
                held.dedup();
                meetings.note(&held)?;
                Ok((keys, meetings, held))
            })
            .await?;
            for held in held.chunks(KEYS) {
                self.job.check()?;
                let (held, slot, shelf) = (held.to_vec(), index.slot, shelf.clone());
                let insert = move |tx: &mut Tx| {
                    let sql = "INSERT INTO @k_duplicate_key (slot, key, record) VALUES ($1, $2, $3)";
                    let rows = held.iter().map(|held| {
                        let params = vec![slot.into(), held.key.into(), shelf.id(held.place).into()];
                        Statement::new(sql, params)
                    });
                    tx.run_all(rows.collect())
                };
                self.workspace.database.write_alone(insert).await?;
            }
        }
        Ok(meetings)
    }

    /// Compares all records, block after block, several at the same time.
    async fn compare(&self, index: Arc<Index>, gathered: Gathered) -> Result<()> {
        let Gathered { shelf, mut meetings } = gathered;
        let lanes = std::thread::available_parallelism().map_or(1, usize::from);
        let mut busy: JoinSet<Result<(Range<u32>, Found)>> = JoinSet::new();
        for (part, span) in meetings.spans(shelf.len()) {
            let met;
            (meetings, met) = in_background(move || {
                let met = meetings.read(part)?;
                Ok((meetings, Arc::new(met)))
            })
            .await?;
            for from in span.clone().step_by(BLOCK) {
                let block = from..span.end.min(from + BLOCK as u32);
                self.job.check()?;
                while busy.len() >= lanes {
                    self.note_next(&mut busy, &shelf).await?;
                }
                let ids: Vec<Id> = block.clone().map(|place| shelf.id(place)).collect();
                let noted = self
                    .workspace
                    .database
                    .read(move |tx| noted(tx, "high", &ids))
                    .await?;
                let (index, shelf, met) = (index.clone(), shelf.clone(), met.clone());
                busy.spawn_blocking(move || {
                    let from = met.partition_point(|meeting| meeting.own < block.start);
                    let to = met.partition_point(|meeting| meeting.own < block.end);
                    let pairs = look(&index, &shelf, &met[from..to])?;
                    let version = |id| shelf.place(id).map(|place| shelf.version(place));
                    Ok((block, Found::new(pairs, noted, version)))
                });
            }
        }
        while !busy.is_empty() {
            self.note_next(&mut busy, &shelf).await?;
        }
        Ok(())
    }

    /// Waits for the next records that were compared, and notes what came of it.
    async fn note_next(&self, busy: &mut JoinSet<Result<(Range<u32>, Found)>>, shelf: &Shelf) -> Result<()> {
        let Some(looked) = busy.join_next().await else {
            return Ok(());
        };
        let (block, found) = looked.map_err(Error::internal)??;
        let (object, now) = (self.object.clone(), self.workspace.clock.now());
        if !found.is_empty() {
            let note = move |tx: &mut Tx| found.note(tx, &object, now);
            self.workspace.database.write_alone(note).await?;
        }
        let (done, records) = (i64::from(block.end), i64::from(shelf.len()));
        self.job.progress(records / 3 + done * 2 / 3, Some(records));
        Ok(())
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

/// What the first part of a sweep leaves to the second.
struct Gathered {
    shelf: Arc<Shelf>,
    meetings: Meetings,
}

/// Compares records with those whom they meet.
fn look(index: &Index, shelf: &Shelf, met: &[Meeting]) -> Result<Vec<(Pair, Match)>> {
    let (mut pairs, mut bytes) = (Vec::new(), Vec::new());
    for met in met.chunk_by(|a, b| a.own == b.own) {
        let others = nearest(met);
        if others.is_empty() {
            continue;
        }
        let own = shelf.read(met[0].own, &mut bytes)?;
        for other in others {
            let found = index.compare(&shelf.read(other, &mut bytes)?, &own);
            if found.verdict.is_some() {
                pairs.push(((shelf.id(other), shelf.id(met[0].own)), found));
            }
        }
    }
    Ok(pairs)
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
