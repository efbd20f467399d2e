//! What the two databases promise, as one specification: each body runs on SQLite, and on PostgreSQL where
//! `KONTOR_TEST_POSTGRES` holds the URL of a server.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod dialect;
mod groups;
mod limits;
mod migrations;
mod postgres;
mod search;
mod tls;
mod transactions;
mod values;

use kontor_database::{Database, Tx};
use kontor_kernel::{Code, Error, Result};

/// A table to play with.
async fn with_notes(database: &Database) {
    let int = database.dialect().column_type(kontor_database::Type::Int);
    let text = database.dialect().column_type(kontor_database::Type::Text);
    let serial = database.dialect().column_type(kontor_database::Type::Serial);
    let table = format!("CREATE TABLE @note (seq {serial}, text {text} NOT NULL, n {int})");
    let create = move |tx: &mut Tx| {
        tx.ddl(&table)?;
        tx.ddl("CREATE UNIQUE INDEX note_text ON @note (text)")
    };
    database.write_alone(create).await.unwrap();
}

fn add(tx: &mut Tx, text: &str) -> Result<()> {
    tx.execute("INSERT INTO @note (text, n) VALUES ($1, 0)", &[text.into()])
        .map(drop)
}

/// The texts of the notes in the order in which they were written.
async fn notes(database: &Database) -> Vec<String> {
    database
        .read(|tx| tx.rows("SELECT text FROM @note ORDER BY seq", &[], |row| row.get(0)))
        .await
        .unwrap()
}

fn refused() -> Error {
    Error::new(Code::Conflict, "on purpose")
}
