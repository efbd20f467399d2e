//! Clock: the real server under a clock that is turned forwards by seconds and by hundreds of days, backwards, over both
//! changes to and from summer time, and while the server is down. What was due has happened once and not before its time,
//! nothing is forgotten because the clock once was ahead, what expires does so when it should, and what was typed is what
//! is read.

mod dial;
mod due;
mod lives;
mod typed;

use std::path::Path;
use std::time::{Duration, Instant};

use kontor_proof::{Client, Dice, House, Result, Server};
use serde_json::{Value, json};

use crate::verdict::Verdict;
use dial::Dial;
pub use dial::written;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// 15 January 2027, 10:00 in Berlin.
const BEGIN: i64 = 1_800_003_600;
/// 28 March 2027, 01:00 UTC: in Berlin 02:00 becomes 03:00.
const SPRING: i64 = 1_806_195_600;
/// 31 October 2027, 01:00 UTC: in Berlin 03:00 becomes 02:00.
const AUTUMN: i64 = 1_824_944_400;
/// What has not happened by then does not happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server, who asks it, and its clock.
struct Stage<'a> {
    house: &'a House,
    dial: Dial,
    server: Option<Server>,
    client: Client,
    /// The latest moment that the clock has shown.
    furthest: i64,
    verdict: Verdict,
}

impl Stage<'_> {
    /// Makes something; its record.
    async fn make(&mut self, object: &str, values: &Value) -> Result<Value> {
        let path = format!("/api/v1/records/{object}");
        self.client.post(&path, values).await?.ok()
    }

    /// Asks for something that must be there.
    async fn read(&mut self, path: &str) -> Result<Value> {
        self.client.get(path).await?.ok()
    }

    /// The records of a list, however many pages it has.
    async fn list(&mut self, object: &str, filter: &str, limit: usize) -> Result<Vec<Value>> {
        let wish = json!({"filter": filter, "limit": limit});
        let path = format!("/api/v1/records/{object}/list");
        let mut page = self.client.post(&path, &wish).await?.ok()?;
        let mut all = Vec::new();
        loop {
            all.extend(page["data"].as_array().cloned().unwrap_or_default());
            let Some(next) = page["next"].as_str().map(str::to_owned) else {
                return Ok(all);
            };
            page = match next.starts_with('/') {
                true => self.read(&next).await?,
                false => {
                    let mut wish = wish.clone();
                    wish["cursor"] = json!(next);
                    self.client.post(&path, &wish).await?.ok()?
                }
            };
        }
    }

    /// Waits until a list is empty, with patience; whether it became so.
    async fn until_none(&mut self, object: &str, filter: &str) -> Result<bool> {
        let begun = Instant::now();
        loop {
            if self.list(object, filter, 1).await?.is_empty() {
                return Ok(true);
            }
            if begun.elapsed() > PATIENCE {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sets the clock, while the server runs or (killed before) while it is down.
    async fn turn(&mut self, at: i64, down: bool) -> Result<()> {
        if down && let Some(server) = self.server.take() {
            server.kill()?;
        }
        self.dial.turn_to(at)?;
        self.furthest = self.furthest.max(at);
        if self.server.is_none() {
            let server = self.house.start().await?;
            self.client = self.client.again(server.address);
            self.server = Some(server);
        }
        Ok(())
    }
}

/// Where the clock is set next.
struct Stop {
    at: i64,
    /// Set while the server is down.
    down: bool,
}

/// The way of the clock: the same every time but for the small turns, which are as the dice say.
fn way(turns: u64, dice: &mut Dice) -> Vec<Stop> {
    let stop = |at: i64| Stop { at, down: false };
    let down = |at: i64| Stop { at, down: true };
    let mut way = vec![
        stop(BEGIN + 2 * MINUTE),
        stop(BEGIN + MINUTE),
        stop(BEGIN + 23 * HOUR),
        stop(BEGIN + HOUR),
        stop(BEGIN + 3 * DAY + 25 * HOUR),
        down(BEGIN + 13 * DAY),
        stop(BEGIN + 26 * DAY),
        down(BEGIN + 20 * DAY),
        stop(BEGIN + 39 * DAY),
        stop(BEGIN + 52 * DAY),
        stop(BEGIN + 65 * DAY),
        stop(SPRING - 2 * HOUR - 5 * MINUTE),
        stop(SPRING - 2 * HOUR + 5 * MINUTE),
        stop(SPRING - 5),
        stop(SPRING + HOUR),
        stop(SPRING - 30 * MINUTE),
        down(SPRING + 2 * DAY),
        stop(BEGIN + 86 * DAY),
        stop(BEGIN + 89 * DAY + 23 * HOUR),
        stop(BEGIN + 90 * DAY + HOUR),
        stop(AUTUMN - 70 * MINUTE),
        stop(AUTUMN - 20 * MINUTE),
        stop(AUTUMN + 40 * MINUTE),
        stop(AUTUMN - 10 * MINUTE),
        stop(AUTUMN + 22 * HOUR - 5 * MINUTE),
        stop(AUTUMN + 22 * HOUR + 5 * MINUTE),
        down(BEGIN + 399 * DAY),
        stop(BEGIN + 60 * DAY),
    ];
    let mut at = BEGIN + 60 * DAY;
    for _ in 0..turns {
        let far = [MINUTE, HOUR, DAY, 30 * DAY, 400 * DAY][dice.below(5) as usize];
        let step = 1 + dice.below(far as u64) as i64;
        let back = dice.below(3) == 0;
        at = (if back { at - step } else { at + step }).clamp(BEGIN, BEGIN + 399 * DAY);
        way.push(Stop {
            at,
            down: dice.below(4) == 0,
        });
    }
    way.push(stop(BEGIN + 401 * DAY));
    way
}

/// The way of the clock, with so many turns by chance.
pub async fn run(house: &House, scratch: &Path, turns: u64, seed: u64) -> Result<Verdict> {
    let (house, dial) = match Dial::of(house, scratch, BEGIN) {
        Ok(both) => both,
        Err(reason) => return Ok(Verdict::left_out(reason)),
    };
    house.add_administrator()?;
    let server = house.start().await?;
    let mut session = house.sign_in(&server).await?;
    let key = lives::make_key(&mut session, "works", None).await?;
    let mut stage = Stage {
        house: &house,
        dial,
        client: Client::with_key(server.address, &key),
        server: Some(server),
        furthest: BEGIN,
        verdict: Verdict::default(),
    };
    let zone = json!({"zone": "Europe/Berlin"});
    stage.client.patch("/api/v1/settings", &zone).await?.ok()?;

    let mut dice = Dice::new(seed, 0);
    let mut due = due::Due::make(&mut stage, &mut dice).await?;
    let mut lives = lives::Lives::make(&mut stage, session).await?;
    let mut typed = typed::Typed::make(&mut stage).await?;
    for (n, stop) in way(turns, &mut dice).iter().enumerate() {
        if stop.down && stop.at < stage.dial.now() {
            due.leave_waiting(&mut stage).await?;
        }
        stage.turn(stop.at, stop.down).await?;
        let before = stage.verdict.failures();
        due.check(&mut stage, n).await?;
        lives.check(&mut stage).await?;
        typed.check(&mut stage).await?;
        if stage.verdict.failures() > before {
            let how = if stop.down { ", while it was down" } else { "" };
            println!("  that was turn {n}, to {}{how}", written(stop.at));
        }
    }
    due.conclude(&mut stage).await?;
    if let Some(server) = stage.server.take() {
        server.stop()?;
    }
    house.run(&["doctor"])?;
    Ok(stage.verdict)
}
