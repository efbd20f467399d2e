//! Conversions, and plans on real databases: applied to an old workspace they leave it as if it were built anew.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use kontor_database::testing::{columns, indexes, on_each_database};
use kontor_database::{Database, Tx};
use kontor_definitions::arbitrary::{self, Tweak};
use kontor_definitions::{Catalog, CatalogData, FieldDef, FieldType, SelectOption, diff, edit};
use kontor_kernel::{Caller, Clock, Code, Error, Id, Json, JsonMap, Result, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::convert::{Options, converted, is_lost};
use crate::command::{Command, apply};
use crate::fields::Accept;
use crate::module::Engine;
use crate::query::load;
use crate::settings::Settings;
use crate::workspace::Workspace;

/// Random edits that one workspace goes through.
const TWEAKS: usize = 120;

async fn workspace(database: &Database) -> Arc<Workspace> {
    let clock = Clock::manual(Timestamp::parse("2026-03-01T12:00:00Z").unwrap());
    let engine = Engine {
        objects: arbitrary::standard(),
        ..Engine::default()
    };
    Workspace::open("test", database.clone(), Arc::new(engine), clock)
        .await
        .unwrap()
}

type Change = Arc<dyn Fn(&CatalogData) -> Result<kontor_definitions::Edit> + Send + Sync>;

/// Makes a change as the API does.
async fn change(workspace: &Arc<Workspace>, make: Change) -> Result<Option<Id>> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let here = workspace.clone();
    let work =
        move |work: &mut crate::Work<'_>| super::change(&here, work, &*make).map(|changed| changed.job);
    let done = workspace.write_alone(&ctx, work).await;
    workspace.reload().await.unwrap();
    done
}

async fn create(workspace: &Arc<Workspace>, object: &str, values: Json) -> Result<Id> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let values: JsonMap = values.as_object().cloned().unwrap_or_default();
    let object = object.to_owned();
    let work = move |work: &mut crate::Work<'_>| {
        let outcomes = apply(work, vec![Command::create(&object, values.clone())])?;
        Ok(outcomes[0].record.id)
    };
    workspace.write(&ctx, work).await
}

/// The tables as they are: columns with their types, and indexes.
type Tables = Vec<(String, Vec<(String, String)>, Vec<String>)>;

fn tables(tx: &mut Tx, catalog: &Catalog, prefix: &str) -> Result<Tables> {
    let mut tables = Vec::new();
    for object in catalog.objects() {
        let table = format!("{prefix}{}", object.table());
        let named = indexes(tx, &table)?;
        tables.push((object.table().to_owned(), columns(tx, &table)?, named));
    }
    tables.sort();
    Ok(tables)
}

#[test]
fn an_older_workspace_gets_the_indexes_of_today() {
    on_each_database(async |database| {
        let before = workspace(database).await;
        let catalog = before.state().catalog.clone();
        let here = catalog.clone();
        let fresh = database.read(move |tx| tables(tx, &here, "")).await.unwrap();
        let here = catalog.clone();
        let forget = move |tx: &mut Tx| {
            for object in here.objects() {
                tx.ddl(&format!("DROP INDEX @{}__created_at", object.table()))?;
            }
            tx.execute(
                "DELETE FROM @migration WHERE name = $1",
                &[super::ENVELOPE_INDEXES.into()],
            )
        };
        database.write_alone(forget).await.unwrap();
        let here = catalog.clone();
        let older = database.read(move |tx| tables(tx, &here, "")).await.unwrap();
        assert_ne!(older, fresh);

        for _ in 0..2 {
            workspace(database).await;
            let here = catalog.clone();
            let now = database.read(move |tx| tables(tx, &here, "")).await.unwrap();
            assert_eq!(now, fresh);
        }
    });
}

