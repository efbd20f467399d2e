//! What is measured inside the engine: one function for each row of the table, with the same work by hand beside it.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_kernel::{Date, Id, Json, Result};
use kontor_records::overview::overview;
use kontor_records::query::group::{GroupQuery, group};
use kontor_records::query::list::{self, ListQuery};
use kontor_records::query::render::{self, Expand, Shape};
use kontor_records::search::{Wanted, search};
use kontor_records::timeline::{TimelineQuery, timeline};
use kontor_records::{Command, Ctx, Op, Work, apply};
use serde_json::json;

use crate::by_hand::{self, Plain};
use crate::dataset::{self, Kind, chance};
use crate::measure::{Compared, ROUNDS, Taken, compare, median, percentile, take, wall};
use crate::stage::{Stage, map};

/// A row of the table.
pub struct Row {
    /// What was done.
    pub work: String,
    /// Beside hand-written SQL, where that makes sense.
    pub compared: Option<Compared>,
    /// Kontor alone: microseconds of CPU and on the clock.
    pub alone: Option<Taken>,
    /// The most that is allowed of the ratio.
    pub budget: Option<f64>,
    /// What else is to be said.
    pub remark: String,
}

impl Row {
    fn ratio(work: &str, budget: f64, compared: Compared) -> Row {
        Row {
            work: work.to_owned(),
            compared: Some(compared),
            alone: None,
            budget: Some(budget),
            remark: String::new(),
        }
    }

    fn alone(work: &str, alone: Taken) -> Row {
        Row {
            work: work.to_owned(),
            compared: None,
            alone: Some(alone),
            budget: None,
            remark: String::new(),
        }
    }
}

/// The rows whose work says `only`, one after the other.
pub async fn all(stage: &Stage, only: &str) -> Result<Vec<Row>> {
    let postgres = stage.workspace.database.dialect() == kontor_database::Dialect::Postgres;
    let ordinary = stage.size.busy() + 5;
    by_hand::make_plain_tables(&stage.workspace.database).await?;
    let mut rows = Vec::new();
    macro_rules! row {
        ($work:expr, |$name:ident| $row:expr) => {
            let $name = $work;
            if $name.contains(only) {
                rows.push($row.await?);
            }
        };
    }
    row!("read one record with its links", |work| read_one(stage, work));
    row!("list page of 50, filtered and sorted", |work| list_page(
        stage, work
    ));
    row!("type-ahead search, 3 to 5 letters", |work| type_ahead_search(
        stage, work
    ));
    row!("type-ahead for somebody who sees all", |work| tail(
        stage,
        work,
        stage.system()
    ));
    row!("type-ahead for somebody who sees a tenth", |work| tail(
        stage,
        work,
        stage.user(0).await?
    ));
    row!("timeline of a busy customer, first page", |work| timeline_page(
        stage, work, 0, 0
    ));
    row!("timeline of a busy customer, at depth 5,000", |work| {
        timeline_page(stage, work, 0, 100)
    });
    row!("timeline of an ordinary customer", |work| timeline_page(
        stage, work, ordinary, 0
    ));
    row!("overview of a busy customer", |work| overview_of(stage, work, 0));
    row!("overview of an ordinary customer", |work| overview_of(
        stage, work, ordinary
    ));
    row!(
        "list with a filter through a link, for who sees a tenth",
        |work| through_a_link(stage, work)
    );
    row!("group all interactions by month", |work| by_month(stage, work));
    let budget = if postgres { 2.8 } else { 2.5 };
    row!(
        "create a person (history, outbox, search, contact points)",
        |work| creates(stage, work, budget)
    );
    let budget = if postgres { 1.5 } else { 1.2 };
    row!("update of a field not searched", |work| updates(
        stage, work, "language", budget
    ));
    row!("update of a searched field", |work| updates(
        stage,
        work,
        "family_name",
        3.0
    ));
    row!("rows written in blocks of 1,000", |work| imports(stage, work));
    row!("create at 32 clients", |work| crowd(stage, work));
    Ok(rows)
}

fn some_person(stage: &Stage, n: usize) -> Id {
    dataset::id(Kind::Person, chance(n as u64) % stage.size.people)
}

/// Both ways of reading in turns, on one connection.
async fn reading(
    stage: &Stage,
    ctx: Ctx,
    times: usize,
    ours: impl Fn(&Ctx, &mut Tx, usize) -> Result<()> + Send + 'static,
    hand: impl Fn(&mut Tx, usize) -> Result<()> + Send + 'static,
) -> Result<Compared> {
    let rounds = move |tx: &mut Tx| {
        let mut rounds = Vec::with_capacity(ROUNDS);
        // The first turn warms both up.
        for round in 0..=ROUNDS {
            let seed = round * times;
            let mine = take(times, |n| ours(&ctx, tx, seed + n))?;
            let theirs = take(times, |n| hand(tx, seed + n))?;
            if round > 0 {
                rounds.push((mine, theirs));
            }
        }
        Ok(compare(&rounds))
    };
    let limit = std::time::Duration::from_secs(600);
    let mut rounds = Some(rounds);
    let work = move |tx: &mut Tx| match rounds.take() {
        Some(rounds) => rounds(tx),
        None => Err(crate::stage::wrong("a measurement ran twice")),
    };
    stage.workspace.database.read_snapshot(limit, work).await
}

