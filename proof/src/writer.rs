//! Those who work while the storm rages. Each owns the records it changes, so it knows what they must hold.

use std::sync::Arc;

use hyper::Method;
use kontor_proof::{Client, Dice, Result};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::ledger::{Expected, Imported, Known, Ledger};

/// Records that are made at once.
const BATCH: u64 = 20;
/// Rows of an import: several blocks.
const ROWS: usize = 1_200;
const RECORDS: &str = "/api/v1/records/organization";

/// Has so many begin to work, each with names and accidents of its own; `seed` is that of the examination, and which of
/// its rounds this is.
pub fn start(
    writers: u64,
    (seed, round): (u64, u64),
    client: &Client,
    ledger: &Arc<Ledger>,
    mark: &str,
) -> Vec<JoinHandle<()>> {
    let begin = |number| {
        let dice = Dice::new(seed, round * writers + number + 1);
        let own = format!("{mark}w{number}");
        tokio::spawn(write(client.again_here(), ledger.clone(), own, dice))
    };
    (0..writers).map(begin).collect()
}

/// Works until the server is gone, or the ledger is closed.
async fn write(mut client: Client, ledger: Arc<Ledger>, mark: String, mut dice: Dice) {
    let mut own: Vec<Own> = Vec::new();
    for n in 0u64.. {
        let name = format!("{mark}-{n:05}");
        let done = match dice.below(10) {
            _ if own.len() < 2 => create(&mut client, &ledger, &name, &mut own).await,
            0..3 => create(&mut client, &ledger, &name, &mut own).await,
            3 => batch(&mut client, &ledger, &name).await,
            4 => {
                let gone = own.swap_remove(dice.below(own.len() as u64) as usize);
                delete(&mut client, &ledger, gone).await
            }
            5 => {
                let other = own.swap_remove(dice.below(own.len() as u64) as usize);
                let at = dice.below(own.len() as u64) as usize;
                merge(&mut client, &ledger, &mut own[at], other).await
            }
            _ => {
                let at = dice.below(own.len() as u64) as usize;
                change(&mut client, &ledger, &mut own[at]).await
            }
        };
        // The server was killed, or the disk of the ledger is full: either way there is nothing more to do here.
        if done.is_err() || ledger.is_closed() {
            return;
        }
    }
}

/// A record that this writer alone changes.
struct Own {
    name: String,
    id: String,
    version: u64,
    number: i64,
}

/// The body that makes an organisation; the same for the repetition of the request.
pub fn organization(name: &str) -> Value {
    json!({"name": name, "employees": 0})
}

async fn create(client: &mut Client, ledger: &Ledger, name: &str, own: &mut Vec<Own>) -> Result<()> {
    ledger.note(&format!("create {name}?"), |state| {
        let expected = Expected {
            made: Known::Maybe,
            numbers: vec![0],
            ..Expected::default()
        };
        state.records.insert(name.to_owned(), expected);
    })?;
    let body = organization(name).to_string().into();
    let made = client
        .send(Method::POST, RECORDS, &[("Idempotency-Key", name)], body)
        .await?
        .ok()?;
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    ledger.note(&format!("create {name}!"), |state| {
        let expected = state.records.entry(name.to_owned()).or_default();
        expected.made = Known::Yes;
        expected.id = Some(id.clone());
    })?;
    own.push(Own {
        name: name.to_owned(),
        id,
        version: made["version"].as_u64().unwrap_or_default(),
        number: 0,
    });
    Ok(())
}

async fn batch(client: &mut Client, ledger: &Ledger, group: &str) -> Result<()> {
    let names: Vec<String> = (0..BATCH).map(|n| format!("{group}-b{n:02}")).collect();
    ledger.note(&format!("batch {group}?"), |state| {
        for name in &names {
            let expected = Expected {
                made: Known::Maybe,
                group: Some(group.to_owned()),
                numbers: vec![0],
                ..Expected::default()
            };
            state.records.insert(name.clone(), expected);
        }
    })?;
    let commands: Vec<Value> = names
        .iter()
        .map(|name| json!({"op": "create", "object": "organization", "values": organization(name)}))
        .collect();
    client
        .post("/api/v1/batch", &json!({"commands": commands}))
        .await?
        .ok()?;
    ledger.note(&format!("batch {group}!"), |state| {
        for name in &names {
            state.records.entry(name.clone()).or_default().made = Known::Yes;
        }
    })
}

