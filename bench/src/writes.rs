//! The rows of the table that write: through the same gate as everybody, beside plain inserts by hand.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_kernel::{Id, Json, Result};
use kontor_records::query::render;
use kontor_records::{Command, Ctx, Op, Work, apply};
use serde_json::json;

use crate::by_hand::{self, Plain};
use crate::dataset::{self, chance};
use crate::measure::{ROUNDS, Taken, compare, percentile, wall};
use crate::rows::{Row, some_person};
use crate::stage::{Stage, map};

/// People that are in no workspace yet.
fn fresh(stage: &Stage, n: usize) -> (Id, Json) {
    let id = Id::generate(&stage.workspace.clock);
    let number = stage.size.people + (chance(id.0.as_u128() as u64) % 1_000_000_000) + n as u64;
    (id, dataset::person(number, stage.size, &stage.owners))
}

/// How much of a person is made.
#[derive(Clone, Copy, PartialEq)]
pub enum Person {
    /// A name, an e-mail address and a telephone number: what the plain inserts make.
    Plain,
    /// With an address too, and an employer: the employment is a second record, with a history of its own.
    Employed,
}

/// The same person for the plain tables, of the same owner and employer, so that both sides meet as many pages.
fn plain(stage: &Stage, values: &Json, id: Id) -> Plain {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let linked = |value: &Json| serde_json::from_value(value.clone()).unwrap_or(Id::NIL);
    Plain {
        id,
        given: text(&values["given_name"]),
        family: text(&values["family_name"]),
        email: text(&values["emails"][0]["value"]),
        phone: text(&values["phones"][0]["value"]),
        owner: linked(&values["owner"]),
        organization: linked(&values["organization"]),
        at: stage.workspace.clock.now().micros(),
    }
}

/// People made one by one, beside plain inserts.
pub async fn creates(stage: &Stage, work: &str, person: Person, budget: Option<f64>) -> Result<Row> {
    const TIMES: usize = 300;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut people: Vec<(Id, Json)> = (0..TIMES).map(|n| fresh(stage, n)).collect();
        for (_, values) in people.iter_mut().filter(|_| person == Person::Plain) {
            (values["organization"], values["addresses"]) = (Json::Null, json!([]));
        }
        let plains: Vec<Plain> = (0..TIMES)
            .map(|n| fresh(stage, n))
            .map(|(id, values)| plain(stage, &values, id))
            .collect();
        let start = (crate::measure::cpu(), wall());
        for (id, values) in people {
            create_one(stage, &stage.system(), id, values).await?;
        }
        let ours = since(start, TIMES);
        let hand = plainly(stage, plains).await?;
        if round > 0 {
            rounds.push((ours, hand));
        }
    }
    let mut row = Row::ratio(work, budget.unwrap_or_default(), compare(&rounds));
    row.budget = budget;
    row.remark = "beside three plain inserts in one transaction".to_owned();
    Ok(row)
}

/// Inserts people by hand, each in a transaction of its own.
async fn plainly(stage: &Stage, plains: Vec<Plain>) -> Result<Taken> {
    let (start, times) = ((crate::measure::cpu(), wall()), plains.len());
    for plain in plains {
        let work = move |tx: &mut Tx| by_hand::insert(tx, &plain);
        stage.workspace.database.write(work).await?;
    }
    Ok(since(start, times))
}

async fn create_one(stage: &Stage, ctx: &Ctx, id: Id, values: Json) -> Result<()> {
    let command = Command {
        object: "person".to_owned(),
        op: Op::Create {
            id: Some(id),
            values: map(values),
        },
    };
    let work = move |work: &mut Work<'_>| {
        let outcomes = apply(work, vec![command.clone()])?;
        render::written(work.ctx, work.tx, &outcomes[0].record).map(drop)
    };
    stage.workspace.write(ctx, work).await
}

fn since(start: (std::time::Duration, std::time::Duration), times: usize) -> Taken {
    let each = |taken: std::time::Duration| taken.as_secs_f64() * 1e6 / times as f64;
    Taken {
        cpu: each(crate::measure::cpu() - start.0),
        wall: each(wall() - start.1),
    }
}

