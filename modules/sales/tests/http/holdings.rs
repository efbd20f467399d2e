//! How much there is of all that requests make: what a refusal and a repetition must leave as it was.

use kontor_database::Tx;
use kontor_testing::TestApp;

/// Tables in which something stands once it was made.
const TABLES: [&str; 9] = [
    "k_change_set",
    "k_outbox",
    "k_job",
    "k_file",
    "k_import",
    "k_import_plan",
    "k_export",
    "k_catalog",
    "k_idempotency",
];

/// Rows of each, and files that wait to be imported.
pub async fn holdings(app: &TestApp, workspace: &str) -> Vec<i64> {
    let count = |tx: &mut Tx| {
        let sums: Vec<String> = TABLES
            .iter()
            .map(|table| format!("(SELECT count(*) FROM @{table})"))
            .collect();
        let sql = format!("SELECT {}", sums.join(", "));
        let read = |row: &kontor_database::Row<'_>| (0..TABLES.len()).map(|at| row.get(at)).collect();
        Ok(tx.row(&sql, &[], read)?.unwrap_or_default())
    };
    let database = app.app.workspace(workspace).await.unwrap().database.clone();
    let mut counts: Vec<i64> = database.read(count).await.unwrap();
    let folder = app.data().join(format!("workspaces/{workspace}/imports"));
    counts.push(std::fs::read_dir(folder).map_or(0, Iterator::count) as i64);
    counts
}
