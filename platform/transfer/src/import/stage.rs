//! The stage: a file of its own beside the data, in which the rows of an import lie parsed, in normal form, and matched
//! with each other, before any is written. Rows about the same record have the same id there, however far apart they
//! stand; so what a block links to is known before its record is made. A dry run also notes here what it would have
//! given to which record ([`super::rehearsal`]).
//!
//! It can be thrown away at any time: it is made again from the uploaded file.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_database::{Database, Migration, SqliteOptions, Statement, Tx, Value};
use kontor_kernel::{Code, Error, Id, Result};
use kontor_records::Ctx;

use super::attach::Staged;
use super::find::{Identity, identities};
use super::mapping::Mapping;
use super::naming;
use super::place::{beside, has_log, parts};
use super::row::Row;
use super::store::{self, number};

/// KiB of the stage in memory: it is written and read from front to back, beside a database that needs its own.
const CACHE: u32 = 16_384;
/// Most rows with the same blocking key that a row is compared with.
const MAX_ALIKE: i64 = 50;
/// Records of the same name that are told apart: two are several.
const MAX_CALLED: i64 = 2;

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "stage/0001",
        sql: "
CREATE TABLE @row (line {int} NOT NULL PRIMARY KEY, cells {text} NOT NULL, content {text} NOT NULL){strict};
CREATE TABLE @known (name {text} NOT NULL PRIMARY KEY, id {id} NOT NULL){strict};
CREATE TABLE @given (
    id {id} NOT NULL PRIMARY KEY,
    record {id} NOT NULL,
    object {int} NOT NULL,
    new {bool} NOT NULL,
    content {text} NOT NULL
){strict};
CREATE TABLE @taken (name {text} NOT NULL PRIMARY KEY, id {id} NOT NULL){strict};
CREATE TABLE @blocking (key {int} NOT NULL, line {int} NOT NULL, PRIMARY KEY (key, line)){strict};
CREATE TABLE @whole (made_of {text} NOT NULL, rows {int} NOT NULL){strict};
",
    },
    Migration {
        name: "stage/0002",
        sql: "
CREATE TABLE @attachment (
    line {int} NOT NULL,
    n {int} NOT NULL,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    size {int} NOT NULL,
    sha256 {bytes} NOT NULL,
    member {text},
    content {bytes},
    PRIMARY KEY (line, n)
){strict};
",
    },
    Migration {
        name: "stage/0003",
        // What others may call a record who link to it: several may be called so.
        sql: "CREATE TABLE @called (name {text} NOT NULL, id {id} NOT NULL, PRIMARY KEY (name, id)){strict};",
    },
];

/// An open stage.
pub struct Stage {
    pub(super) database: Database,
}

impl Stage {
    /// Opens the stage, or begins one.
    pub async fn open(path: &Path) -> Result<Stage> {
        let options = SqliteOptions {
            readers: 1,
            cache: CACHE,
            ..SqliteOptions::default()
        };
        let database = Database::sqlite(path, options)?;
        database.migrate(MIGRATIONS).await?;
        Ok(Stage { database })
    }

    /// Where a stage is built by the holder of a job with this fence, before it stands in its place whole. A holder who
    /// lost the job and does not know it yet must not build where the next one builds or reads.
    pub fn part(place: &Path, fence: i64) -> PathBuf {
        beside(place, &format!(".{fence}"))
    }

    /// Puts the part of a holder in its place, and removes what earlier ones left unfinished.
    ///
    /// # Errors
    /// `storage_full` when a part of it could not be copied out of its log, for want of room.
    pub async fn put(place: &Path, fence: i64) -> Result<()> {
        let part = Stage::part(place, fence);
        if has_log(&part).await {
            let detail = "There is no space left for the rows of the import.";
            return Err(Error::new(Code::StorageFull, detail));
        }
        Stage::remove(place).await;
        tokio::fs::rename(part, place).await.map_err(Error::disk)?;
        for earlier in parts(place).await.into_iter().filter(|other| *other < fence) {
            Stage::remove(&Stage::part(place, earlier)).await;
        }
        Ok(())
    }

    /// Removes it, with what the database keeps beside it.
    pub async fn remove(path: &Path) {
        for ending in ["", "-wal", "-shm"] {
            // It may never have been written.
            let _ = tokio::fs::remove_file(beside(path, ending)).await;
        }
    }

    /// The same, and what was left unfinished.
    pub async fn remove_all(place: &Path) {
        for fence in parts(place).await {
            Stage::remove(&Stage::part(place, fence)).await;
        }
        Stage::remove(place).await;
    }

    /// Whether all rows are in it, and how many, as they come from this file, map and definitions.
    pub async fn whole(&self, made_of: &str) -> Result<Option<u64>> {
        let made_of = made_of.to_owned();
        let read = self.database.read(move |tx| {
            tx.row(
                "SELECT rows FROM @whole WHERE made_of = $1",
                &[made_of.as_str().into()],
                |row| row.get::<u64>(0),
            )
        });
        read.await
    }