#[test]
fn a_plan_applied_leaves_what_a_fresh_workspace_has() {
    for (seed, long) in [(1, false), (2, false), (3, true), (4, true)] {
        on_each_database(async |database| {
            let workspace = workspace(database).await;
            if long {
                workspace.pace.at_once.store(0, Ordering::Relaxed);
                workspace.pace.chunk.store(1, Ordering::Relaxed);
            }
            for name in ["Nordlicht", "Südwind"] {
                let organization = create(&workspace, "organization", json!({"name": name}))
                    .await
                    .unwrap();
                create(
                    &workspace,
                    "sale",
                    json!({"organization": organization.to_string()}),
                )
                .await
                .unwrap();
            }
            let mut seeds = TestRunner::new_with_rng(
                Config::default(),
                proptest::test_runner::TestRng::from_seed(
                    proptest::test_runner::RngAlgorithm::ChaCha,
                    &[seed; 32],
                ),
            );
            let (mut done, mut at) = (0, 0);
            for _ in 0..TWEAKS {
                let tweak: Tweak = arbitrary::tweak().new_tree(&mut seeds).unwrap().current();
                let told = format!("{tweak:?}");
                match change(&workspace, Arc::new(move |data| tweak.apply(data))).await {
                    Ok(job) => {
                        done += 1;
                        if job.is_some() {
                            super::proceed(&workspace, |_| Ok(())).await.unwrap();
                            workspace.reload().await.unwrap();
                        }
                    }
                    Err(error) => assert!(error.code.status() < 500, "{told}: {error}"),
                }
                // Every object takes records after every change, so that later ones meet values.
                let catalog = workspace.state().catalog.clone();
                let object = catalog.objects()[at % catalog.objects().len()].key().to_owned();
                at += 1;
                if let Err(error) = create(&workspace, &object, json!({})).await {
                    assert!(error.code.status() < 500, "{object} after {told}: {error}");
                }
            }
            assert!(done > TWEAKS / 8, "only {done} edits were possible");

            let catalog = workspace.state().catalog.clone();
            let (left, objects) = (catalog.clone(), catalog.clone());
            let real = database.read(move |tx| tables(tx, &left, "")).await.unwrap();
            // All records can still be read.
            let ctx = workspace.system(Caller::system(&workspace.clock));
            let read = workspace.read(&ctx, move |ctx, tx| {
                for object in objects.objects() {
                    load::select(ctx, tx, object, "TRUE", "", Vec::new())?;
                }
                Ok(())
            });
            read.await.unwrap();
            let fresh = fresh(database, catalog).await;
            for (table, fresh) in real.iter().zip(&fresh) {
                assert_eq!(table, fresh);
            }
            assert_eq!(real.len(), fresh.len());
        });
    }
}

/// The tables of a catalog that is built at once, in the place of the present ones.
async fn fresh(database: &Database, catalog: Arc<Catalog>) -> Tables {
    let work = move |tx: &mut Tx| {
        for object in catalog.objects() {
            tx.ddl(&format!("DROP TABLE @{}", object.table()))?;
        }
        super::create(tx, &diff(&CatalogData::default(), &catalog.data()))?;
        tables(tx, &catalog, "")
    };
    database.write_alone(work).await.unwrap()
}

/// A custom object with one field.
async fn thing(workspace: &Arc<Workspace>, field: Json) {
    let body = json!({"key": "x_thing", "labels": "Thing", "fields": [field]});
    change(workspace, Arc::new(move |data| edit::create_object(data, &body)))
        .await
        .unwrap();
}

