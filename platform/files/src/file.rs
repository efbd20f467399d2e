//! The rows: which file has which name, type and blob. They live in the workspace's database; a row is written when its
//! blob is durable.

use std::collections::HashSet;

use kontor_database::{Migration, Row, Tx};
use kontor_kernel::{Actor, Id, Result, Timestamp};
use serde::Serialize;

use crate::hash::Hash;

/// The table, for each workspace's database.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "files/0001",
    sql: "
CREATE TABLE @k_file (
    id {id} NOT NULL PRIMARY KEY,
    sha256 {bytes} NOT NULL,
    name {text} NOT NULL,
    type {text} NOT NULL,
    size {int} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    deleted_at {int}
){strict};
CREATE INDEX k_file_by_sha256 ON @k_file (sha256);
CREATE INDEX k_file_by_deleted_at ON @k_file (deleted_at) WHERE deleted_at IS NOT NULL;
",
}];

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct File {
    /// Its id.
    pub id: Id,
    /// Its name, harmless ([`crate::name::sanitize`]).
    pub name: String,
    /// Its media type, by its content.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its blob.
    pub sha256: Hash,
    /// When it was uploaded.
    #[serde(skip)]
    pub created_at: Timestamp,
    /// Who uploaded it: a user's id, `cli` or `system`.
    #[serde(skip)]
    pub created_by: String,
}

const COLUMNS: &str = "id, sha256, name, type, size, created_at, created_by";

fn read(row: &Row<'_>) -> Result<File> {
    Ok(File {
        id: row.get(0)?,
        sha256: row.get(1)?,
        name: row.get(2)?,
        kind: row.get(3)?,
        size: row.get(4)?,
        created_at: row.get(5)?,
        created_by: row.get(6)?,
    })
}

/// Writes a file's row; its blob is durable.
pub fn insert(tx: &mut Tx, file: &File) -> Result<()> {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    tx.execute(
        &format!("INSERT INTO @k_file ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        &[
            file.id.into(),
            file.sha256.into(),
            (&file.name).into(),
            (&file.kind).into(),
            size.into(),
            file.created_at.into(),
            (&file.created_by).into(),
        ],
    )?;
    Ok(())
}

/// The files of these ids that exist, in no order.
pub fn get(tx: &mut Tx, ids: &[Id]) -> Result<Vec<File>> {
    let listed = tx.dialect().in_list("id", "$1");
    let sql = format!("SELECT {COLUMNS} FROM @k_file WHERE {listed} AND deleted_at IS NULL");
    tx.rows(&sql, &[ids.into()], read)
}

/// Those of these ids that an actor has uploaded: only they may be put into a record for the first time.
pub fn uploaded_by(tx: &mut Tx, ids: &[Id], actor: Actor) -> Result<HashSet<Id>> {
    let listed = tx.dialect().in_list("id", "$1");
    let sql = format!("SELECT id FROM @k_file WHERE {listed} AND created_by = $2 AND deleted_at IS NULL");
    Ok(tx
        .rows(&sql, &[ids.into(), actor.as_text().into()], |row| row.get(0))?
        .into_iter()
        .collect())
}

/// Deletes files: nobody gets them any more, but until [`purge`] they can come back.
pub fn delete(tx: &mut Tx, ids: &[Id], now: Timestamp) -> Result<u64> {
    let listed = tx.dialect().in_list("id", "$1");
    let sql = format!("UPDATE @k_file SET deleted_at = $2 WHERE {listed} AND deleted_at IS NULL");
    tx.execute(&sql, &[ids.into(), now.into()])
}

/// Takes a deletion back.
pub fn restore(tx: &mut Tx, ids: &[Id]) -> Result<u64> {
    let listed = tx.dialect().in_list("id", "$1");
    tx.execute(
        &format!("UPDATE @k_file SET deleted_at = NULL WHERE {listed}"),
        &[ids.into()],
    )
}

/// Strikes the rows of files that were deleted before an instant.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM @k_file WHERE deleted_at < $1", &[before.into()])
}

/// Files that were uploaded before an instant, by age, after a given one: to find those that no record refers to.
pub fn uploaded_before(tx: &mut Tx, before: Timestamp, after: Id, limit: usize) -> Result<Vec<Id>> {
    tx.rows(
        "SELECT id FROM @k_file WHERE id > $1 AND created_at < $2 AND deleted_at IS NULL ORDER BY id LIMIT $3",
        &[after.into(), before.into(), limit.into()],
        |row| row.get(0),
    )
}

/// All blobs that rows refer to, deleted ones too: what [`crate::Blobs::candidates`] must spare.
pub fn referenced(tx: &mut Tx) -> Result<HashSet<Hash>> {
    let hashes = tx.rows("SELECT DISTINCT sha256 FROM @k_file", &[], |row| row.get(0))?;
    Ok(hashes.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_database::testing::databases;
    use kontor_kernel::Clock;

    fn file(clock: &Clock, content: u8, by: Actor) -> File {
        File {
            id: Id::generate(clock),
            name: "Übersicht.pdf".to_owned(),
            kind: "application/pdf".to_owned(),
            size: 5_000_000_000,
            sha256: Hash([content; 32]),
            created_at: clock.now(),
            created_by: by.as_text(),
        }
    }

    #[tokio::test]
    async fn rows_come_and_go() {
        for stage in databases().await.unwrap() {
            stage.database.migrate(MIGRATIONS).await.unwrap();
            let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap());
            let ann = Actor::User(Id::generate(&clock));
            let (one, two) = (file(&clock, 1, ann), file(&clock, 2, Actor::Cli));
            let (now, later) = (clock.now(), clock.now().plus_seconds(1));
            let work = stage.database.write(move |tx| {
                insert(tx, &one)?;
                insert(tx, &two)?;
                let both = [one.id, two.id, Id::NIL];
                assert_eq!(get(tx, &both)?.len(), 2);
                assert_eq!(get(tx, &[one.id])?, std::slice::from_ref(&one));
                assert_eq!(uploaded_by(tx, &both, ann)?, HashSet::from([one.id]));
                assert_eq!(uploaded_before(tx, later, Id::NIL, 9)?.len(), 2);
                assert_eq!(uploaded_before(tx, now, Id::NIL, 9)?, []);

                assert_eq!(delete(tx, &[one.id], now)?, 1);
                assert_eq!(get(tx, &both)?, std::slice::from_ref(&two));
                assert_eq!(referenced(tx)?, HashSet::from([Hash([1; 32]), Hash([2; 32])]));
                assert_eq!(restore(tx, &[one.id])?, 1);
                assert_eq!(get(tx, &both)?.len(), 2);

                delete(tx, &[one.id], now)?;
                assert_eq!(purge(tx, now)?, 0);
                assert_eq!(purge(tx, later)?, 1);
                assert_eq!(referenced(tx)?, HashSet::from([Hash([2; 32])]));
                Ok(())
            });
            work.await.unwrap();
        }
    }

    #[test]
    fn the_wire_form_is_the_contracts() {
        let clock = Clock::manual(Timestamp::from_micros(0));
        let json = serde_json::to_value(file(&clock, 0xab, Actor::Cli)).unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "name", "sha256", "size", "type"]);
        assert_eq!(json["sha256"], "ab".repeat(32));
    }
}
