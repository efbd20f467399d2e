//! What has a time of its own: follow-ups, employments that end, tasks that repeat, stages that are to be left, and jobs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kontor_proof::{Dice, Result};
use serde_json::{Value, json};

use super::dial::{day_in_berlin, written};
use super::{AUTUMN, BEGIN, DAY, HOUR, MINUTE, PATIENCE, SPRING, Stage};

/// Follow-ups by chance, besides those on the changes of the clock.
const FOLLOW_UPS: i64 = 40;
/// What is due this soon after the clock was last looked at may have happened or not.
const JUST_NOW: i64 = 2 * MINUTE;
/// A pipeline gives its opportunities so many days.
const STAGE_DAYS: i64 = 20;
/// Exports that are asked for right before the server is killed: more than it does at once.
const EXPORTS: usize = 24;
/// A job that comes round every minute.
const EVERY_MINUTE: &str = "rollups.follow";

/// Something that happens to a record once, and never again.
struct Once {
    id: String,
    at: i64,
    /// The version it has since it has happened.
    since: Option<u64>,
}

/// All that is due some time.
pub struct Due {
    follow_ups: Vec<Once>,
    ends: Vec<Once>,
    stuck: (String, i64),
    exports: Vec<String>,
    /// When the latest job of each slot was made, by name and slot.
    slots: BTreeMap<(String, String), String>,
    before: i64,
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_default().to_owned()
}

impl Due {
    /// Makes all of it, at the beginning.
    pub async fn make(stage: &mut Stage<'_>, dice: &mut Dice) -> Result<Due> {
        let mut times = vec![
            // In spring, 02:30 is skipped; in autumn it comes twice.
            ("2027-03-28T02:30:00+01:00".to_owned(), SPRING + 30 * MINUTE),
            ("2027-03-28T03:00:00+02:00".to_owned(), SPRING),
            ("2027-10-31T02:30:00+02:00".to_owned(), AUTUMN - 30 * MINUTE),
            ("2027-10-31T02:30:00+01:00".to_owned(), AUTUMN + 30 * MINUTE),
        ];
        for n in 0..FOLLOW_UPS {
            let at = BEGIN + 5 * MINUTE + n * 10 * DAY + dice.below(10 * DAY as u64) as i64;
            times.push((written(at), at));
        }
        let mut follow_ups = Vec::new();
        for (typed, at) in times {
            let task = json!({"subject": format!("follow-up {typed}"), "resurface_at": typed});
            let made = stage.make("task", &task).await?;
            stage
                .verdict
                .expect(made["resurface_at"] == written(at).as_str(), || {
                    format!("a follow-up at {typed} is at {}", made["resurface_at"])
                });
            follow_ups.push(Once {
                id: id(&made),
                at,
                since: None,
            });
        }
        let mut ends = Vec::new();
        let employer = stage.make("organization", &json!({"name": "Employer"})).await?;
        for days in [2, 12, 30, 38, 71, 72, 75, 100, 200, 289, 350, 420] {
            let at = BEGIN + days * DAY;
            let person = json!({"family_name": format!("ends {}", day_in_berlin(at))});
            let person = stage.make("person", &person).await?;
            let relation = json!({"kind": "employment", "to_date": day_in_berlin(at),
                "from_party": {"id": person["id"], "object": "person"},
                "to_party": {"id": employer["id"], "object": "organization"}});
            stage.make("party_relation", &relation).await?;
            ends.push(Once {
                id: id(&person),
                at,
                since: None,
            });
        }
        repeat(stage).await?;
        let stages =
            json!([{"key": "waits", "labels": {"en": "Waits", "de": "Wartet"}, "max_days": STAGE_DAYS}]);
        let pipeline = json!({"name": "Slow", "object": "opportunity", "stages": stages});
        let pipeline = stage.make("pipeline", &pipeline).await?;
        let stuck = json!({"name": "Stuck", "pipeline": pipeline["id"]});
        let stuck = id(&stage.make("opportunity", &stuck).await?);
        Ok(Due {
            follow_ups,
            ends,
            stuck: (stuck, stage.dial.now() + STAGE_DAYS * DAY),
            exports: Vec::new(),
            slots: BTreeMap::new(),
            before: BEGIN,
        })
    }

    /// Asks for more than can be done before the server is killed.
    pub async fn leave_waiting(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let mut asked = Vec::new();
        for _ in 0..4 {
            let mut client = stage.client.again_here();
            asked.push(tokio::spawn(async move {
                let mut exports = Vec::new();
                for _ in 0..EXPORTS / 4 {
                    let wish = json!({"object": "task", "format": "xlsx"});
                    exports.push(id(&client.post("/api/v1/exports", &wish).await?.ok()?));
                }
                Result::<Vec<String>>::Ok(exports)
            }));
        }
        for task in asked {
            self.exports.extend(task.await??);
        }
        Ok(())
    }

