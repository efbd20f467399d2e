//! Counting and summing: what a database computes is what a naive loop over all records computes.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Weekday;
use kontor_definitions::FieldType;
use kontor_expression::{Expected, Expr, Facts, Tree, Value};
use kontor_kernel::Date;
use kontor_kernel::number::{divide_half_even, format_decimal};
use kontor_records::Record;
use kontor_records::schema::{ObjectSchema, single_target};
use serde_json::{Value as Json, json};

use crate::conditions::condition;
use crate::engine::{self, Random};
use crate::fixture_filters as fixture;
use crate::world::{Seen, World, stage};

const KEYS: [&str; 20] = [
    "kind",
    "stage",
    "active",
    "stars",
    "place",
    "twin",
    "owner",
    "team",
    "name",
    "rank",
    "big",
    "title",
    "parts",
    "place.name",
    "place.parent",
    "twin.kind",
    "twin.place",
    "span",
    "day",
    "weight",
];
const DAYS: [&str; 5] = ["day", "at", "until", "after", "twin.at"];
const BUCKETS: [&str; 5] = ["day", "week", "month", "quarter", "year"];
const NUMBERS: [&str; 15] = [
    "rank",
    "count",
    "weight",
    "rate",
    "stars",
    "amount",
    "budget",
    "span",
    "doubled",
    "third",
    "parts",
    "worth",
    "twin.amount",
    "twin.rank",
    "place.size",
];

/// What a path is, and its value in one record.
fn resolve(world: &World, record: &Record, path: &str) -> (FieldType, Option<Value>, Json) {
    let steps: Vec<String> = path.split('.').map(str::to_owned).collect();
    let mut object = record.object.clone();
    let mut at = Some(record);
    for key in &steps[..steps.len() - 1] {
        let field = object.field(key).unwrap();
        let target = single_target(&world.ctx.catalog, field).unwrap().clone();
        at = at
            .and_then(|record| world.records.get(&record.link(key)?))
            .filter(|record| record.deleted_at.is_none());
        object = target;
    }
    let last = steps.last().unwrap();
    let field = object.field(last).unwrap();
    let value = Seen { world, record }.value(&steps);
    let value = Some(value).filter(|value| !value.is_missing());
    let wire = at.map_or(Json::Null, |record| record.get(last).clone());
    let shown = match (single_target(&world.ctx.catalog, field), &value) {
        (Some(target), Some(Value::Id(id))) => {
            json!({"id": id.to_string(), "object": target.key(), "label": world.records[id].label})
        }
        _ => wire,
    };
    let kind = if let FieldType::Formula { result, .. } = &field.kind {
        (**result).clone()
    } else {
        field.kind.clone()
    };
    (kind, value, shown)
}

/// The first day of the bucket, by the date library.
fn bucket(world: &World, value: Option<Value>, by: &str) -> Json {
    let day = match value {
        Some(Value::Date(day)) => day,
        Some(Value::Timestamp(at)) => at.date_in(&world.ctx.caller.zone),
        _ => return Json::Null,
    };
    let civil = day.as_civil();
    let first = match by {
        "day" => Some(civil),
        "week" => civil
            .checked_sub(i64::from(civil.weekday().since(Weekday::Monday)).days())
            .ok(),
        "month" => Some(civil.first_of_month()),
        "quarter" => jiff::civil::Date::new(civil.year(), (civil.month() - 1) / 3 * 3 + 1, 1).ok(),
        _ => Some(civil.first_of_year()),
    };
    first.map_or(Json::Null, |first| json!(Date::from_civil(first).to_string()))
}

fn number(units: Option<i128>, scale: u8) -> Json {
    match units.and_then(|units| i64::try_from(units).ok()) {
        None => Json::Null,
        Some(units) if scale == 0 => json!(units),
        Some(units) => json!(format_decimal(units, scale, scale.min(2))),
    }
}

