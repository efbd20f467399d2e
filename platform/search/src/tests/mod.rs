//! What the search promises, on both databases.

mod agreement;
mod finding;
mod hostile;
mod looking;
mod rebuilding;
mod writing;

use std::collections::{HashMap, HashSet};

use kontor_database::{Database, Tx};
use kontor_kernel::{Id, Result};

use crate::{Access, Document, Found, Passage, SearchQuery, Sight, Sort, Terms};

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

const OBJECTS: [&str; 3] = ["person", "organisation", "firm"];

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
        terms: Terms::read(text, &crate::query::tests::Known),
        limit: 10,
        counts: true,
        ..SearchQuery::default()
    }
}

/// Sees everything; reads in the passages it was given.
#[derive(Default)]
struct Everything {
    passages: HashMap<Id, Vec<Passage>>,
    access: Vec<(String, Access)>,
    /// The object some of whose fields are hidden.
    veiled: Option<&'static str>,
}

impl Everything {
    /// Sees everything too, but may not: each record has to be looked at.
    fn looking() -> Everything {
        Everything {
            access: OBJECTS.map(|object| (object.to_owned(), Access::Any)).into(),
            ..Everything::default()
        }
    }
}

impl Sight for Everything {
    fn visible(&mut self, _: &mut Tx, asked: &[(String, Id)]) -> Result<HashSet<Id>> {
        Ok(asked.iter().map(|(_, record)| *record).collect())
    }

    fn read(&mut self, _: &mut Tx, asked: &[(String, Id)]) -> Result<HashMap<Id, Vec<Passage>>> {
        let known = asked
            .iter()
            .filter_map(|(_, id)| Some((*id, self.passages.get(id)?.clone())));
        Ok(known.collect())
    }

    fn hides(&self, object: &str) -> bool {
        self.veiled == Some(object)
    }

    fn is_called(&self, _: &str, passage: &Passage, name: &str) -> bool {
        passage.field == name || passage.part == Some(name)
    }

    fn access(&self) -> Vec<(String, Access)> {
        match self.access.is_empty() {
            true => OBJECTS.map(|object| (object.to_owned(), Access::All)).into(),
            false => self.access.clone(),
        }
    }
}

async fn find(database: &Database, query: SearchQuery) -> Found {
    database
        .read(move |tx| crate::find(tx, &query, &mut Everything::default()))
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