/// A field of people changed one by one, beside plain inserts.
pub async fn updates(stage: &Stage, work: &str, field: &str, budget: f64) -> Result<Row> {
    const TIMES: usize = 300;
    // Others than in an earlier run, to whom the same was done: what changes nothing costs nothing.
    let first = wall().as_millis() as usize;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let plains: Vec<Plain> = (0..TIMES)
            .map(|n| fresh(stage, n))
            .map(|(id, values)| plain(stage, &values, id))
            .collect();
        let start = (crate::measure::cpu(), wall());
        for n in 0..TIMES {
            let id = some_person(stage, first + round * TIMES + n);
            let value = match field {
                "language" => json!("fr"),
                _ => json!(dataset::family_name((first + round * 7919 + n) as u64)),
            };
            let command = Command::update("person", id, map(json!({field: value})));
            let work = move |work: &mut Work<'_>| {
                let outcomes = apply(work, vec![command.clone()])?;
                render::written(work.ctx, work.tx, &outcomes[0].record).map(drop)
            };
            stage.workspace.write(&stage.system(), work).await?;
        }
        let ours = since(start, TIMES);
        let hand = plainly(stage, plains).await?;
        if round > 0 {
            rounds.push((ours, hand));
        }
    }
    let mut row = Row::ratio(work, budget, compare(&rounds));
    row.remark = "beside three plain inserts in one transaction".to_owned();
    Ok(row)
}

/// People made in blocks, beside plain inserts in blocks.
pub async fn imports(stage: &Stage, work: &str) -> Result<Row> {
    const BLOCK: usize = 1_000;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let block: Vec<(&str, Option<Id>, Json)> = (0..BLOCK)
            .map(|n| fresh(stage, n))
            .map(|(id, values)| ("person", Some(id), values))
            .collect();
        let plains: Arc<Vec<Plain>> = Arc::new(
            (0..BLOCK)
                .map(|n| fresh(stage, n))
                .map(|(id, values)| plain(stage, &values, id))
                .collect(),
        );
        let start = (crate::measure::cpu(), wall());
        stage.create(&stage.system(), block).await?;
        let ours = since(start, BLOCK);
        let start = (crate::measure::cpu(), wall());
        let work = move |tx: &mut Tx| plains.iter().try_for_each(|plain| by_hand::insert(tx, plain));
        stage.workspace.database.write_alone(work).await?;
        let hand = since(start, BLOCK);
        if round > 0 {
            rounds.push((ours, hand));
        }
    }
    // 0.55 × the rows per second is 1 / 0.55 × the time per row.
    let mut row = Row::ratio(work, 1.0 / 0.55, compare(&rounds));
    row.remark = "beside bare inserts in blocks of 1,000".to_owned();
    Ok(row)
}

/// People made by many clients at once.
pub async fn crowd(stage: &Stage, work: &str) -> Result<Row> {
    const CLIENTS: usize = 32;
    const EACH: usize = 60;
    let before = stage.workspace.database.stats();
    let start = (crate::measure::cpu(), wall());
    let mut clients = Vec::new();
    for client in 0..CLIENTS {
        let people: Vec<(Id, Json)> = (0..EACH).map(|n| fresh(stage, client * EACH + n)).collect();
        // Each request is a change set of its own.
        let people: Vec<(Ctx, Id, Json)> = people
            .into_iter()
            .map(|(id, values)| (stage.system(), id, values))
            .collect();
        let workspace = stage.workspace.clone();
        clients.push(tokio::spawn(async move {
            let mut times = Vec::new();
            for (ctx, id, values) in people {
                let before = wall();
                let command = Command {
                    object: "person".to_owned(),
                    op: Op::Create {
                        id: Some(id),
                        values: map(values),
                    },
                };
                let work = move |work: &mut Work<'_>| apply(work, vec![command.clone()]).map(drop);
                workspace.write(&ctx, work).await?;
                times.push((wall() - before).as_secs_f64() * 1e3);
            }
            Ok::<_, kontor_kernel::Error>(times)
        }));
    }
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.map_err(crate::stage::wrong)??);
    }
    let taken = since(start, CLIENTS * EACH);
    times.sort_by(f64::total_cmp);
    let after = stage.workspace.database.stats();
    let groups = (after.groups - before.groups).max(1);
    let mut row = Row::alone(work, taken);
    row.remark = format!(
        "p50 {:.1} ms, p99 {:.1} ms, longest {:.0} ms; {:.1} writes a sync",
        percentile(&times, 0.5),
        percentile(&times, 0.99),
        times.last().copied().unwrap_or_default(),
        (after.commands - before.commands) as f64 / groups as f64
    );
    Ok(row)
}
