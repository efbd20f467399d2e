//! What is measured inside the engine: the rows of the table, one function for each that reads, with the same work by hand
//! beside it. Those that write are in [`writes`].

use kontor_database::Tx;
use kontor_kernel::{Date, Id, Result};
use kontor_records::Ctx;
use kontor_records::overview::overview;
use kontor_records::query::group::{GroupQuery, group};
use kontor_records::query::list::{self, ListQuery};
use kontor_records::query::render::{self, Expand, Shape};
use kontor_records::search::{Wanted, search};
use kontor_records::timeline::{TimelineQuery, timeline};
use serde_json::json;

use crate::by_hand;
use crate::dataset::{self, Kind, chance};
use crate::measure::{Compared, ROUNDS, Taken, compare, median, percentile, take, wall};
use crate::stage::Stage;
use crate::writes::{self, Person};

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
    pub(crate) fn ratio(work: &str, budget: f64, compared: Compared) -> Row {
        Row {
            work: work.to_owned(),
            compared: Some(compared),
            alone: None,
            budget: Some(budget),
            remark: String::new(),
        }
    }

    /// What it costs: microseconds of CPU, or on the clock where only that was measured.
    pub fn cost(&self) -> f64 {
        match (&self.compared, self.alone) {
            (Some(compared), _) => compared.ours.cpu,
            (None, Some(alone)) if alone.cpu.is_nan() => alone.wall,
            (None, alone) => alone.unwrap_or_default().cpu,
        }
    }

    pub(crate) fn alone(work: &str, alone: Taken) -> Row {
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
    row!("board: sums of all cards, first 50 of each column", |work| board(
        stage, work
    ));
    let budget = if postgres { 2.8 } else { 2.5 };
    row!(
        "create a person (history, outbox, search, contact points)",
        |work| writes::creates(stage, work, Person::Plain, Some(budget))
    );
    row!("create a person with an address and an employer", |work| {
        writes::creates(stage, work, Person::Employed, None)
    });
    let budget = if postgres { 1.5 } else { 1.2 };
    row!("update of a field not searched", |work| writes::updates(
        stage, work, "language", budget
    ));
    row!("update of a searched field", |work| writes::updates(
        stage,
        work,
        "family_name",
        3.0
    ));
    row!("rows written in blocks of 1,000", |work| writes::imports(
        stage, work
    ));
    row!("create at 32 clients", |work| writes::crowd(stage, work));
    Ok(rows)
}

pub(crate) fn some_person(stage: &Stage, n: usize) -> Id {
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
    let n = chance(n as u64) >> 8;
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

/// What the interface asks for to draw a board: every column's number and sum, then its first cards.
async fn board(stage: &Stage, work: &str) -> Result<Row> {
    let ctx = stage.system();
    let sums: GroupQuery =
        serde_json::from_value(json!({"object": "opportunity", "group": [{"field": "stage"}],
        "measures": [{"fn": "count"}, {"fn": "sum", "field": "amount"}]}))
        .map_err(crate::stage::wrong)?;
    let draw = move |tx: &mut Tx| {
        take(20, |_| {
            group(&ctx, tx, &sums)?;
            for column in dataset::STAGES {
                let query = ListQuery {
                    filter: Some(format!("stage == \"{column}\"")),
                    limit: 50,
                    ..ListQuery::default()
                };
                list::list(&ctx, tx, "main", ctx.object("opportunity")?, &query).map(drop)?;
            }
            Ok(())
        })
    };
    let taken = stage.workspace.database.read(draw).await?;
    Ok(Row {
        remark: format!("{} cards", stage.size.opportunities),
        ..Row::alone(work, taken)
    })
}
