//! All records of a test as memory sees them: what SQL is held against.

use std::collections::{BTreeSet, HashMap};

use kontor_expression::{Env, Expr, Facts, Value};
use kontor_kernel::Id;
use kontor_records::formulas::RecordFacts;
use kontor_records::query::load;
use kontor_records::{Ctx, Record};
use kontor_testing::{Client, TestApp};
use serde_json::json;

use crate::engine::{self, Random};
use crate::fixture_filters::{self as fixture, Stock};

/// All records there are, as memory sees them.
pub struct World {
    pub ctx: Ctx,
    pub records: HashMap<Id, Record>,
}

/// A record of the world; its links lead to others.
pub struct Seen<'a> {
    pub world: &'a World,
    pub record: &'a Record,
}

impl World {
    pub async fn read(app: &TestApp, ctx: &Ctx) -> World {
        let records = engine::read(app, ctx, |ctx, tx| {
            let mut records = HashMap::new();
            for key in ["thing", "place", "user", "team"] {
                let object = ctx.object(key)?.clone();
                let all = load::select(ctx, tx, &object, "TRUE", "", Vec::new())?;
                records.extend(all.into_iter().map(|record| (record.id, record)));
            }
            Ok(records)
        });
        World {
            ctx: ctx.clone(),
            records: records.await,
        }
    }

    /// The live things.
    pub fn things(&self) -> impl Iterator<Item = &Record> {
        self.records
            .values()
            .filter(|record| record.object.key() == "thing" && record.deleted_at.is_none())
    }

    /// Those for which a condition holds.
    pub fn holding(&self, expr: &Expr) -> BTreeSet<Id> {
        let env = self.ctx.env();
        self.things()
            .filter(|record| self.holds(expr, record, &env))
            .map(|record| record.id)
            .collect()
    }

    pub fn holds(&self, expr: &Expr, record: &Record, env: &Env) -> bool {
        let seen = Seen { world: self, record };
        let holds = expr.holds(&seen, env);
        assert_eq!(
            expr.fold_constants(env).holds(&seen, env),
            holds,
            "folding changed the meaning"
        );
        holds
    }
}

impl Seen<'_> {
    /// Asks the record that the path's last field is a field of; what is in the trash is not followed.
    fn with<T>(&self, path: &[String], missing: T, f: impl FnOnce(&RecordFacts<'_>, &[String]) -> T) -> T {
        let mut record = self.record;
        let mut last = path.len() - 1;
        for (at, key) in path[..path.len() - 1].iter().enumerate() {
            if record
                .object
                .position(key)
                .is_some_and(|field| record.object.member(field, &path[at + 1]).is_some())
            {
                last = at;
                break;
            }
            let target = record.link(key).and_then(|id| self.world.records.get(&id));
            match target.filter(|target| target.deleted_at.is_none()) {
                Some(target) => record = target,
                None => return missing,
            }
        }
        f(
            &RecordFacts {
                record,
                accept: &self.world.ctx.accept(),
            },
            &path[last..],
        )
    }
}

impl Facts for Seen<'_> {
    fn value(&self, path: &[String]) -> Value {
        self.with(path, Value::Null, |facts, last| facts.value(last))
    }
    fn is_missing(&self, path: &[String]) -> bool {
        self.with(path, true, |facts, last| facts.is_missing(last))
    }
    fn count(&self, path: &[String]) -> usize {
        self.with(path, 0, |facts, last| facts.count(last))
    }
    fn item(&self, path: &[String], index: usize, name: &str) -> Value {
        self.with(path, Value::Null, |facts, last| facts.item(last, index, name))
    }
    fn within(&self, path: &[String], ancestor: Id) -> bool {
        let mut next = self.with(path, None, |facts, last| facts.record.link(&last[0]));
        while let Some(id) = next {
            if id == ancestor {
                return true;
            }
            let record = self.world.records.get(&id);
            next = record.and_then(|record| record.link(record.object.def.hierarchy.as_deref()?));
        }
        false
    }
}
/// A Kontor with the made-up objects, two users in teams, and `count` things.
pub async fn stage(count: usize) -> (TestApp, Client, Stock, Random) {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let rates = json!({"USD": {"2026-01-01": "0.92"}});
    app.machine()
        .patch("/settings", json!({"rates": rates}))
        .await
        .ok();
    app.run_jobs().await;
    let parent = engine::create(&app, vec![("team", json!({"name": "Sales"}))]).await[0];
    let teams = engine::create(
        &app,
        vec![
            ("team", json!({"name": "North", "parent": parent.to_string()})),
            ("team", json!({"name": "Others"})),
        ],
    )
    .await;
    let values = json!({"teams": [parent.to_string()]});
    let ann = app.user_in("main", "Ann", "administrator", values).await;
    let ben = app.user("Ben", "member").await;
    let mut stock = Stock {
        users: [&ann, &ben].map(|user| user.id().parse().unwrap()).into(),
        teams: [vec![parent], teams].concat(),
        ..Stock::default()
    };
    let mut random = Random::new();
    fixture::fill(&app, &mut random, count, &mut stock).await;
    (app, ann, stock, random)
}
