//! Long work on a disk that runs full in its midst: an import, a change of definitions over many records, the undo of
//! an import. Each says that it waits, leaves nothing by half, and goes on by itself once there is room.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hyper::{Method, StatusCode};
use kontor_proof::{Client, Result};
use serde_json::json;

use super::disk::Disk;
use super::{HEALED, Known};
use crate::verdict::Verdict;

/// Records: so many that a change of definitions over them is a job.
const ROWS: usize = 10_400;
/// Rows that are written at once; what is there is a multiple of them.
const BLOCK: usize = 500;
/// Every second record has a value so long that what is done with it needs room.
const LONG: usize = 500;
/// Bytes that are left when work begins: enough to ask for it, by far too few for all of it.
const LEFT: u64 = 1_000_000;
/// After this time work that neither waits nor ends has been forgotten.
const GIVEN_UP: Duration = Duration::from_secs(120);
/// How often one looks.
const LOOK: Duration = Duration::from_millis(5);
const RECORDS: &str = "/api/v1/records/x_load";

/// Lets each kind of long work find the disk full.
pub async fn starve(client: &mut Client, disk: &Disk, known: &Known, verdict: &mut Verdict) -> Result<()> {
    let object = json!({"key": "x_load", "labels": {"en": "Load", "de": "Last"}, "fields": [
        {"key": "x_code", "type": "text", "labels": {"en": "Code", "de": "Code"}},
        {"key": "x_value", "type": "text", "labels": {"en": "Value", "de": "Wert"}, "max_length": 1000},
    ]});
    client.post("/api/v1/objects", &object).await?.ok()?;
    let mut file = "Code,Value\n".to_owned();
    for n in 0..ROWS {
        let value = match n % 2 {
            0 => n.to_string(),
            _ => format!("{n} {}", "x".repeat(LONG)),
        };
        file.push_str(&format!("{},{value}\n", code(n)));
    }
    let upload = "/api/v1/imports?object=x_load";
    let import = client
        .send(Method::POST, upload, &[("Content-Type", "text/csv")], file.into())
        .await?
        .ok()?;
    let import = format!("/api/v1/imports/{}", import["id"].as_str().unwrap_or_default());

    let run = Wish::post(format!("{import}/run"));
    let mut starving = Starving::begin(client, disk, "the import", run).await?;
    verdict.expect(
        count(client, "", false).await? == 0,
        || "rows are there that were not even staged",
    );
    std::fs::remove_file(&starving.ballast)?;
    let began = Instant::now();
    while count(client, "", false).await? == 0 && began.elapsed() < GIVEN_UP {
        tokio::time::sleep(LOOK).await;
    }
    starving.ballast = disk.fill(LEFT)?;
    starving.waits(client).await?;
    let there = count(client, "", false).await?;
    let told = client.get(&import).await?.ok()?;
    verdict.expect(told["progress"]["done"] == json!(there), || {
        format!("{there} rows are there of an import without room that tells {told}")
    });
    verdict.expect(there % BLOCK == 0 && there > 0 && there < ROWS, || {
        format!("{there} of {ROWS} rows are there: a block by half")
    });
    starving.end(client, known, verdict).await?;
    each_once(client, verdict).await?;

    let definitions = client.get("/api/v1/objects/x_load").await?;
    let seen = definitions
        .headers
        .get("etag")
        .ok_or("definitions without a version")?;
    let convert = Wish {
        method: Method::PATCH,
        path: "/api/v1/objects/x_load/fields/x_value".to_owned(),
        seen: Some(seen.to_str()?.to_owned()),
        body: json!({"type": "integer"}).to_string(),
    };
    let mut starving = Starving::begin(client, disk, "the change of definitions", convert).await?;
    one_type(client, verdict).await?;
    starving.end(client, known, verdict).await?;
    for (filter, expected) in [("x_value >= 0", ROWS / 2), ("x_value == null", ROWS / 2)] {
        let there = count(client, filter, false).await?;
        verdict.expect(there == expected, || {
            format!("after the change {there} records have {filter}, not {expected}")
        });
    }
    each_once(client, verdict).await?;

    let undo = Wish::post(format!("{import}/undo?on_conflict=restore"));
    let mut starving = Starving::begin(client, disk, "the undo", undo).await?;
    let (left, gone) = (count(client, "", false).await?, count(client, "", true).await?);
    verdict.expect(left + gone == ROWS && left > 0 && left % BLOCK == 0, || {
        format!("half way through an undo {left} of {ROWS} records are there, and {gone} in the trash")
    });
    starving.end(client, known, verdict).await?;
    let (left, gone) = (count(client, "", false).await?, count(client, "", true).await?);
    verdict.expect((left, gone) == (0, ROWS), || {
        format!("after the undo {left} records are there, and {gone} in the trash")
    });
    let state = &client.get(&import).await?.ok()?["state"];
    verdict.expect(state == "undone", || {
        format!("an import that was undone is {state}")
    });
    Ok(())
}

/// A request for long work.
struct Wish {
    method: Method,
    path: String,
    /// The version of what is to be changed.
    seen: Option<String>,
    body: String,
}

impl Wish {
    fn post(path: String) -> Wish {
        Wish {
            method: Method::POST,
            path,
            seen: None,
            body: String::new(),
        }
    }
}