/// A measure over the records of a group.
fn measure(world: &World, records: &[&Record], function: &str, path: &str) -> Json {
    let all: Vec<(FieldType, Option<Value>, Json)> = records
        .iter()
        .map(|record| resolve(world, record, path))
        .collect();
    let present: Vec<&Value> = all.iter().filter_map(|(_, value, _)| value.as_ref()).collect();
    if function == "count" {
        return json!(all.iter().filter(|(_, _, wire)| !wire.is_null()).count());
    }
    let extreme = |order: &dyn Fn(&i64) -> i64, all: &[i64]| all.iter().copied().max_by_key(order);
    let order: &dyn Fn(&i64) -> i64 = if function == "min" { &|n| !*n } else { &|n| *n };
    let days: Vec<i64> = present
        .iter()
        .filter_map(|v| {
            if let Value::Date(day) = v {
                Some(day.days())
            } else {
                None
            }
        })
        .collect();
    let instants: Vec<i64> = present
        .iter()
        .filter_map(|v| {
            if let Value::Timestamp(at) = v {
                Some(at.micros())
            } else {
                None
            }
        })
        .collect();
    if let Some(day) = extreme(order, &days) {
        return json!(Date::from_days(day).unwrap().to_string());
    }
    if let Some(at) = extreme(order, &instants) {
        return json!(kontor_kernel::Timestamp::from_micros(at));
    }
    let scale = match &all.first().map(|(kind, ..)| kind.clone()) {
        Some(FieldType::Decimal { scale }) => *scale,
        Some(FieldType::Percentage) => 2,
        Some(FieldType::Money) => 4,
        Some(FieldType::Total {
            function: kontor_definitions::ComputedFn::Sum,
            ..
        }) => 4,
        _ => 0,
    };
    let units: Vec<i64> = present
        .iter()
        .filter_map(|value| match value {
            Value::Int(value) | Value::Duration(value) => Some(*value),
            Value::Decimal { units, .. } => Some(*units),
            _ => None,
        })
        .collect();
    let sum: Option<i128> = (!units.is_empty()).then(|| units.iter().map(|units| i128::from(*units)).sum());
    let (result, digits) = match function {
        "sum" => (sum, scale),
        "average" => {
            let digits = scale.max(2);
            let shift = 10i128.pow(u32::from(digits - scale));
            (
                sum.and_then(|sum| divide_half_even(sum * shift, units.len() as i128))
                    .map(i128::from),
                digits,
            )
        }
        _ => (extreme(order, &units).map(i128::from), scale),
    };
    let money = matches!(all.first(), Some((FieldType::Money, ..)));
    if !money {
        return number(result, digits);
    }
    let unrated = all
        .iter()
        .filter(|(_, value, wire)| value.is_none() && !wire.is_null())
        .count();
    let amount = number(result, 4);
    match (amount.is_null(), unrated) {
        (true, 0) => Json::Null,
        (_, 0) => json!({"amount": amount, "currency": "EUR"}),
        _ => json!({"amount": amount, "currency": "EUR", "without_rate": unrated}),
    }
}

struct Question {
    keys: Vec<(&'static str, Option<&'static str>)>,
    measures: Vec<(&'static str, &'static str)>,
    filter: String,
}

fn question(random: &mut Random, stock: &fixture::Stock) -> Question {
    let key = |random: &mut Random| match random.percent(50) {
        true => (*random.pick(&KEYS), None),
        false => (*random.pick(&DAYS), Some(*random.pick(&BUCKETS))),
    };
    let measure = |random: &mut Random| match random.below(8) {
        0 => (
            "count",
            *random.pick(&["name", "amount", "tags", "place", "active", "note", "twin.name"]),
        ),
        1 => (
            *random.pick(&["min", "max"]),
            *random.pick(&["day", "at", "after", "twin.day"]),
        ),
        _ => (
            *random.pick(&["sum", "min", "max", "average"]),
            *random.pick(&NUMBERS),
        ),
    };
    let mut keys: Vec<_> = (0..random.below(3)).map(|_| key(random)).collect();
    keys.dedup_by_key(|(path, _)| *path);
    let filter = if random.percent(50) {
        String::new()
    } else {
        condition(random, stock, 1)
    };
    Question {
        keys,
        measures: (0..1 + random.below(3)).map(|_| measure(random)).collect(),
        filter,
    }
}

