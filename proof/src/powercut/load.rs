//! Those who work while it is recorded. What they make tells by itself whether it is whole.

use hyper::Method;
use kontor_proof::{Client, Dice, Result};
use serde_json::json;

use crate::files;

/// Those who work at the same time.
const CLIENTS: u64 = 3;
/// Records that are made at once.
pub const BATCH: usize = 20;
/// Changes of a record after it was made.
const CHANGES: u64 = 3;
/// Bytes of the largest file.
const FILE: u64 = 60_000;

/// Each works so many rounds.
pub async fn work(person: &Client, rounds: u64, seed: u64) -> Result<()> {
    let mut tasks = Vec::new();
    for number in 0..CLIENTS {
        let client = person.again_here();
        tasks.push(tokio::spawn(one(
            client,
            number,
            rounds,
            Dice::new(seed, number + 1),
        )));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn one(mut client: Client, number: u64, rounds: u64, mut dice: Dice) -> Result<()> {
    for round in 0..rounds {
        let name = format!("{number}-{round:05}");
        match dice.below(4) {
            0 => batch(&mut client, &name).await?,
            1 => document(&mut client, &format!("file {name}")).await?,
            _ => record(&mut client, &format!("record {name}")).await?,
        }
    }
    Ok(())
}

/// A record that always holds one less than its version.
async fn record(client: &mut Client, name: &str) -> Result<()> {
    let path = "/api/v1/records/organization";
    let made = client
        .post(path, &json!({"name": name, "employees": 0}))
        .await?
        .ok()?;
    let path = format!("{path}/{}", made["id"].as_str().unwrap_or_default());
    for number in 1..=CHANGES {
        let (version, body) = (format!("\"{number}\""), json!({"employees": number}).to_string());
        client
            .send(Method::PATCH, &path, &[("If-Match", &version)], body.into())
            .await?
            .ok()?;
    }
    Ok(())
}

/// Records of which all are there or none.
async fn batch(client: &mut Client, name: &str) -> Result<()> {
    let commands: Vec<_> = (0..BATCH)
        .map(|n| {
            let values = json!({"name": format!("batch {name} {n:02}"), "employees": 0});
            json!({"op": "create", "object": "organization", "values": values})
        })
        .collect();
    client
        .post("/api/v1/batch", &json!({"commands": commands}))
        .await?
        .ok()?;
    Ok(())
}

/// A document whose file follows from its name.
async fn document(client: &mut Client, name: &str) -> Result<()> {
    let file = files::upload(client, &format!("{name}.bin"), content(name))
        .await?
        .ok()?;
    let body = json!({"name": name, "file": file["id"]});
    client.post("/api/v1/records/document", &body).await?.ok()?;
    Ok(())
}

/// What is in the file of a document.
pub fn content(name: &str) -> Vec<u8> {
    let seed = name
        .bytes()
        .fold(0, |seed: u64, byte| seed.wrapping_mul(257) + u64::from(byte));
    let mut dice = Dice::new(seed, 0);
    let length = 1 + dice.below(FILE);
    (0..length).map(|_| dice.below(256) as u8).collect()
}
