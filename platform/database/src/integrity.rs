//! A database looks at itself.

use kontor_kernel::Result;

use crate::dialect::Dialect;
use crate::tx::Tx;

/// What is wrong with the database as a whole, a line each. PostgreSQL offers nothing of the kind.
///
/// A connection of SQLite remembers how a search index is built, and the check believes what it remembers: after writes on
/// another connection a sound index would count as damaged. A query looks anew, so each index is asked for something first.
pub fn faults(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(Vec::new());
    }
    let indexes = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'";
    for index in tx.rows(indexes, &[], |row| row.get::<String>(0))? {
        let index = index.replace('"', "\"\"");
        tx.row(&format!("SELECT rowid FROM \"{index}\" LIMIT 1"), &[], |_| Ok(()))?;
    }
    let found = tx.rows("SELECT integrity_check FROM pragma_integrity_check", &[], |row| {
        row.get::<String>(0)
    })?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}
