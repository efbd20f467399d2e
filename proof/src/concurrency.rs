//! Concurrency: eight clients fight over the same records. Whatever order their requests take, the outcome must be one
//! that some order of theirs explains.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use hyper::Method;
use hyper::body::Bytes;
use kontor_proof::{Answer, Client, Dice, House, Result, Server};
use serde_json::{Value, json};

use crate::verdict::Verdict;

/// Those who fight.
const CLIENTS: u64 = 8;
/// Accounts among which money moves.
const ACCOUNTS: usize = 10;
/// What they hold together.
const SUM: i64 = 10_000;
const RECORDS: &str = "/api/v1/records/organization";

/// So many requests, a fifth of them for each kind of fight.
pub async fn run(house: &House, operations: u64, seed: u64) -> Result<Verdict> {
    house.add_administrator()?;
    let server = house.start().await?;
    let ada = house.sign_in(&server).await?;
    let ground = Arc::new(Ground::lay(&mut ada.again(server.address)).await?);
    let mut tasks = Vec::new();
    for number in 0..CLIENTS {
        let (client, ground) = (ada.again(server.address), ground.clone());
        tasks.push(tokio::spawn(fight(
            client,
            ground,
            Dice::new(seed, number + 1),
            operations / CLIENTS,
            number,
        )));
    }
    let mut verdict = Verdict::default();
    for task in tasks {
        verdict.add(task.await??);
    }
    let mut client = ada.again(server.address);
    ground.judge(&mut client, &mut verdict).await?;
    stopped(house, server)?;
    Ok(verdict)
}

fn stopped(house: &House, server: Server) -> Result<()> {
    server.stop()?;
    house.run(&["doctor"]).map(drop)
}

/// What is fought over.
struct Ground {
    counter: String,
    added: AtomicU64,
    accounts: Vec<String>,
    /// Two that may be parents of each other, but not both.
    pair: [String; 2],
}

impl Ground {
    async fn lay(client: &mut Client) -> Result<Ground> {
        let labels = json!({"en": "Field", "de": "Feld"});
        for field in [
            json!({"key": "x_receipt", "type": "auto_number", "prefix": "R", "labels": labels}),
            json!({"key": "x_last", "type": "text", "labels": labels}),
        ] {
            client
                .post("/api/v1/objects/organization/fields", &field)
                .await?
                .ok()?;
        }
        let mut accounts = Vec::new();
        for n in 0..ACCOUNTS {
            accounts.push(made(client, &format!("account {n}"), SUM / ACCOUNTS as i64).await?);
        }
        Ok(Ground {
            counter: made(client, "counter", 0).await?,
            added: AtomicU64::new(0),
            accounts,
            pair: [made(client, "left", 0).await?, made(client, "right", 0).await?],
        })
    }

    /// What must hold when all have gone home.
    async fn judge(&self, client: &mut Client, verdict: &mut Verdict) -> Result<()> {
        let counter = read(client, &self.counter).await?;
        let added = self.added.load(Relaxed);
        verdict.expect(counter["employees"].as_u64() == Some(added), || {
            format!(
                "lost updates: {added} acknowledged additions made {}",
                counter["employees"]
            )
        });
        let (mut receipts, mut records) = (BTreeSet::new(), 0);
        let query = json!({"fields": ["x_receipt"], "limit": 200, "trash": "with"});
        let mut page = client.post(&format!("{RECORDS}/list"), &query).await?.ok()?;
        loop {
            for record in page["data"].as_array().into_iter().flatten() {
                records += 1;
                receipts.extend(record["x_receipt"].as_str().map(str::to_owned));
            }
            let Some(next) = page["next"].as_str() else { break };
            page = client.get(next).await?.ok()?;
        }
        verdict.expect(receipts.len() == records, || {
            format!("{records} records have {} different numbers", receipts.len())
        });
        Ok(())
    }
}

