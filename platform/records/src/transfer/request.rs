//! All change sets of one import, which may have gone on for hours: to take them back one by one, and to know
//! before what others have changed since.

use kontor_database::Tx;
use kontor_kernel::{Id, Json, JsonMap, Result};

/// The newest change set of an import that was not taken back yet.
pub fn newest_change_set(tx: &mut Tx, request: Id) -> Result<Option<Id>> {
    tx.row(
        "SELECT id FROM @k_change_set WHERE request = $1 AND via = 'import' AND undone_by IS NULL AND undoes IS NULL \
         ORDER BY id DESC LIMIT 1",
        &[request.into()],
        |row| row.get(0),
    )
}

/// How many change sets of an import were not taken back yet.
pub fn change_sets(tx: &mut Tx, request: Id) -> Result<i64> {
    let count = tx.row(
        "SELECT COUNT(*) FROM @k_change_set WHERE request = $1 AND via = 'import' AND undone_by IS NULL AND undoes IS NULL",
        &[request.into()],
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Nothing of a change set is left to be taken back: whoever goes on does not come to it again.
pub fn set_aside(tx: &mut Tx, change_set: Id, by: Id) -> Result<()> {
    tx.execute(
        "UPDATE @k_change_set SET undone_by = $1 WHERE id = $2",
        &[by.into(), change_set.into()],
    )
    .map(|_| ())
}

/// Changes that belong together.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// All change sets of an import.
    Request(Id),
    /// One change set.
    ChangeSet(Id),
}

/// Records of changes that others changed since in a way that taking it back can't leave alone: `(object, id)`, the object
/// by its id.
pub fn changed_since(tx: &mut Tx, of: Of, limit: usize) -> Result<Vec<(String, Id)>> {
    let (column, import, id) = match of {
        Of::Request(id) => ("request", " AND c.via = 'import'", id),
        Of::ChangeSet(id) => ("id", "", id),
    };
    let sql = format!(
        "SELECT h.object, h.record, h.kind, h.changes, l.kind, l.changes FROM @k_change_set c \
         JOIN @k_history h ON h.change_set = c.id \
         JOIN @k_history l ON l.record = h.record AND l.version > h.version \
         JOIN @k_change_set d ON d.id = l.change_set \
         WHERE c.{column} = $1{import} AND c.undone_by IS NULL AND d.{column} <> $1 AND d.undone_by IS NULL \
         AND d.undoes IS NULL LIMIT $2"
    );
    let found = tx.rows(&sql, &[id.into(), (limit * 10).into()], |row| {
        let fields = |at: usize| -> Result<Vec<String>> {
            let changes: JsonMap = serde_json::from_str(row.text(at)?.unwrap_or("{}")).unwrap_or_default();
            Ok(changes
                .into_iter()
                .map(|(field, _): (String, Json)| field)
                .collect())
        };
        let (kind, later): (String, String) = (row.get(2)?, row.get(4)?);
        let (ours, theirs) = (fields(3)?, fields(5)?);
        let meets = kind == "create" || later != "update" || ours.iter().any(|field| theirs.contains(field));
        Ok(meets.then_some((row.get::<String>(0)?, row.get::<Id>(1)?)))
    })?;
    let mut records: Vec<(String, Id)> = found.into_iter().flatten().collect();
    records.sort_unstable();
    records.dedup();
    records.truncate(limit);
    Ok(records)
}