    /// All rows are in it.
    pub async fn finish(&self, made_of: &str, rows: u64) -> Result<()> {
        let made_of = made_of.to_owned();
        let write = self.database.write(move |tx| {
            tx.execute(
                "INSERT INTO @whole (made_of, rows) VALUES ($1, $2)",
                &[made_of.as_str().into(), number(rows)],
            )
        });
        write.await.map(|_| ())
    }

    /// Adds rows, each with its cells as they were, and finds out which are about the same records; and the files that
    /// came with them.
    pub async fn add(
        &self,
        ctx: &Ctx,
        mapping: &Arc<Mapping>,
        rows: Vec<(Row, String)>,
        files: Vec<(Staged, Option<Vec<u8>>)>,
    ) -> Result<()> {
        let (ctx, mapping, files) = (ctx.clone(), mapping.clone(), Arc::new(files));
        let write = self.database.write_alone(move |tx| {
            for (n, (file, content)) in files.iter().enumerate() {
                tx.execute(
                    "INSERT INTO @attachment (line, n, name, kind, size, sha256, member, content) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    &[
                        number(file.line),
                        n.into(),
                        (&file.name).into(),
                        (&file.kind).into(),
                        number(file.size),
                        file.sha256.into(),
                        file.member.as_deref().into(),
                        content.clone().map(Value::Bytes).into(),
                    ],
                )?;
            }
            let mut rows = rows.clone();
            let (new, called) = identify(&ctx, tx, &mapping, &mut rows)?;
            let note = |table: &str, name: String, id: Id| {
                let sql = format!("INSERT INTO @{table} (name, id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
                Statement::new(sql, vec![name.into(), id.into()])
            };
            let known = new.into_iter().map(|(name, id)| note("known", name, id));
            let called = called.into_iter().map(|(name, id)| note("called", name, id));
            let mut statements: Vec<Statement> = known.chain(called).collect();
            for (row, cells) in &rows {
                let content = serde_json::to_string(row).map_err(Error::internal)?;
                statements.push(Statement::new(
                    "INSERT INTO @row (line, cells, content) VALUES ($1, $2, $3)",
                    vec![number(row.line), cells.as_str().into(), content.into()],
                ));
            }
            tx.run_all(statements)
        });
        write.await
    }

    /// Rows after a line.
    pub async fn rows(&self, after: u64, limit: usize) -> Result<Vec<Row>> {
        let read = self.database.read(move |tx| {
            tx.rows(
                "SELECT content FROM @row WHERE line > $1 ORDER BY line LIMIT $2",
                &[number(after), limit.into()],
                |row| parsed(row.text(0)?),
            )
        });
        read.await
    }

    /// Rows by their numbers.
    pub async fn at(&self, lines: Vec<u64>) -> Result<Vec<Row>> {
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("line", "$1");
            tx.rows(
                &format!("SELECT content FROM @row WHERE {listed} ORDER BY line"),
                &[store::lines(&lines)],
                |row| parsed(row.text(0)?),
            )
        });
        read.await
    }

    /// The cells of rows, as they stood in the file.
    pub async fn cells(&self, lines: Vec<u64>) -> Result<HashMap<u64, Vec<String>>> {
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("line", "$1");
            tx.rows(
                &format!("SELECT line, cells FROM @row WHERE {listed}"),
                &[store::lines(&lines)],
                |row| Ok((row.get::<u64>(0)?, parsed(row.text(1)?)?)),
            )
        });
        Ok(read.await?.into_iter().collect())
    }

    /// The files of rows, by row.
    pub async fn files(&self, lines: Vec<u64>) -> Result<HashMap<u64, Vec<Staged>>> {
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("line", "$1");
            let sql = format!(
                "SELECT line, name, kind, size, sha256, member FROM @attachment WHERE {listed} ORDER BY line, n"
            );
            tx.rows(&sql, &[store::lines(&lines)], |row| {
                Ok(Staged {
                    line: row.get(0)?,
                    name: row.get(1)?,
                    kind: row.get(2)?,
                    size: row.get(3)?,
                    sha256: row.get(4)?,
                    member: row.get(5)?,
                })
            })
        });
        let mut files: HashMap<u64, Vec<Staged>> = HashMap::new();
        for file in read.await? {
            files.entry(file.line).or_default().push(file);
        }
        Ok(files)
    }

    /// The bytes of a file that came inside of a row.
    pub async fn content(&self, file: &Staged) -> Result<Option<Vec<u8>>> {
        let (line, hash) = (file.line, file.sha256);
        let read = self.database.read(move |tx| {
            let sql = "SELECT content FROM @attachment WHERE line = $1 AND sha256 = $2 AND member IS NULL";
            tx.row(sql, &[number(line), hash.into()], |row| {
                row.get::<Option<Vec<u8>>>(0)
            })
        });
        Ok(read.await?.flatten())
    }

    /// Rows before a line that made a record and share one of these blocking keys: of a key that many have, some.
    pub async fn by_keys(&self, keys: Vec<i64>, before: u64) -> Result<Vec<(i64, Row)>> {
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("key", "$1");
            let sql = format!(
                "SELECT b.key, r.content FROM (SELECT key, line, row_number() OVER (PARTITION BY key ORDER BY line) AS n \
                 FROM @blocking WHERE {listed} AND line < $2) AS b JOIN @row r ON r.line = b.line WHERE b.n <= $3"
            );
            tx.rows(&sql, &[Value::Ints(keys), number(before), MAX_ALIKE.into()], |row| {
                Ok((row.get(0)?, parsed(row.text(1)?)?))
            })
        });
        read.await
    }

    /// Notes the blocking keys of rows that made a record.
    pub async fn note_keys(&self, keys: Vec<(u64, Vec<i64>)>) -> Result<()> {
        let write = self.database.write(move |tx| {
            let pairs = keys
                .iter()
                .flat_map(|(line, keys)| keys.iter().map(|key| (*key, *line)));
            let note = |(key, line): (i64, u64)| {
                Statement::new(
                    "INSERT INTO @blocking (key, line) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    vec![key.into(), number(line)],
                )
            };
            tx.run_all(pairs.map(note).collect())
        });
        write.await
    }

    /// Lets go of the file.
    pub async fn close(self) {
        self.database.close().await;
    }
}

