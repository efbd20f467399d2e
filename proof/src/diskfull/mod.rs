//! Diskfull: the file system of the data folder runs full in the midst of work, and is freed again. Meanwhile who
//! writes is told so, who reads notices nothing; then everything goes on by itself, and nothing acknowledged is missing.

mod disk;
mod door;
mod jobs;
mod uploads;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::{Method, StatusCode};
use kontor_proof::{Answer, Client, Dice, House, Result};
use serde_json::{Value, json};

use crate::ledger::{Ledger, State};
use crate::verdict::Verdict;
use crate::{check, files, writer};
use disk::Disk;
use door::Door;

/// Those who write while the disk runs full.
const WRITERS: u64 = 4;
/// So soon after there is room again everything goes on.
const HEALED: Duration = Duration::from_secs(5);
/// What is asked for while there is no room, each time; and at most, where there still is some, because a log that was
/// copied back is written anew from its beginning.
const ASKED: u64 = 20;
const MOST: u64 = 400;
/// With so many cycles large files and long work are starved, too. How much room that takes depends on what the server
/// gives back meanwhile, and so on how busy the machine is: it is for one that has nothing else to do.
const LONG: u64 = 20;
/// Records that are made at once, so that they soon need room that nobody has had before.
const BATCH: u64 = 20;
/// Bytes of a file that is sent while there is no room.
const FILE: usize = 400_000;
/// Room for what a cycle leaves behind, and for what is there at the beginning and what the jobs do, in MB.
const ROOM: (u64, u64) = (4, 192);
const RECORDS: &str = "/api/v1/records/organization";

/// So many times there is no room.
pub async fn run(house: &House, scratch: &Path, cycles: u64, seed: u64) -> Result<Verdict> {
    let disk = match Disk::mount(scratch.join("disk"), ROOM.0 * cycles + ROOM.1) {
        Ok(disk) => disk,
        Err(reason) => return Ok(Verdict::left_out(format!("no file system of its own: {reason}"))),
    };
    let house = House {
        data: disk.folder.join("data"),
        ..house.clone()
    };
    let outcome = fill_and_free(&house, &disk, scratch, cycles, seed).await;
    // The server is gone, so nobody holds it.
    disk.unmount()?;
    outcome
}

async fn fill_and_free(
    house: &House,
    disk: &Disk,
    scratch: &Path,
    cycles: u64,
    seed: u64,
) -> Result<Verdict> {
    let (mut slowest, mut verdict, mut dice) = (Duration::ZERO, Verdict::default(), Dice::new(seed, 0));
    let (mut past, mut door): (Vec<State>, _) = (Vec::new(), Door::default());
    house.add_administrator()?;
    let server = house.start().await?;
    let mut client = house.sign_in(&server).await?;
    let known = Known::lay(&mut client).await?;
    for cycle in 0..cycles {
        let ledger = Arc::new(Ledger::begin(&scratch.join("ledger"))?);
        let mut tasks = writer::start(WRITERS, (seed, cycle), &client, &ledger, &mark(cycle));
        if cycle % 5 == 0 {
            let own = format!("{}i", mark(cycle));
            tasks.push(tokio::spawn(writer::import(
                client.again_here(),
                ledger.clone(),
                own,
            )));
        }
        tokio::time::sleep(Duration::from_millis(dice.below(300))).await;
        // Up to four pages are left, so that it is not always the same write that finds no room.
        let ballast = disk.fill(dice.below(5) * 4_096 + dice.below(4_096))?;
        let stored = no_room(&mut client, &known, cycle, &mut dice, &mut verdict).await?;
        door.without_room(&mut client, cycle, &mut verdict).await?;
        std::fs::remove_file(ballast)?;
        let healed = healed(&mut client, cycle).await?;
        slowest = slowest.max(healed);
        verdict.expect(healed <= HEALED, || {
            format!("cycle {cycle}: healed after {} ms", healed.as_millis())
        });
        ledger.close();
        for task in tasks {
            task.await?;
        }
        stored.check(&mut client, cycle, &mut verdict).await?;
        door.with_room(&mut client, &mut verdict).await?;
        let mut state = ledger.state();
        check::check(&mut client, &mark(cycle), &mut state, &mut verdict).await?;
        if cycle % 10 == 0 {
            house.run(&["doctor"])?;
        }
        past.push(state);
    }
    println!("healed at most {} ms after there was room", slowest.as_millis());
    door.has_starved(&mut verdict);
    if cycles >= LONG {
        uploads::starve(&mut client, house, disk, &mut verdict).await?;
        jobs::starve(&mut client, disk, &known, &mut verdict).await?;
    }
    // It starts on what it has left behind, too.
    server.kill()?;
    let server = house.start().await?;
    let mut client = client.again(server.address);
    for (cycle, state) in (0..).zip(&mut past) {
        check::check(&mut client, &mark(cycle), state, &mut verdict).await?;
    }
    server.stop()?;
    house.run(&["doctor"])?;
    Ok(verdict)
}

/// What the names of a cycle begin with.
fn mark(cycle: u64) -> String {
    format!("d{cycle:04}")
}

/// What was there before, and can be read all the time.
struct Known {
    record: String,
    file: String,
    content: Vec<u8>,
}