    /// What has to have happened by now has, once; and nothing else.
    pub async fn check(&mut self, stage: &mut Stage<'_>, turn: usize) -> Result<()> {
        let now = stage.dial.now();
        let back = now < self.before;
        self.before = now;
        // Now and then nothing wakes the server: it has to find out by itself.
        if back || turn % 18 != 2 {
            let poke = json!({"subject": "poke", "resurface_at": written(now - 1)});
            stage.make("task", &poke).await?;
        }
        let came = stage
            .until_none("task", "status == \"snoozed\" && resurface_at <= now()")
            .await?;
        stage
            .verdict
            .expect(came, || "a task that is due does not come back");
        stage.furthest = stage.furthest.max(stage.dial.now());
        self.follow_ups(stage).await?;
        self.employments(stage).await?;
        self.stage_due(stage).await?;
        self.waiting(stage).await?;
        if back {
            self.goes_on(stage).await?;
        }
        self.jobs(stage).await
    }

    async fn follow_ups(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let tasks = stage
            .list("task", "subject.startsWith(\"follow-up\")", 200)
            .await?;
        let tasks: BTreeMap<String, Value> = tasks.into_iter().map(|task| (id(&task), task)).collect();
        for once in &mut self.follow_ups {
            let task = tasks.get(&once.id).unwrap_or(&Value::Null);
            let (came, at) = (task["resurfaced_at"].as_str(), written(once.at));
            if once.at <= stage.furthest - JUST_NOW {
                let right = came.is_some_and(|came| came >= at.as_str()) && task["status"] == "open";
                stage
                    .verdict
                    .expect(right, || format!("what was due at {at} is {task}"));
            } else if once.at > stage.furthest + JUST_NOW {
                let right = came.is_none() && task["resurface_at"] == at.as_str();
                stage
                    .verdict
                    .expect(right, || format!("what is due at {at} is {task}"));
            }
            once.still(task, came.is_some(), stage);
        }
        Ok(())
    }

