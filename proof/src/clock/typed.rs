//! What is typed is what is read, filtered and counted; ids, lists and the feed of changes have everything once.

use std::collections::{BTreeMap, BTreeSet};

use kontor_proof::Result;
use serde_json::{Value, json};

use super::dial::{day_in_berlin, written};
use super::{AUTUMN, MINUTE, SPRING, Stage};

/// Days as they are typed: of birth (the first two on days on which the clock was changed, the third before there was one
/// time in Germany), and of a deal.
const BIRTHS: [&str; 4] = ["1980-04-06", "1996-10-27", "1893-03-31", "2000-02-29"];
const CLOSES: [&str; 3] = ["2027-03-27", "2027-03-28", "2027-10-31"];
/// Moments as they are typed, and which they are.
const MOMENTS: [(&str, i64); 7] = [
    ("2027-03-27T23:30:00+01:00", SPRING - 150 * MINUTE),
    ("2027-03-28T01:59:59+01:00", SPRING - 1),
    ("2027-03-28T03:00:00+02:00", SPRING),
    ("2027-03-28T22:30:00Z", SPRING + 1_290 * MINUTE),
    ("2027-10-31T02:30:00+02:00", AUTUMN - 30 * MINUTE),
    ("2027-10-31T02:30:00+01:00", AUTUMN + 30 * MINUTE),
    ("2027-10-31T23:59:59+01:00", AUTUMN + 1_320 * MINUTE - 1),
];

/// What was typed, and what was made at every stop.
pub struct Typed {
    births: Vec<(String, &'static str)>,
    closes: Vec<(String, &'static str)>,
    moments: Vec<(String, i64)>,
    /// Made at every stop: the ids by the day in Berlin.
    made: BTreeMap<String, BTreeSet<String>>,
    /// Where the feed of changes was last read.
    read: Option<String>,
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_default().to_owned()
}

impl Typed {
    /// Types all of it, at the beginning.
    pub async fn make(stage: &mut Stage<'_>) -> Result<Typed> {
        let (mut births, mut closes, mut moments) = (Vec::new(), Vec::new(), Vec::new());
        for day in BIRTHS {
            let person = json!({"family_name": "Born", "birth_date": day});
            births.push((id(&stage.make("person", &person).await?), day));
        }
        for day in CLOSES {
            let deal = json!({"name": "Deal", "close_date": day});
            closes.push((id(&stage.make("opportunity", &deal).await?), day));
        }
        for (typed, at) in MOMENTS {
            let task = json!({"subject": "moment", "due_at": typed});
            moments.push((id(&stage.make("task", &task).await?), at));
        }
        Ok(Typed {
            births,
            closes,
            moments,
            made: BTreeMap::new(),
            read: None,
        })
    }

    /// All of it is as it was typed.
    pub async fn check(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        for (object, field, all) in [
            ("person", "birth_date", &self.births),
            ("opportunity", "close_date", &self.closes),
        ] {
            for (id, day) in all {
                let found = stage.list(object, &format!("{field} == \"{day}\""), 10).await?;
                let right = found.len() == 1 && found[0]["id"] == id.as_str() && found[0][field] == *day;
                stage
                    .verdict
                    .expect(right, || format!("{field} {day} is {found:?}"));
            }
        }
        let tasks = stage.list("task", "subject == \"moment\"", 20).await?;
        for (id, at) in &self.moments {
            let task = tasks.iter().find(|task| task["id"] == id.as_str());
            let right = task.is_some_and(|task| task["due_at"] == written(*at).as_str());
            stage
                .verdict
                .expect(right, || format!("{} is {task:?}", written(*at)));
        }
        let expected: BTreeMap<String, i64> =
            self.moments.iter().fold(BTreeMap::new(), |mut days, (_, at)| {
                *days.entry(day_in_berlin(*at)).or_default() += 1;
                days
            });
        by_day(stage, "task", "due_at", "subject == \"moment\"", &expected).await?;
        self.today(stage).await?;
        self.feed(stage).await
    }

    /// What is made today is found as today's, and only that; lists have everything once.
    async fn today(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let now = stage.dial.now();
        let made = stage
            .make("tag", &json!({"name": format!("made {}", self.count())}))
            .await?;
        let today = day_in_berlin(now);
        self.made.entry(today.clone()).or_default().insert(id(&made));
        let close = (stage.dial.now(), made["created_at"].as_str().unwrap_or_default());
        let right = (written(now - 1).as_str()..=written(close.0 + 1).as_str()).contains(&close.1);
        stage.verdict.expect(right, || {
            format!("at {} something is made at {}", written(now), close.1)
        });

        let filter = "name.startsWith(\"made\") && created_at == today()";
        let found = stage.list("tag", filter, 200).await?;
        let found: BTreeSet<String> = found.iter().map(id).collect();
        stage.verdict.expect(found == self.made[&today], || {
            format!("of {today} are {found:?} instead of {:?}", self.made[&today])
        });
        let all = stage.list("tag", "name.startsWith(\"made\")", 7).await?;
        let ids: BTreeSet<String> = all.iter().map(id).collect();
        stage
            .verdict
            .expect(ids.len() == all.len() && all.len() == self.count(), || {
                format!("a list in pages has {} of {} records", all.len(), self.count())
            });
        let expected = self
            .made
            .iter()
            .map(|(day, ids)| (day.clone(), ids.len() as i64))
            .collect();
        by_day(stage, "tag", "created_at", "name.startsWith(\"made\")", &expected).await
    }

    fn count(&self) -> usize {
        self.made.values().map(BTreeSet::len).sum()
    }

    /// The feed of changes goes on and tells of each once, whatever the clock does. What is older than it keeps is gone (410).
    async fn feed(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let made = stage
            .make("tag", &json!({"name": format!("fed {}", self.count())}))
            .await?;
        let (mut told, mut seen) = (BTreeSet::new(), 0);
        loop {
            let after = self
                .read
                .as_ref()
                .map_or(String::new(), |at| format!("&after={at}"));
            let answer = stage
                .client
                .get(&format!("/api/v1/changes?limit=1000{after}"))
                .await?;
            if answer.status.as_u16() == 410 && self.read.take().is_some() {
                continue;
            }
            let page = answer.ok()?;
            let changes = page["data"].as_array().cloned().unwrap_or_default();
            for change in &changes {
                let seq = change["seq"].to_string();
                stage
                    .verdict
                    .expect(told.insert(seq), || format!("the feed tells twice of {change}"));
                seen += u64::from(change["id"] == made["id"]);
            }
            self.read = page["next"].as_str().map(str::to_owned);
            if changes.is_empty() {
                break;
            }
        }
        stage.verdict.expect(seen == 1, || {
            format!("the feed tells of something new {seen} times")
        });
        Ok(())
    }
}

/// Counting by day in Berlin comes to what is expected.
async fn by_day(
    stage: &mut Stage<'_>,
    object: &str,
    field: &str,
    filter: &str,
    expected: &BTreeMap<String, i64>,
) -> Result<()> {
    let query = json!({"object": object, "filter": filter, "group": [{"field": field, "by": "day"}],
        "measures": [{"fn": "count"}]});
    let answer = stage.client.post("/api/v1/query", &query).await?.ok()?;
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let found: BTreeMap<String, i64> = rows
        .iter()
        .map(|row| {
            (
                row[0].as_str().unwrap_or_default().to_owned(),
                row[1].as_i64().unwrap_or(0),
            )
        })
        .collect();
    stage.verdict.expect(&found == expected, || {
        format!("{object} by day of {field}: {found:?} instead of {expected:?}")
    });
    Ok(())
}