/// Work that has found no room.
struct Starving {
    what: &'static str,
    job: String,
    ballast: std::path::PathBuf,
}

impl Starving {
    /// Asks for work with little room left, and waits until it has found that out.
    async fn begin(client: &mut Client, disk: &Disk, what: &'static str, wish: Wish) -> Result<Starving> {
        let ballast = disk.fill(LEFT)?;
        let seen = wish.seen.as_deref().map(|seen| ("If-Match", seen));
        let headers: Vec<_> = seen.into_iter().collect();
        let asked = client
            .send(wish.method, &wish.path, &headers, wish.body.into())
            .await?;
        if asked.status != StatusCode::ACCEPTED {
            return Err(format!("{what} was answered {}: {:?}", asked.status, asked.body).into());
        }
        let job = format!(
            "/api/v1/jobs/{}",
            asked.json()["job"].as_str().unwrap_or_default()
        );
        let starving = Starving { what, job, ballast };
        starving.waits(client).await?;
        Ok(starving)
    }

    /// Waits until the job says that it waits.
    async fn waits(&self, client: &mut Client) -> Result<()> {
        let began = Instant::now();
        loop {
            let told = client.get(&self.job).await?.ok()?;
            let says = told["error"].as_str().unwrap_or_default();
            if told["state"] == "ready" && says.contains("disk is full") {
                return Ok(());
            }
            if told["state"] == "done" || began.elapsed() > GIVEN_UP {
                return Err(format!("{} without room does not wait for it: {told}", self.what).into());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until the job has left this state; answers how long that took.
    async fn leaves(&self, client: &mut Client, state: &str) -> Result<Duration> {
        let began = Instant::now();
        loop {
            let told = client.get(&self.job).await?.ok()?;
            if told["state"] != state {
                return Ok(began.elapsed());
            }
            if began.elapsed() > GIVEN_UP {
                return Err(format!("with room {} does not go on: {told}", self.what).into());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Meanwhile others read; with room it goes on and comes to its end.
    async fn end(&mut self, client: &mut Client, known: &Known, verdict: &mut Verdict) -> Result<()> {
        known.read(client, verdict).await?;
        std::fs::remove_file(&self.ballast)?;
        let began = Instant::now();
        let goes_on = self.leaves(client, "ready").await?;
        self.leaves(client, "running").await?;
        let told = client.get(&self.job).await?.ok()?;
        verdict.expect(told["state"] == "done", || {
            format!("with room {} does not come to its end: {told}", self.what)
        });
        println!(
            "{} went on {} ms after there was room, and was done after {} ms",
            self.what,
            goes_on.as_millis(),
            began.elapsed().as_millis()
        );
        verdict.expect(goes_on <= HEALED, || {
            format!(
                "{} went on only {} ms after there was room",
                self.what,
                goes_on.as_millis()
            )
        });
        Ok(())
    }
}

fn code(n: usize) -> String {
    format!("L{n:05}")
}

/// How many records there are, or are in the trash.
async fn count(client: &mut Client, filter: &str, trashed: bool) -> Result<usize> {
    let mut query = json!({"filter": filter, "limit": 1, "count": "exact"});
    if trashed {
        query["trash"] = json!("only");
    }
    let page = client.post(&format!("{RECORDS}/list"), &query).await?.ok()?;
    let count = page["count"]
        .as_u64()
        .ok_or_else(|| format!("no count in {page}"))?;
    Ok(usize::try_from(count)?)
}

/// All values are of the type that the definitions tell: of the one before or of the one after, and never some of each.
async fn one_type(client: &mut Client, verdict: &mut Verdict) -> Result<()> {
    let object = client.get("/api/v1/objects/x_load").await?.ok()?;
    let fields = object["fields"].as_array().into_iter().flatten();
    let told: Vec<_> = fields.filter(|field| field["key"] == "x_value").collect();
    let told = told
        .first()
        .map_or("", |field| field["type"].as_str().unwrap_or_default());
    for sort in ["x_code", "-x_code"] {
        let page = client
            .get(&format!("{RECORDS}?limit=200&sort={sort}"))
            .await?
            .ok()?;
        for record in page["data"].as_array().into_iter().flatten() {
            let value = &record["x_value"];
            let fits = match told {
                "text" => value.is_string(),
                _ => value.is_number() || value.is_null(),
            };
            verdict.expect(fits, || {
                format!("half way through a change {value} is read as {told}")
            });
        }
    }
    Ok(())
}

/// Every row of the file is there, once.
async fn each_once(client: &mut Client, verdict: &mut Verdict) -> Result<()> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = Some(format!("{RECORDS}?limit=200&fields=x_code"));
    while let Some(path) = next {
        let page = client.get(&path).await?.ok()?;
        for record in page["data"].as_array().into_iter().flatten() {
            *found
                .entry(record["x_code"].as_str().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    for n in 0..ROWS {
        let there = found.remove(&code(n)).unwrap_or_default();
        verdict.expect(there == 1, || format!("row {} is there {there} times", code(n)));
    }
    verdict.expect(found.is_empty(), || format!("nobody has asked for {found:?}"));
    Ok(())
}