fn expected(world: &World, question: &Question) -> Vec<Json> {
    let object = world.ctx.object("thing").unwrap();
    let schema = ObjectSchema {
        catalog: &world.ctx.catalog,
        policy: &world.ctx.policy,
        object,
    };
    let filter = (!question.filter.is_empty()).then(|| {
        Expr::check(
            &Tree::parse(&question.filter).unwrap(),
            &schema,
            Expected::Condition,
        )
        .unwrap()
    });
    let env = world.ctx.env();
    let mut groups: BTreeMap<String, (Vec<Json>, Vec<&Record>)> = BTreeMap::new();
    for record in world
        .things()
        .filter(|record| filter.as_ref().is_none_or(|f| world.holds(f, record, &env)))
    {
        let key = |(path, by): &(&str, Option<&str>)| {
            let (_, value, shown) = resolve(world, record, path);
            by.map_or(shown, |by| bucket(world, value, by))
        };
        let keys: Vec<Json> = question.keys.iter().map(key).collect();
        groups
            .entry(json!(keys).to_string())
            .or_insert((keys, Vec::new()))
            .1
            .push(record);
    }
    if question.keys.is_empty() {
        groups.entry("[]".to_owned()).or_default();
    }
    let row = |(keys, records): &(Vec<Json>, Vec<&Record>)| {
        let measures = question
            .measures
            .iter()
            .map(|(function, path)| measure(world, records, function, path));
        Json::Array(keys.iter().cloned().chain(measures).collect())
    };
    groups.values().map(row).collect()
}

#[tokio::test]
async fn groups_are_what_a_naive_loop_computes() {
    let (app, _, stock, mut random) = stage(110).await;
    // One who thinks in New York, one in Berlin, one where offsets are odd.
    let mut worlds = Vec::new();
    for (name, zone) in [
        ("Uma", "America/New_York"),
        ("Bea", "Europe/Berlin"),
        ("Kim", "Pacific/Chatham"),
    ] {
        let user = app.user_in("main", name, "manager", json!({"zone": zone})).await;
        let ctx = engine::ctx(&app, Some(&user)).await;
        worlds.push((user, World::read(&app, &ctx).await));
    }
    let mut differences = Vec::new();
    for n in 0..240 {
        let question = question(&mut random, &stock);
        let (user, world) = &worlds[n % worlds.len()];
        let group: Vec<Json> = question
            .keys
            .iter()
            .map(|(field, by)| by.map_or(json!({"field": field}), |by| json!({"field": field, "by": by})))
            .collect();
        let measures: Vec<Json> = question
            .measures
            .iter()
            .map(|(f, field)| json!({"fn": f, "field": field}))
            .collect();
        let body =
            json!({"object": "thing", "filter": question.filter, "group": group, "measures": measures});
        let answer = user.post("/query", body.clone()).await;
        if answer.status != 200 {
            differences.push(format!("{body}: {}", answer.text()));
            continue;
        }
        let mut rows: Vec<String> = answer.json()["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(Json::to_string)
            .collect();
        let mut wanted: Vec<String> = expected(world, &question).iter().map(Json::to_string).collect();
        rows.sort_unstable();
        wanted.sort_unstable();
        if rows != wanted {
            let odd = |a: &[String], b: &[String]| {
                a.iter()
                    .filter(|row| !b.contains(row))
                    .take(2)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            differences.push(format!(
                "{body}:\n  found {:?}\n  wanted {:?}",
                odd(&rows, &wanted),
                odd(&wanted, &rows)
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences[..differences.len().min(8)].join("\n")
    );
}