async fn read_one(stage: &Stage, work: &str) -> Result<Row> {
    let ids: Vec<Id> = (0..40_000).map(|n| some_person(stage, n)).collect();
    let same = ids.clone();
    let ours = move |ctx: &Ctx, tx: &mut Tx, n: usize| {
        let object = ctx.object("person")?;
        let shape = Shape::new(ctx, object, None, &Expand::default(), false)?;
        render::one(ctx, tx, &shape, ids[n % ids.len()], false).map(drop)
    };
    let hand = move |tx: &mut Tx, n: usize| by_hand::read_person(tx, same[n % same.len()]).map(drop);
    let compared = reading(stage, stage.system(), 2_000, ours, hand).await?;
    Ok(Row::ratio(work, 1.6, compared))
}

async fn list_page(stage: &Stage, work: &str) -> Result<Row> {
    let year = |n: usize| 1960 + n % 8;
    let ours = move |ctx: &Ctx, tx: &mut Tx, n: usize| {
        let query = ListQuery {
            filter: Some(format!("birth_date >= date(\"{}-01-01\")", year(n))),
            sort: "family_name".to_owned(),
            limit: 50,
            ..ListQuery::default()
        };
        list::list(ctx, tx, "main", ctx.object("person")?, &query)
            .map(|list| drop(list.to_json(|cursor| format!("/api/v1/records/person?cursor={cursor}"))))
    };
    let hand = move |tx: &mut Tx, n: usize| {
        let born = Date::parse(&format!("{}-01-01", year(n)));
        by_hand::list_people(tx, born.ok_or_else(|| crate::stage::wrong("no day"))?).map(drop)
    };
    let compared = reading(stage, stage.system(), 100, ours, hand).await?;
    Ok(Row::ratio(work, 1.4, compared))
}

fn type_ahead(ctx: &Ctx, tx: &mut Tx, text: &str) -> Result<()> {
    let wanted = Wanted {
        text: text.to_owned(),
        objects: Vec::new(),
        limit: 10,
        counts: false,
    };
    search(ctx, tx, &wanted).map(drop)
}

/// The first letters of a family name.
fn letters(n: usize) -> String {
    let n = chance(n as u64);
    let family = kontor_kernel::fold(&dataset::family_name(n));
    family.chars().take(3 + (n % 3) as usize).collect()
}

async fn type_ahead_search(stage: &Stage, work: &str) -> Result<Row> {
    let ours = |ctx: &Ctx, tx: &mut Tx, n: usize| type_ahead(ctx, tx, &letters(n));
    let hand = |tx: &mut Tx, n: usize| by_hand::type_ahead(tx, &[&letters(n)]).map(drop);
    let compared = reading(stage, stage.system(), 200, ours, hand).await?;
    Ok(Row::ratio(work, 1.5, compared))
}

