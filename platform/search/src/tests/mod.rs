//! What the search promises, on both databases.

mod agreement;
mod finding;
mod hostile;
mod writing;

use std::collections::HashSet;

use kontor_database::{Database, Tx};
use kontor_kernel::{Id, Result};

use crate::{Document, Found, SearchQuery};

/// Makes the tables.
pub(crate) async fn prepare(database: &Database) {
    database.migrate(crate::MIGRATIONS).await.unwrap();
    database.write_alone(crate::create_indexes).await.unwrap();
}

fn tokio_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(n))
}

/// A person by name.
fn person(n: u128, name: &str) -> Document {
    let mut person = Document::new("person", id(n), name);
    person.names.push(name.to_owned());
    person
}

async fn put(database: &Database, documents: Vec<Document>) {
    database
        .write(move |tx| crate::put(tx, &documents))
        .await
        .unwrap();
}

fn ask(text: &str) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        limit: 10,
        ..SearchQuery::default()
    }
}

fn everything(_: &mut Tx, asked: &[(String, Id)]) -> Result<HashSet<Id>> {
    Ok(asked.iter().map(|(_, record)| *record).collect())
}

async fn find(database: &Database, query: SearchQuery) -> Found {
    database
        .read(move |tx| crate::find(tx, &query, &mut everything))
        .await
        .unwrap()
}

/// The labels of the hits.
async fn labels(database: &Database, text: &str) -> Vec<String> {
    find(database, ask(text))
        .await
        .hits
        .into_iter()
        .map(|hit| hit.label)
        .collect()
}