/// What records of rows are newly known by, and by what others may call them.
type Known = (HashMap<String, Id>, BTreeSet<(String, Id)>);

/// Gives the records of rows their ids: the same to those that are known by the same thing.
fn identify(ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &mut [(Row, String)]) -> Result<Known> {
    let clock = &ctx.caller.clock;
    let mut new: HashMap<String, Id> = HashMap::new();
    let mut others: BTreeSet<(String, Id)> = BTreeSet::new();
    for (row, _) in rows.iter_mut() {
        row.ids = vec![Id::NIL; mapping.objects.len()];
    }
    for at in mapping.order.iter().copied() {
        let object = &mapping.objects[at];
        let mut all: Vec<Vec<String>> = Vec::with_capacity(rows.len());
        let mut further: Vec<Vec<String>> = Vec::with_capacity(rows.len());
        for (row, _) in rows.iter() {
            let linked: Vec<Option<Id>> = row
                .ids
                .iter()
                .map(|id| Some(*id).filter(|id| *id != Id::NIL))
                .collect();
            let known = identities(ctx, mapping, at, row, &linked);
            all.push(known.iter().map(|identity| named(at, identity)).collect());
            further.push(match &row.wishes[at] {
                Some(wish) => naming::names(ctx, object, wish)
                    .iter()
                    .map(|name| call(at, name))
                    .collect(),
                None => Vec::new(),
            });
        }
        let names: BTreeSet<&String> = all.iter().flatten().collect();
        let names: Vec<String> = names
            .into_iter()
            .filter(|name| !new.contains_key(*name))
            .cloned()
            .collect();
        let mut known: HashMap<String, Id> = HashMap::new();
        if !names.is_empty() {
            let listed = tx.dialect().in_list("name", "$1");
            let sql = format!("SELECT name, id FROM @known WHERE {listed}");
            known.extend(tx.rows(&sql, &[Value::Texts(names)], |row| Ok((row.get(0)?, row.get(1)?)))?);
        }
        for (((row, _), names), further) in rows.iter_mut().zip(all).zip(further) {
            let Some(wish) = &row.wishes[at] else { continue };
            let hit = names.iter().find_map(|name| known.get(name).copied());
            let id = wish.id.or(hit).unwrap_or_else(|| Id::generate(clock));
            row.ids[at] = id;
            for name in names {
                if !known.contains_key(&name) {
                    known.insert(name.clone(), id);
                    new.insert(name, id);
                }
            }
            others.extend(further.into_iter().map(|name| (name, id)));
        }
    }
    Ok((new, others))
}

pub(super) fn named(at: usize, identity: &Identity) -> String {
    match identity {
        Identity::Id(id) => format!("{at}i{id}"),
        Identity::Key(key) => format!("{at}k{key}"),
        Identity::Email(email) => format!("{at}e{email}"),
        Identity::Label(label) => format!("{at}l{label}"),
        Identity::Spelling(spelling) => format!("{at}s{spelling}"),
        Identity::NameAt(id, name) => format!("{at}n{id} {name}"),
    }
}

/// What others may call it who link to it.
pub(super) fn call(at: usize, name: &str) -> String {
    format!("{at}c{name}")
}

/// The records that are called so, of each name the first ones.
pub(super) fn called(tx: &mut Tx, names: BTreeSet<String>) -> Result<Vec<(String, Id)>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let listed = tx.dialect().in_list("name", "$1");
    let sql = format!(
        "SELECT name, id FROM (SELECT name, id, row_number() OVER (PARTITION BY name ORDER BY id) AS n \
         FROM @called WHERE {listed}) AS c WHERE n <= $2"
    );
    let names = Value::Texts(names.into_iter().collect());
    tx.rows(&sql, &[names, MAX_CALLED.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

pub(super) fn parsed<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<T> {
    serde_json::from_str(text.unwrap_or_default()).map_err(Error::internal)
}