    async fn employments(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let begun = Instant::now();
        loop {
            let people = stage
                .list("person", "family_name.startsWith(\"ends\")", 200)
                .await?;
            let people: BTreeMap<String, Value> =
                people.into_iter().map(|person| (id(&person), person)).collect();
            let late = |once: &&Once| {
                // The job comes round every hour.
                day_in_berlin(once.at) <= day_in_berlin(stage.furthest - HOUR)
                    && !people[&once.id]["organization"].is_null()
            };
            let late: Vec<i64> = self.ends.iter().filter(late).map(|once| once.at).collect();
            if late.is_empty() || begun.elapsed() > PATIENCE {
                for at in late {
                    stage.verdict.expect(false, || {
                        format!("an employment that ended on {} goes on", day_in_berlin(at))
                    });
                }
                for once in &mut self.ends {
                    let person = &people[&once.id];
                    let ended = person["organization"].is_null();
                    let early = ended && day_in_berlin(once.at) > day_in_berlin(stage.furthest);
                    stage
                        .verdict
                        .expect(!early, || format!("{person} was ended too early"));
                    once.still(person, ended, stage);
                }
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn stage_due(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let (id, due) = &self.stuck;
        let found = stage
            .list("opportunity", &format!("id == \"{id}\" && stage_due < now()"), 2)
            .await?;
        let now = stage.dial.now();
        if (now - due).abs() > JUST_NOW {
            stage.verdict.expect(found.is_empty() == (now < *due), || {
                format!("at {} it is stuck: {}", written(now), !found.is_empty())
            });
        }
        Ok(())
    }

    /// What waited when the server was killed is done, though the clock was set back.
    async fn waiting(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let begun = Instant::now();
        while let Some(export) = self.exports.last() {
            let state = stage.read(&format!("/api/v1/exports/{export}")).await?["state"].clone();
            if state != "done" && begun.elapsed() < PATIENCE {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
            stage.verdict.expect(state == "done", || {
                format!("export {export}, asked for before the clock was set back, is {state}")
            });
            self.exports.pop();
        }
        Ok(())
    }

    /// Jobs that come round go on after the clock was set back: the next one is at the next minute, not when the clock
    /// is again where it was.
    async fn goes_on(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let from = stage.dial.now();
        stage.turn(from + MINUTE + 1, false).await?;
        let (since, until) = (written(from), written(from + 10 * MINUTE));
        let begun = Instant::now();
        let path = format!("/api/v1/jobs?name={EVERY_MINUTE}&limit=200");
        loop {
            let jobs = all_jobs(stage, &path).await?;
            let made = |job: &Value| job["created_at"].as_str().map(str::to_owned);
            let found = jobs
                .iter()
                .filter_map(made)
                .any(|at| (since.as_str()..until.as_str()).contains(&at.as_str()));
            if found || begun.elapsed() > PATIENCE {
                stage.verdict.expect(found, || {
                    format!("{EVERY_MINUTE} does not go on at {since}, after the clock was set back")
                });
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// No job has failed, and none was made twice for one slot.
    async fn jobs(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        for job in all_jobs(stage, "/api/v1/jobs?limit=200").await? {
            stage
                .verdict
                .expect(job["state"] != "failed", || format!("a job failed: {job}"));
            let (name, made) = (job["name"].as_str(), job["created_at"].as_str());
            let (Some(name), Some(made)) = (name, made) else {
                continue;
            };
            // The first 48 bits of a job's id are its slot; those that were asked for have their moment there.
            let slot = id(&job)
                .chars()
                .filter(|c| *c != '-')
                .take(12)
                .collect::<String>();
            let millis = i64::from_str_radix(&slot, 16)?;
            if millis % (60 * 1_000) != 0 {
                continue;
            }
            let known = self
                .slots
                .entry((name.to_owned(), slot))
                .or_insert_with(|| id(&job));
            stage.verdict.expect(*known == id(&job), || {
                format!("{name} has two jobs for one slot: {known} and {job}, made {made}")
            });
        }
        Ok(())
    }

    /// History tells the same: each came back once.
    pub async fn conclude(&self, stage: &mut Stage<'_>) -> Result<()> {
        for once in &self.follow_ups {
            let path = format!("/api/v1/records/task/{}/history", once.id);
            let history = stage.read(&path).await?;
            let entries = history["data"].as_array().cloned().unwrap_or_default();
            let came: Vec<&Value> = entries
                .iter()
                .filter(|entry| !entry["changes"]["resurfaced_at"]["after"].is_null())
                .collect();
            let once_only = came.len() == 1 && came[0]["at"].as_str() >= Some(written(once.at).as_str());
            stage.verdict.expect(once_only, || {
                format!("what was due at {} came back so: {came:?}", written(once.at))
            });
        }
        Ok(())
    }
}

impl Once {
    /// It has happened, or not; once it has, nothing happens to the record any more.
    fn still(&mut self, record: &Value, happened: bool, stage: &mut Stage<'_>) {
        let version = record["version"].as_u64().filter(|_| happened);
        if self.since.is_some() {
            stage.verdict.expect(self.since == version, || {
                format!("it happened a second time, or was taken back: {record}")
            });
        }
        self.since = self.since.or(version);
    }
}

async fn all_jobs(stage: &mut Stage<'_>, path: &str) -> Result<Vec<Value>> {
    let mut jobs = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = stage.read(&path).await?;
        jobs.extend(page["data"].as_array().cloned().unwrap_or_default());
        next = page["next"].as_str().map(str::to_owned);
    }
    Ok(jobs)
}

/// A task that repeats keeps its time of day over the changes of the clock, and repeats once.
async fn repeat(stage: &mut Stage<'_>) -> Result<()> {
    let series = [
        // 08:30 in Berlin.
        ["2027-03-27T07:30:00.000Z", "2027-03-28T06:30:00.000Z"],
        ["2027-10-30T06:30:00.000Z", "2027-10-31T07:30:00.000Z"],
        // 02:30, which is skipped, and which comes twice.
        ["2027-03-27T01:30:00.000Z", "2027-03-28T01:30:00.000Z"],
        ["2027-10-30T00:30:00.000Z", "2027-10-31T00:30:00.000Z"],
    ];
    for [due, then] in series {
        let task = json!({"subject": format!("repeats {due}"), "due_at": due, "recurrence": "FREQ=DAILY"});
        let task = id(&stage.make("task", &task).await?);
        let path = format!("/api/v1/records/task/{task}");
        for status in ["done", "open", "done"] {
            stage
                .client
                .patch(&path, &json!({ "status": status }))
                .await?
                .ok()?;
        }
        let all = stage
            .list("task", &format!("subject == \"repeats {due}\""), 10)
            .await?;
        let others: Vec<&Value> = all.iter().filter(|other| id(other) != task).collect();
        stage
            .verdict
            .expect(others.len() == 1 && others[0]["due_at"] == then, || {
                format!("what repeats daily after {due} is {others:?}")
            });
    }
    Ok(())
}