impl Known {
    async fn lay(client: &mut Client) -> Result<Known> {
        let id = |made: &Value| made["id"].as_str().unwrap_or_default().to_owned();
        let record = client.post(RECORDS, &json!({"name": "Felsenfest"})).await?.ok()?;
        let content = vec![7; 100_000];
        let file = files::upload(client, "known.bin", content.clone()).await?.ok()?;
        let document = json!({"name": "known", "file": id(&file)});
        client.post("/api/v1/records/document", &document).await?.ok()?;
        Ok(Known {
            record: id(&record),
            file: id(&file),
            content,
        })
    }

    async fn read(&self, client: &mut Client, verdict: &mut Verdict) -> Result<()> {
        for path in [
            format!("{RECORDS}/{}", self.record),
            format!("{RECORDS}?limit=50"),
            "/api/v1/search?q=Felsenfest".to_owned(),
        ] {
            let answer = client.once(Method::GET, &path, &[], Default::default()).await?;
            let found = String::from_utf8_lossy(&answer.body).contains("Felsenfest");
            verdict.expect(answer.status == 200 && (found || path.contains("limit")), || {
                format!(
                    "without room {path} was answered {}: {:?}",
                    answer.status, answer.body
                )
            });
        }
        let path = format!("/api/v1/files/{}", self.file);
        let file = client.once(Method::GET, &path, &[], Default::default()).await?;
        verdict.expect(file.status == 200 && file.body == self.content, || {
            format!("without room a file was answered {}", file.status)
        });
        Ok(())
    }
}

/// What was asked for while there was no room: what was acknowledged, and what was refused.
#[derive(Default)]
struct Asked {
    stored: Vec<String>,
    refused: Vec<String>,
    /// The files that were acknowledged, by their ids.
    files: Vec<(String, Vec<u8>)>,
}

/// Writes and reads while there is no room.
async fn no_room(
    client: &mut Client,
    known: &Known,
    cycle: u64,
    dice: &mut Dice,
    verdict: &mut Verdict,
) -> Result<Asked> {
    let mut asked = Asked::default();
    for n in 0..MOST {
        if n >= ASKED && !asked.refused.is_empty() {
            break;
        }
        let name = format!("full{cycle:04}-{n:03}");
        let answer = match dice.below(3) {
            0 => {
                let content: Vec<u8> = (0..FILE).map(|_| dice.below(256) as u8).collect();
                let answer = files::upload(client, &name, content.clone()).await?;
                // There may have been room again: what a refused file had taken, or a log that was copied back.
                if let Some(id) = answer.json()["id"].as_str() {
                    asked.files.push((id.to_owned(), content));
                }
                answer
            }
            _ => {
                let names = (0..BATCH).map(|n| format!("{name}-{n:02}"));
                let commands = names
                    .clone()
                    .map(|name| json!({"op": "create", "object": "organization", "values": {"name": name}}));
                let body = json!({"commands": commands.collect::<Vec<_>>()}).to_string();
                let answer = client
                    .once(Method::POST, "/api/v1/batch", &[], body.into())
                    .await?;
                match answer.status.is_success() {
                    true => asked.stored.extend(names),
                    false => asked.refused.extend(names),
                }
                answer
            }
        };
        let full = answer.status == StatusCode::INSUFFICIENT_STORAGE;
        verdict.expect(full || answer.status.is_success(), || told(&answer));
        known.read(client, verdict).await?;
    }
    verdict.expect(!asked.refused.is_empty(), || {
        format!("cycle {cycle}: there was always room")
    });
    Ok(asked)
}

fn told(answer: &Answer) -> String {
    format!(
        "without room a write was answered {}: {:?}",
        answer.status, answer.body
    )
}

impl Asked {
    /// What was acknowledged is there, once; what was refused is not.
    async fn check(&self, client: &mut Client, cycle: u64, verdict: &mut Verdict) -> Result<()> {
        let found = check::records(client, &format!("full{cycle:04}-")).await?;
        for (names, times) in [(&self.stored, 1), (&self.refused, 0)] {
            for name in names {
                let there = found.get(name).map_or(0, Vec::len);
                verdict.expect(there == times, || {
                    format!("{name} has to be there {times} times, and is {there} times")
                });
            }
        }
        for (id, content) in &self.files {
            let answer = client.get(&format!("/api/v1/files/{id}")).await?;
            verdict.expect(answer.status == 200 && answer.body == *content, || {
                format!("a file that was acknowledged is answered {}", answer.status)
            });
        }
        Ok(())
    }
}

/// How long it takes until records and files can be written again.
async fn healed(client: &mut Client, cycle: u64) -> Result<Duration> {
    let began = Instant::now();
    loop {
        let body = json!({"name": format!("room {cycle}")}).to_string().into();
        let record = client.once(Method::POST, RECORDS, &[], body).await?;
        let file = files::upload(client, "room.bin", vec![1; 100_000]).await?;
        if record.status == 201 && file.status == 201 {
            return Ok(began.elapsed());
        }
        if began.elapsed() > HEALED * 12 {
            return Err(format!("cycle {cycle}: it does not heal: {}", told(&record)).into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