async fn made(client: &mut Client, name: &str, employees: i64) -> Result<String> {
    let body = json!({"name": name, "employees": employees});
    let record = client.post(RECORDS, &body).await?.ok()?;
    Ok(record["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(client: &mut Client, id: &str) -> Result<Value> {
    client.get(&format!("{RECORDS}/{id}")).await?.ok()
}

fn version(record: &Value) -> String {
    format!("\"{}\"", record["version"])
}

/// Changes a record unless somebody has since it was seen.
async fn change_as_seen(client: &mut Client, id: &str, seen: &Value, change: &Value) -> Result<Answer> {
    let body = change.to_string().into();
    let (path, version) = (format!("{RECORDS}/{id}"), version(seen));
    client
        .send(Method::PATCH, &path, &[("If-Match", &version)], body)
        .await
}

async fn fight(
    mut client: Client,
    ground: Arc<Ground>,
    mut dice: Dice,
    turns: u64,
    number: u64,
) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for turn in 0..turns {
        // Edits of two who want the same value do not conflict, so each says who it was.
        let who = format!("{number} {turn}");
        match dice.below(5) {
            0 => add(&mut client, &ground, &who, &mut verdict).await?,
            1 => transfer(&mut client, &ground, &who, &mut dice, &mut verdict).await?,
            2 => same_key(&mut client, turn, number, &mut verdict).await?,
            3 => circle(&mut client, &ground, &mut dice, &mut verdict).await?,
            _ => merge(&mut client, turn, number, &mut verdict).await?,
        }
    }
    Ok(verdict)
}

/// Adds one to the counter, unless somebody was faster.
async fn add(client: &mut Client, ground: &Ground, who: &str, verdict: &mut Verdict) -> Result<()> {
    let seen = read(client, &ground.counter).await?;
    let next = seen["employees"].as_i64().unwrap_or_default() + 1;
    let change = json!({"employees": next, "x_last": who});
    let answer = change_as_seen(client, &ground.counter, &seen, &change).await?;
    match answer.status.as_u16() {
        200 => {
            ground.added.fetch_add(1, Relaxed);
        }
        412 => {}
        other => verdict.expect(false, || {
            format!("an addition was answered {other}: {:?}", answer.body)
        }),
    }
    Ok(())
}

/// Moves money between two accounts in one batch. The sum never changes, for nobody.
async fn transfer(
    client: &mut Client,
    ground: &Ground,
    who: &str,
    dice: &mut Dice,
    verdict: &mut Verdict,
) -> Result<()> {
    let from = dice.below(ACCOUNTS as u64) as usize;
    let to = (from + 1 + dice.below(ACCOUNTS as u64 - 1) as usize) % ACCOUNTS;
    let query = json!({"filter": "name.startsWith(\"account \")", "fields": ["employees"], "limit": 200});
    let list = client.post(&format!("{RECORDS}/list"), &query).await?.ok()?;
    let all: Vec<&Value> = list["data"].as_array().into_iter().flatten().collect();
    let sum: i64 = all
        .iter()
        .filter_map(|account| account["employees"].as_i64())
        .sum();
    verdict.expect(sum == SUM, || format!("somebody saw half a transfer: {sum}"));
    let of = |at: usize| {
        all.iter()
            .find(|account| account["id"].as_str() == Some(&ground.accounts[at]))
    };
    let (Some(payer), Some(payee)) = (of(from), of(to)) else {
        return Err("an account is missing".into());
    };
    let amount = 1 + dice.below(5) as i64;
    let change = |account: &Value, by: i64| {
        let values =
            json!({"employees": account["employees"].as_i64().unwrap_or_default() + by, "x_last": who});
        json!({"op": "update", "object": "organization", "id": account["id"], "version": account["version"], "values": values})
    };
    if payer["employees"].as_i64().unwrap_or_default() < amount {
        return Ok(());
    }
    let body = json!({"commands": [change(payer, -amount), change(payee, amount)]});
    let answer = client.post("/api/v1/batch", &body).await?;
    let status = answer.status.as_u16();
    verdict.expect(status == 200 || status == 412, || {
        format!("a transfer was answered {status}: {:?}", answer.body)
    });
    Ok(())
}

/// Several make a record with the same key of another system at about the same time: one succeeds.
async fn same_key(client: &mut Client, turn: u64, number: u64, verdict: &mut Verdict) -> Result<()> {
    let key = format!("key {}", turn / 4);
    let body =
        json!({"name": format!("keyed {turn} {number}"), "external_ids": [{"system": "old", "key": key}]});
    let answer = client.post(RECORDS, &body).await?;
    let status = answer.status.as_u16();
    verdict.expect(status == 201 || status == 409 || status == 422, || {
        format!("a taken key was answered {status}: {:?}", answer.body)
    });
    let query = json!({"filter": format!("external_ids.exists(e, e.key == \"{key}\")"), "fields": ["name"]});
    let found = client.post(&format!("{RECORDS}/list"), &query).await?.ok()?;
    let there = found["data"].as_array().map_or(0, Vec::len);
    verdict.expect(there == 1, || format!("{key} is there {there} times"));
    Ok(())
}

/// Two records become parents of each other: each may, both may not.
async fn circle(client: &mut Client, ground: &Ground, dice: &mut Dice, verdict: &mut Verdict) -> Result<()> {
    let child = dice.below(2) as usize;
    let [own, other] = [&ground.pair[child], &ground.pair[1 - child]];
    let parent = if dice.below(2) == 0 {
        json!(other)
    } else {
        Value::Null
    };
    let seen = read(client, own).await?;
    let answer = change_as_seen(client, own, &seen, &json!({"parent": parent})).await?;
    let status = answer.status.as_u16();
    verdict.expect([200, 412, 422].contains(&status), || {
        format!("a parent was answered {status}: {:?}", answer.body)
    });
    let query = json!({"filter": "name == \"left\" || name == \"right\"", "fields": ["parent"]});
    let both = client.post(&format!("{RECORDS}/list"), &query).await?.ok()?;
    let children = both["data"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|record| !record["parent"].is_null())
        .count();
    verdict.expect(children < 2, || {
        "two records are parents of each other".to_owned()
    });
    Ok(())
}

/// Merges two of its own both ways at once: one of the two survives.
async fn merge(client: &mut Client, turn: u64, number: u64, verdict: &mut Verdict) -> Result<()> {
    let mut ids = Vec::new();
    for side in ["a", "b"] {
        ids.push(made(client, &format!("twin {number} {turn} {side}"), 1).await?);
    }
    let mut second = client.again_here();
    let path = |id: &str| format!("{RECORDS}/{id}/merge");
    let body = |other: &str| -> Bytes { json!({"other": other}).to_string().into() };
    let any = [("If-Match", "\"1\"")];
    let (one, two) = (path(&ids[0]), path(&ids[1]));
    let (left, right) = tokio::join!(
        client.send(Method::POST, &one, &any, body(&ids[1])),
        second.send(Method::POST, &two, &any, body(&ids[0])),
    );
    let done = [left?, right?]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    verdict.expect(done == 1, || {
        format!("of two merges of the same pair {done} succeeded")
    });
    let survivors: BTreeSet<String> = BTreeSet::from([
        read(client, &ids[0]).await?["id"].to_string(),
        read(client, &ids[1]).await?["id"].to_string(),
    ]);
    verdict.expect(survivors.len() == 1, || "after a merge both survive".to_owned());
    Ok(())
}