#[test]
fn writes_beside_a_running_change_lose_nothing() {
    on_each_database(async |database| {
        let workspace = workspace(database).await;
        thing(
            &workspace,
            json!({"key": "x_a", "labels": "A", "type": "text", "max_length": 50}),
        )
        .await;
        let mut ids = Vec::new();
        for n in 0..40 {
            ids.push(
                create(&workspace, "x_thing", json!({"x_a": n.to_string()}))
                    .await
                    .unwrap(),
            );
        }
        workspace.pace.at_once.store(0, Ordering::Relaxed);
        workspace.pace.chunk.store(3, Ordering::Relaxed);
        let patch = json!({"type": "integer"});
        let job = change(
            &workspace,
            Arc::new(move |data| edit::update_field(data, "x_thing", "x_a", &patch)),
        )
        .await;
        assert!(job.unwrap().is_some());

        // A number is text before the switch and a number after it; both kinds of writers repeat until one fits.
        let (here, wanted) = (workspace.clone(), ids.clone());
        let writer = tokio::spawn(async move {
            for (n, id) in wanted.iter().enumerate() {
                let number = 1_000 + n;
                let mut form = [json!(number.to_string()), json!(number)].into_iter().cycle();
                loop {
                    let values: JsonMap = [("x_a".to_owned(), form.next().unwrap())].into_iter().collect();
                    let (ctx, id) = (here.system(Caller::system(&here.clock)), *id);
                    let act = move |work: &mut crate::Work<'_>| {
                        apply(work, vec![Command::update("x_thing", id, values.clone())]).map(drop)
                    };
                    match here.write(&ctx, act).await {
                        Ok(()) => break,
                        Err(error) if matches!(error.code, Code::Validation | Code::Unavailable) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        });
        while let Err(error) = super::proceed(&workspace, |_| Ok(())).await {
            // Collisions on PostgreSQL are repeated by the queue.
            assert_eq!(error.code, Code::Unavailable, "{error}");
        }
        writer.await.unwrap();
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let stored = workspace.read(&ctx, |ctx, tx| {
            let object = ctx.object("x_thing")?.clone();
            let records = load::select(ctx, tx, &object, "TRUE", "ORDER BY t.id", Vec::new())?;
            Ok(records
                .iter()
                .map(|record| (record.id, record.get("x_a").clone()))
                .collect::<Vec<_>>())
        });
        let expected: BTreeSet<(Id, String)> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| (*id, (1_000 + n).to_string()))
            .collect();
        let stored = stored.await.unwrap();
        assert!(stored.iter().all(|(_, value)| value.is_i64()), "{stored:?}");
        assert_eq!(
            stored
                .into_iter()
                .map(|(id, value)| (id, value.to_string()))
                .collect::<BTreeSet<_>>(),
            expected
        );
    });
}

#[test]
fn a_change_goes_on_wherever_it_was_interrupted() {
    on_each_database(async |database| {
        let workspace = workspace(database).await;
        let fields = json!({"key": "x_a", "labels": "A", "type": "text", "max_length": 50, "indexed": true});
        thing(&workspace, fields).await;
        for text in ["1", "two", "3"] {
            create(&workspace, "x_thing", json!({"x_a": text})).await.unwrap();
        }
        workspace.pace.at_once.store(0, Ordering::Relaxed);
        let patch = json!({"type": "multi_select", "indexed": false, "options": [
            {"key": "one", "labels": "1"}, {"key": "three", "labels": "3"}]});
        let done = change(
            &workspace,
            Arc::new(move |data| edit::update_field(data, "x_thing", "x_a", &patch)),
        );
        assert!(done.await.unwrap().is_some());
        // One transaction at a time, each time in a process that knows nothing but what is stored.
        let mut processes = 0;
        loop {
            let again = Workspace::open(
                "test",
                database.clone(),
                Arc::new(Engine {
                    objects: arbitrary::standard(),
                    ..Engine::default()
                }),
                workspace.clock.clone(),
            );
            let again = again.await.unwrap();
            again.pace.chunk.store(1, Ordering::Relaxed);
            processes += 1;
            let stop = |_| Err(Error::new(Code::Unavailable, "killed"));
            if super::proceed(&again, stop).await.is_ok() {
                break;
            }
        }
        assert!(processes > 8, "{processes}");
        workspace.reload().await.unwrap();
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let (values, items) = workspace
            .read(&ctx, |ctx, tx| {
                let object = ctx.object("x_thing")?.clone();
                let records = load::select(ctx, tx, &object, "TRUE", "", Vec::new())?;
                let values: BTreeSet<String> = records
                    .iter()
                    .map(|record| record.get("x_a").to_string())
                    .collect();
                let sql = "SELECT value FROM @k_value WHERE field = 'x_thing.x_a' ORDER BY value";
                Ok((values, tx.rows(sql, &[], |row| row.get::<String>(0))?))
            })
            .await
            .unwrap();
        assert_eq!(
            values,
            ["[\"one\"]", "[\"three\"]", "null"].map(str::to_owned).into()
        );
        assert_eq!(items, ["one", "three"]);
    });
}

/// What conversions are tried with.
struct Bench(Caller, Settings, Catalog);

impl Bench {
    fn new() -> Bench {
        let clock = Clock::manual(Timestamp::parse("2026-03-01T12:00:00Z").unwrap());
        Bench(
            Caller::system(&clock),
            Settings::default(),
            Catalog::new(arbitrary::start()),
        )
    }

    fn convert(&self, from: FieldType, to: FieldType, value: Json) -> (Json, bool) {
        let cx = Accept {
            caller: &self.0,
            settings: &self.1,
            catalog: &self.2,
        };
        let field = |kind| FieldDef::new("x_a", "A", "A", kind);
        let (from, to) = (field(from), field(to));
        let new = converted(&from, &to, &value, &Options::new(), &cx);
        let lost = is_lost(&from, &to, &value, &new, &cx);
        (new, lost)
    }
}

#[test]
fn values_are_carried_over_as_people_would_expect() {
    use FieldType as T;
    let bench = Bench::new();
    let text = || T::Text { max_length: 10 };
    let integer = || T::Integer {
        min: None,
        max: Some(100),
    };
    let options = || {
        vec![
            SelectOption::new("red", "Red", "Rot"),
            SelectOption::new("blue", "Blue", "Blau"),
        ]
    };
    let link = |targets: &[&str], many| T::Link {
        targets: targets.iter().map(|t| (*t).to_owned()).collect(),
        many,
    };
    let id = "0195512c-8a10-7000-8000-000000000001";
    let named = json!({"id": id, "object": "organization"});
    for (from, to, old, new, lost) in [
        (text(), integer(), json!("12"), json!(12), false),
        (text(), integer(), json!("012"), json!(12), true),
        (text(), integer(), json!("7 pieces"), json!(null), true),
        (text(), integer(), json!("101"), json!(null), true),
        (text(), T::Decimal { scale: 1 }, json!("2.25"), json!("2.2"), true),
        (text(), T::Boolean, json!("ja"), json!(true), true),
        (
            text(),
            T::Select { options: options() },
            json!("Rot"),
            json!("red"),
            true,
        ),
        (text(), T::Tags, json!("a; b"), json!(["a", "b"]), false),
        (T::Decimal { scale: 2 }, integer(), json!("2.50"), json!(2), true),
        (T::Decimal { scale: 2 }, integer(), json!("3.00"), json!(3), false),
        (
            integer(),
            T::Money,
            json!(5),
            json!({"amount": "5.00", "currency": "EUR"}),
            false,
        ),
        (
            T::Money,
            integer(),
            json!({"amount": "5.00", "currency": "USD"}),
            json!(5),
            true,
        ),
        (integer(), text(), json!(7), json!("7"), false),
        (
            T::LongText,
            text(),
            json!("one\ntwo three"),
            json!("one two th"),
            true,
        ),
        (T::LongText, T::RichText, json!("a < b"), json!("a &lt; b"), false),
        (
            T::RichText,
            T::LongText,
            json!("<p>a &lt; b</p>"),
            json!("a < b"),
            true,
        ),
        (
            T::Select { options: options() },
            text(),
            json!("blue"),
            json!("Blue"),
            false,
        ),
        (
            T::MultiSelect { options: options() },
            T::Select { options: options() },
            json!(["blue", "red"]),
            json!("blue"),
            true,
        ),
        (
            T::Select { options: options() },
            T::MultiSelect { options: options() },
            json!("blue"),
            json!(["blue"]),
            false,
        ),
        (
            T::Date,
            T::Timestamp,
            json!("2026-07-01"),
            json!("2026-06-30T22:00:00.000Z"),
            false,
        ),
        (
            T::Timestamp,
            T::Date,
            json!("2026-06-30T22:30:00.000Z"),
            json!("2026-07-01"),
            true,
        ),
        (
            link(&["organization"], false),
            link(&["organization", "user"], false),
            json!(id),
            named.clone(),
            false,
        ),
        (
            link(&["organization", "user"], false),
            link(&["user"], false),
            named.clone(),
            json!(null),
            true,
        ),
        (
            link(&["organization"], false),
            link(&["organization"], true),
            json!(id),
            json!([id]),
            false,
        ),
        (T::Json, T::Json, json!(null), json!(null), false),
    ] {
        let told = format!("{} to {}: {old}", from.name(), to.name());
        assert_eq!(bench.convert(from, to, old), (new, lost), "{told}");
    }
}