/// How long the slowest of many type-aheads take.
async fn tail(stage: &Stage, work: &str, ctx: Ctx) -> Result<Row> {
    let each = move |tx: &mut Tx| {
        let mut times = Vec::new();
        for n in 0..600 {
            let before = wall();
            type_ahead(&ctx, tx, &letters(n))?;
            times.push((wall() - before).as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        Ok(times)
    };
    let times = stage.workspace.database.read(each).await?;
    let taken = Taken {
        cpu: f64::NAN,
        wall: median(times.clone()) * 1e3,
    };
    let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
    Ok(Row {
        remark: format!("p50 {p50:.2} ms, p99 {p99:.2} ms"),
        ..Row::alone(work, taken)
    })
}

async fn timeline_page(stage: &Stage, work: &str, person: u64, pages: usize) -> Result<Row> {
    let id = dataset::id(Kind::Person, person);
    let ctx = stage.system();
    let page = move |tx: &mut Tx| {
        let object = ctx.object("person")?;
        let mut query = TimelineQuery {
            own: true,
            limit: 50,
            ..TimelineQuery::default()
        };
        for _ in 0..pages {
            query.cursor = timeline(&ctx, tx, "main", object, id, &query)?.page.next;
        }
        let ours = take(50, |_| timeline(&ctx, tx, "main", object, id, &query).map(drop))?;
        let hand = take(50, |_| by_hand::entries(tx, id).map(drop))?;
        Ok(compare(&[(ours, hand)]))
    };
    let compared = stage.workspace.database.read(page).await?;
    Ok(Row {
        budget: None,
        ..Row::ratio(work, 0.0, compared)
    })
}

async fn overview_of(stage: &Stage, work: &str, person: u64) -> Result<Row> {
    let (id, ctx) = (dataset::id(Kind::Person, person), stage.system());
    let engine = stage.workspace.engine.clone();
    let view = move |tx: &mut Tx| {
        let object = ctx.object("person")?;
        take(50, |_| overview(&ctx, tx, "main", &engine, object, id).map(drop))
    };
    Ok(Row::alone(work, stage.workspace.database.read(view).await?))
}

async fn through_a_link(stage: &Stage, work: &str) -> Result<Row> {
    let ctx = stage.user(1).await?;
    let page = move |tx: &mut Tx| {
        take(20, |n| {
            let query = ListQuery {
                filter: Some(format!("organization.employees > {}", 100 + n)),
                sort: "family_name".to_owned(),
                limit: 50,
                ..ListQuery::default()
            };
            list::list(&ctx, tx, "main", ctx.object("person")?, &query).map(drop)
        })
    };
    let taken = stage.workspace.database.read(page).await?;
    Ok(Row::alone(work, taken))
}

async fn by_month(stage: &Stage, work: &str) -> Result<Row> {
    let ctx = stage.system();
    let query: GroupQuery = serde_json::from_value(
        json!({"object": "interaction", "group": [{"field": "at", "by": "month"}],
        "measures": [{"fn": "count"}]}),
    )
    .map_err(crate::stage::wrong)?;
    let run = move |tx: &mut Tx| take(1, |_| group(&ctx, tx, &query).map(drop));
    let limit = std::time::Duration::from_secs(300);
    let taken = stage.workspace.database.read_snapshot(limit, run).await?;
    Ok(Row::alone(work, taken))
}

/// People that are in no workspace yet.
fn fresh(stage: &Stage, n: usize) -> (Id, Json) {
    let id = Id::generate(&stage.workspace.clock);
    let number = stage.size.people + (chance(id.0.as_u128() as u64) % 1_000_000_000) + n as u64;
    (id, dataset::person(number, stage.size, &stage.owners))
}

fn plain(stage: &Stage, values: &Json, id: Id) -> Plain {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    Plain {
        id,
        given: text(&values["given_name"]),
        family: text(&values["family_name"]),
        email: text(&values["emails"][0]["value"]),
        phone: text(&values["phones"][0]["value"]),
        owner: stage.owners[0],
        organization: dataset::id(Kind::Organization, 1),
        at: stage.workspace.clock.now().micros(),
    }
}

async fn creates(stage: &Stage, work: &str, budget: f64) -> Result<Row> {
    const TIMES: usize = 300;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let people: Vec<(Id, Json)> = (0..TIMES).map(|n| fresh(stage, n)).collect();
        let plains: Vec<Plain> = (0..TIMES)
            .map(|n| fresh(stage, n))
            .map(|(id, values)| plain(stage, &values, id))
            .collect();
        let start = (crate::measure::cpu(), wall());
        for (id, values) in people {
            create_one(stage, &stage.system(), id, values).await?;
        }
        let ours = since(start, TIMES);
        let start = (crate::measure::cpu(), wall());
        for plain in plains {
            let work = move |tx: &mut Tx| by_hand::insert(tx, &plain);
            stage.workspace.database.write(work).await?;
        }
        let hand = since(start, TIMES);
        if round > 0 {
            rounds.push((ours, hand));
        }
    }
    let mut row = Row::ratio(work, budget, compare(&rounds));
    row.remark = "beside three plain inserts in one transaction".to_owned();
    Ok(row)
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

async fn updates(stage: &Stage, work: &str, field: &str, budget: f64) -> Result<Row> {
    const TIMES: usize = 300;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let plains: Vec<Plain> = (0..TIMES)
            .map(|n| fresh(stage, n))
            .map(|(id, values)| plain(stage, &values, id))
            .collect();
        let start = (crate::measure::cpu(), wall());
        for n in 0..TIMES {
            let id = some_person(stage, round * TIMES + n);
            let value = match field {
                "language" => json!(if round % 2 == 0 { "en" } else { "de" }),
                _ => json!(dataset::family_name((round * 7919 + n) as u64)),
            };
            let command = Command::update("person", id, map(json!({field: value})));
            let work = move |work: &mut Work<'_>| {
                let outcomes = apply(work, vec![command.clone()])?;
                render::written(work.ctx, work.tx, &outcomes[0].record).map(drop)
            };
            stage.workspace.write(&stage.system(), work).await?;
        }
        let ours = since(start, TIMES);
        let start = (crate::measure::cpu(), wall());
        for plain in plains {
            stage
                .workspace
                .database
                .write(move |tx: &mut Tx| by_hand::insert(tx, &plain))
                .await?;
        }
        let hand = since(start, TIMES);
        if round > 0 {
            rounds.push((ours, hand));
        }
    }
    let mut row = Row::ratio(work, budget, compare(&rounds));
    row.remark = "beside three plain inserts in one transaction".to_owned();
    Ok(row)
}

async fn imports(stage: &Stage, work: &str) -> Result<Row> {
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

async fn crowd(stage: &Stage, work: &str) -> Result<Row> {
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