async fn change(client: &mut Client, ledger: &Ledger, own: &mut Own) -> Result<()> {
    let number = own.number + 1;
    ledger.note(&format!("set {} {number}?", own.name), |state| {
        state
            .records
            .entry(own.name.clone())
            .or_default()
            .numbers
            .push(number);
    })?;
    let (path, version) = (format!("{RECORDS}/{}", own.id), format!("\"{}\"", own.version));
    let body = json!({"employees": number}).to_string().into();
    let answer = client
        .send(Method::PATCH, &path, &[("If-Match", &version)], body)
        .await?
        .ok()?;
    own.number = number;
    own.version = answer["version"].as_u64().unwrap_or_default();
    ledger.note(&format!("set {} {number}!", own.name), |state| {
        state.records.entry(own.name.clone()).or_default().numbers = vec![number];
    })
}

async fn delete(client: &mut Client, ledger: &Ledger, gone: Own) -> Result<()> {
    ledger.note(&format!("delete {}?", gone.name), |state| {
        state.records.entry(gone.name.clone()).or_default().deleted = Known::Maybe;
    })?;
    let (path, version) = (format!("{RECORDS}/{}", gone.id), format!("\"{}\"", gone.version));
    let answer = client
        .send(
            Method::DELETE,
            &path,
            &[("If-Match", &version)],
            Default::default(),
        )
        .await?;
    answer.ok()?;
    ledger.note(&format!("delete {}!", gone.name), |state| {
        state.records.entry(gone.name.clone()).or_default().deleted = Known::Yes;
    })
}

async fn merge(client: &mut Client, ledger: &Ledger, into: &mut Own, other: Own) -> Result<()> {
    let known = |known: Known| {
        let (into, other) = (into.name.clone(), other.name.clone());
        move |state: &mut crate::ledger::State| {
            state.records.entry(other).or_default().merged_into = Some((into, known));
        }
    };
    ledger.note(
        &format!("merge {} < {}?", into.name, other.name),
        known(Known::Maybe),
    )?;
    let (path, version) = (
        format!("{RECORDS}/{}/merge", into.id),
        format!("\"{}\"", into.version),
    );
    let body = json!({"other": other.id, "choose": {"name": "this", "employees": "this"}})
        .to_string()
        .into();
    let merged = client
        .send(Method::POST, &path, &[("If-Match", &version)], body)
        .await?
        .ok()?;
    ledger.note(
        &format!("merge {} < {}!", into.name, other.name),
        known(Known::Yes),
    )?;
    into.version = merged["version"].as_u64().unwrap_or_default();
    Ok(())
}

/// Brings a file in.
pub async fn import(mut client: Client, ledger: Arc<Ledger>, prefix: String) {
    // As above: an error is the end of the server.
    let _ = import_once(&mut client, &ledger, &prefix, ROWS).await;
}

/// Brings a file with so many rows in.
pub async fn import_once(client: &mut Client, ledger: &Ledger, prefix: &str, rows: usize) -> Result<()> {
    let mut file = "Name\n".to_owned();
    for n in 0..rows {
        file.push_str(&format!("{prefix}-{n:05}\n"));
    }
    let begun = Imported {
        prefix: prefix.to_owned(),
        rows,
        id: None,
        run: Known::No,
    };
    ledger.note(&format!("import {prefix}?"), |state| state.imports.push(begun))?;
    let path = "/api/v1/imports?object=organization";
    let uploaded = client
        .send(Method::POST, path, &[("Content-Type", "text/csv")], file.into())
        .await?
        .ok()?;
    let id = uploaded["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/api/v1/imports/{id}/run");
    let run = |known: Known| {
        let id = id.clone();
        move |state: &mut crate::ledger::State| {
            let mut all = state.imports.iter_mut().rev();
            if let Some(import) = all.find(|import| import.prefix == prefix) {
                (import.id, import.run) = (Some(id), known);
            }
        }
    };
    ledger.note(&format!("run {prefix}?"), run(Known::Maybe))?;
    client
        .send(Method::POST, &path, &[], Default::default())
        .await?
        .ok()?;
    ledger.note(&format!("run {prefix}!"), run(Known::Yes))
}

/// Gives organisations a field.
pub async fn define(mut client: Client, ledger: Arc<Ledger>, key: String) {
    let noted = |known: Known| {
        let key = key.clone();
        move |state: &mut crate::ledger::State| {
            state.fields.insert(key, known);
        }
    };
    let field = json!({"key": key, "type": "text", "labels": {"en": key, "de": key}});
    if ledger
        .note(&format!("define {key}?"), noted(Known::Maybe))
        .is_ok()
        && let Ok(answer) = client.post("/api/v1/objects/organization/fields", &field).await
        && answer.status.is_success()
    {
        // Whether it could be noted is seen by the next writer.
        let _ = ledger.note(&format!("define {key}!"), noted(Known::Yes));
    }
}
