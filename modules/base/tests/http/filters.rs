//! Filters: what SQL selects is what the condition says in memory, on either database.

use std::collections::{BTreeSet, HashMap};

use kontor_expression::{Env, Expected, Expr, Facts, Literal, Tree, Value};
use kontor_kernel::{Id, Result};
use kontor_records::formulas::RecordFacts;
use kontor_records::query::list::{self, ListQuery};
use kontor_records::query::load;
use kontor_records::schema::ObjectSchema;
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
        for key in &path[..path.len() - 1] {
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
            &path[path.len() - 1..],
        )
    }
}

impl Facts for Seen<'_> {
    fn value(&self, path: &[String]) -> Value {
        self.with(path, Value::Null, |facts, last| facts.value(last))
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

fn quoted(text: &(impl AsRef<str> + ?Sized)) -> String {
    Tree::value(Literal::Text(text.as_ref().to_owned())).to_text()
}

/// Conditions of one kind each, over every field and with the values that are there or nearly.
fn atom(random: &mut Random, stock: &Stock) -> String {
    let text = |random: &mut Random| {
        let mut text = random.pick(&fixture::TEXTS).to_string();
        if text.chars().count() > 1 && random.percent(30) {
            text.pop();
        }
        text
    };
    let op = |random: &mut Random| random.pick(&["==", "!=", "<", "<=", ">", ">="]).to_string();
    let same = |random: &mut Random| random.pick(&["==", "!="]).to_string();
    let texts = [
        "name",
        "nick",
        "note",
        "body",
        "number",
        "title",
        "place.name",
        "twin.name",
        "twin.place.name",
    ];
    let folded = ["name", "nick", "title", "place.name", "twin.nick"];
    let links = [
        "place",
        "twin",
        "home",
        "about",
        "owner",
        "team",
        "place.parent",
        "twin.place",
        "id",
    ];
    let sets = ["tags", "colors", "friends", "around", "twin.tags", "twin.friends"];
    let lists = [
        "emails",
        "phones",
        "websites",
        "social",
        "addresses",
        "external_ids",
        "twin.emails",
    ];
    let anything = [
        "name",
        "note",
        "body",
        "count",
        "weight",
        "rate",
        "stars",
        "amount",
        "active",
        "day",
        "at",
        "span",
        "kind",
        "stage",
        "colors",
        "place",
        "home",
        "about",
        "friends",
        "around",
        "tags",
        "emails",
        "addresses",
        "external_ids",
        "paper",
        "extra",
        "doubled",
        "title",
        "big",
        "third",
        "after",
        "parts",
        "worth",
        "twin.count",
        "twin.tags",
        "place.parent",
        "owner.name",
        "phones",
        "websites",
        "social",
        "twin.friends",
    ];
    let some_id = |random: &mut Random| match random.below(4) {
        0 => random.pick(&stock.users).to_string(),
        1 => random.pick(&stock.things).to_string(),
        2 => Id::NIL.to_string(),
        _ => random.pick(&stock.places).to_string(),
    };
    match random.below(34) {
        0 | 1 => format!("{} {} {}", random.pick(&texts), op(random), quoted(&text(random))),
        2 => format!(
            "{}.{}({})",
            random.pick(&texts),
            random.pick(&["startsWith", "endsWith", "contains"]),
            quoted(&text(random))
        ),
        3 => {
            let (before, after) = (*random.pick(&["", "*"]), *random.pick(&["", "*"]));
            let pattern = format!("{before}{}{after}", text(random).replace('*', ""));
            format!("like({}, {})", random.pick(&folded), quoted(&pattern))
        }
        4 => format!(
            "{} in [{}, {}]",
            random.pick(&texts),
            quoted(&text(random)),
            quoted(&text(random))
        ),
        5 => format!("size({}) {} {}", random.pick(&texts), op(random), random.below(9)),
        6 | 7 => {
            let field = *random.pick(&[
                "count",
                "rank",
                "doubled",
                "stars",
                "parts",
                "twin.rank",
                "place.size",
                "version",
                "completeness",
            ]);
            format!("{field} {} {}", op(random), random.pick(&fixture::INTEGERS))
        }
        8 => format!(
            "rank in [{}, {}, 1.5]",
            random.pick(&fixture::INTEGERS),
            random.pick(&fixture::INTEGERS)
        ),
        9 | 10 => {
            let field = *random.pick(&["weight", "third", "rate", "worth", "rank", "twin.weight"]);
            format!("{field} {} {}", op(random), random.pick(&fixture::DECIMALS))
        }
        11 => format!(
            "weight in [{}, 0.0005, {}]",
            random.pick(&fixture::DECIMALS),
            random.pick(&fixture::DECIMALS)
        ),
        12 => {
            let number = *random.pick(&["0", "0.0001", "99.99", "100", "92", "1e17", "-10"]);
            format!(
                "{} {} {number}",
                random.pick(&["amount", "budget", "twin.amount"]),
                op(random)
            )
        }
        13 => {
            let pair = *random.pick(&[
                "name X nick",
                "count X rank",
                "amount X budget",
                "at X until",
                "name X twin.name",
                "day X after",
                "rank X doubled",
                "note X name",
                "title X name",
                "weight X twin.weight",
            ]);
            pair.replace('X', &op(random))
        }
        14 => format!(
            "{} {} {}",
            random
                .pick(&[
                    "place X home",
                    "twin X home",
                    "owner X created_by",
                    "about X home"
                ])
                .replace("X", &same(random)),
            "||",
            "false"
        ),
        15 => random
            .pick(&[
                "active",
                "!active",
                "active == true",
                "active != false",
                "active in [true]",
                "big in [true, false]",
                "big",
                "twin.active",
            ])
            .to_string(),
        16 => format!(
            "{} {} {}",
            random.pick(&["day", "after", "twin.day"]),
            op(random),
            quoted(random.pick(&fixture::DAYS))
        ),
        17 => {
            let when = *random.pick(&[
                "today()",
                "today() - duration('1d')",
                "start_of('month')",
                "end_of('year', -1)",
                "start_of('week', 1)",
            ]);
            format!("{} {} {when}", random.pick(&["day", "at", "after"]), op(random))
        }
        18 => format!(
            "{} {} {}",
            random.pick(&["at", "until", "created_at"]),
            op(random),
            quoted(random.pick(&fixture::INSTANTS))
        ),
        19 => format!(
            "at {} {}",
            op(random),
            quoted(random.pick(&["2026-03-29", "2026-03-02", "2025-10-26"]))
        ),
        20 => format!("at {} now()", op(random)),
        21 => format!("span {} {}", op(random), quoted(random.pick(&["1s", "5m", "1d"]))),
        22 => format!("kind {} {}", same(random), quoted(random.pick(&fixture::KINDS))),
        23 => format!(
            "{} in [{}, {}]",
            random.pick(&["stage", "twin.stage"]),
            quoted(random.pick(&fixture::STAGES)),
            quoted(random.pick(&fixture::STAGES))
        ),
        24 => format!(
            "{} {} {}",
            random.pick(&links),
            same(random),
            quoted(&some_id(random))
        ),
        25 => format!(
            "{} in [{}, {}]",
            random.pick(&links),
            quoted(&some_id(random)),
            quoted(&some_id(random))
        ),
        26 => random
            .pick(&[
                "owner == me()",
                "team in my_teams()",
                "owner in [me()]",
                "twin.owner == me()",
                "created_by != me()",
                "within(team, my_teams())",
            ])
            .to_string(),
        27 => format!(
            "within({}, {})",
            random.pick(&["place", "home", "about", "twin.place", "place.parent", "id"]),
            quoted(&some_id(random))
        ),
        28 => {
            let member = *random.pick(&["friends", "around", "twin.friends"]);
            match random.below(4) {
                0 => format!(
                    "{} in {}",
                    quoted(random.pick(&fixture::TAGS)),
                    random.pick(&["tags", "twin.tags"])
                ),
                1 => format!("{} in colors", quoted(random.pick(&fixture::COLORS))),
                _ => format!("{} in {member}", quoted(&some_id(random))),
            }
        }
        29 => format!(
            "size({}) {} {}",
            random.pick(&[&sets[..], &lists[..]].concat()),
            op(random),
            random.below(4)
        ),
        30 => {
            let quantor = *random.pick(&["exists", "all"]);
            let inner = match random.below(5) {
                0 => {
                    return format!(
                        "tags.{quantor}(t, like(t, {}))",
                        quoted(&format!("{}*", random.pick(&["v", "KO", "1", "x"])))
                    );
                }
                1 => {
                    return format!(
                        "tags.{quantor}(t, t {} {})",
                        op(random),
                        quoted(random.pick(&fixture::TAGS))
                    );
                }
                2 => {
                    return format!(
                        "colors.{quantor}(c, c {} {})",
                        same(random),
                        quoted(random.pick(&fixture::COLORS))
                    );
                }
                3 => {
                    return format!(
                        "friends.{quantor}(f, f {} {})",
                        same(random),
                        quoted(&some_id(random))
                    );
                }
                _ => "around",
            };
            format!(
                "{inner}.{quantor}(x, x in [{}, {}])",
                quoted(&some_id(random)),
                quoted(&some_id(random))
            )
        }
        31 => {
            let quantor = *random.pick(&["exists", "all"]);
            let list = *random.pick(&["emails", "twin.emails", "phones", "websites", "social"]);
            let inner = match random.below(7) {
                0 => format!("e.value == {}", quoted(random.pick(&fixture::EMAILS))),
                1 => format!(
                    "e.value.endsWith({})",
                    quoted(random.pick(&["x.example", "Üb", "er", "5555"]))
                ),
                2 => "e.primary".to_owned(),
                3 => "!e.primary && e.label == null".to_owned(),
                4 => format!(
                    "e.label {} {}",
                    same(random),
                    quoted(random.pick(&["work", "mastodon"]))
                ),
                5 => "size(e.value) > 12 && has(e.label)".to_owned(),
                _ => "e.value != name".to_owned(),
            };
            format!("{list}.{quantor}(e, {inner})")
        }
        32 => {
            let quantor = *random.pick(&["exists", "all"]);
            let inner = match random.below(8) {
                0 => format!("a.city == {}", quoted(random.pick(&fixture::CITIES))),
                1 => format!(
                    "like(a.city, {})",
                    quoted(random.pick(&["ko*", "*ER*", "lodz", "*"]))
                ),
                2 => format!("a.street.contains({})", quoted(&text(random))),
                3 => format!("a.lat {} 52.5", op(random)),
                4 => "a.lon < 0 && a.postcode == null".to_owned(),
                5 => format!(
                    "a.from_date {} {}",
                    op(random),
                    quoted(random.pick(&fixture::DAYS))
                ),
                6 => "a.kind == 'billing' || a.country == 'DE'".to_owned(),
                _ => {
                    return format!("external_ids.{quantor}(x, x.system == 'erp' && x.key.startsWith('K1'))");
                }
            };
            format!("addresses.{quantor}(a, {inner})")
        }
        _ => match random.below(3) {
            0 => format!("has(record.{})", random.pick(&anything)),
            _ => format!("{} {} null", random.pick(&anything), same(random)),
        },
    }
}

/// Atoms joined at random.
pub fn condition(random: &mut Random, stock: &Stock, depth: usize) -> String {
    match random.below(if depth == 0 { 1 } else { 4 }) {
        1 => format!("!({})", condition(random, stock, depth - 1)),
        n @ 2..=3 => {
            let parts: Vec<String> = (0..2 + random.below(2))
                .map(|_| condition(random, stock, depth - 1))
                .collect();
            format!("({})", parts.join(if n == 2 { " && " } else { " || " }))
        }
        _ => atom(random, stock),
    }
}

/// A Kontor with the made-up objects, two users in teams, and `count` things.
pub async fn stage(count: usize) -> (TestApp, Client, Stock, Random) {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let rates = json!({"USD": {"2026-01-01": 920_000}});
    app.machine()
        .patch("/settings", json!({"rates": rates}))
        .await
        .ok();
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

/// The ids that SQL selects.
async fn selected(app: &TestApp, ctx: &Ctx, filter: &str) -> Result<BTreeSet<Id>> {
    let query = ListQuery {
        filter: Some(filter.to_owned()),
        fields: Some("id".to_owned()),
        limit: 200,
        ..ListQuery::default()
    };
    let workspace = engine::workspace(app).await;
    let list = workspace.read(ctx, move |ctx, tx| {
        let object = ctx.object("thing")?.clone();
        list::list(ctx, tx, "main", &object, &query)
    });
    Ok(list.await?.records.into_iter().map(|(id, _)| id).collect())
}

#[tokio::test]
async fn sql_selects_what_the_condition_holds_for() {
    let (app, ann, stock, mut random) = stage(140).await;
    let ctx = engine::ctx(&app, Some(&ann)).await;
    let world = World::read(&app, &ctx).await;
    let (mut some, mut differences) = (0, Vec::new());
    for n in 0..700 {
        // Single ones first: what goes wrong is then told in its shortest form.
        let text = condition(&mut random, &stock, if n < 350 { 0 } else { 3 });
        let object = ctx.object("thing").unwrap();
        let schema = ObjectSchema {
            catalog: &ctx.catalog,
            policy: &ctx.policy,
            object,
        };
        let expr = match Tree::parse(&text).and_then(|tree| Expr::check(&tree, &schema, Expected::Condition))
        {
            Ok(expr) => expr,
            Err(problem) => {
                differences.push(format!("{text}: {problem:?}"));
                continue;
            }
        };
        let expected = world.holding(&expr);
        some += usize::from(!expected.is_empty() && expected.len() < 100);
        match selected(&app, &ctx, &text).await {
            Ok(found) if found == expected => {}
            Ok(found) => differences.push(format!("{text}: SQL {} memory {}", found.len(), expected.len())),
            Err(error) => differences.push(format!("{text}: {error:?}")),
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(
        some > 350,
        "only {some} conditions select some and not all: the test has no teeth"
    );
}

/// A filter that can't be answered is a clean refusal that names what is wrong with it, and where.
#[tokio::test]
async fn what_no_database_can_answer_is_refused_by_name() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    for (filter, reason, named) in [
        ("like(note, \"*a*\")", "not_in_filter", "note"),
        ("like(body, \"a\")", "not_in_filter", "body"),
        ("like(number, \"T*\")", "not_in_filter", "number"),
        ("!like(twin.note, \"a\") && active", "not_in_filter", "twin.note"),
        (
            "emails.exists(e, like(e.value, \"*@x*\"))",
            "not_in_filter",
            "value",
        ),
        (
            "addresses.exists(a, like(a.street, \"A*\"))",
            "not_in_filter",
            "street",
        ),
        ("rank + 1 > 2", "not_in_filter", ""),
        ("upper(name) == \"A\"", "not_in_filter", ""),
        ("name == rank", "wrong_type", ""),
        ("salary > 1", "unknown_field", "salary"),
        (
            "twin.twin.twin.name == \"a\"",
            "unknown_field",
            "twin.twin.twin.name",
        ),
        ("home.name == \"a\"", "unknown_field", "home.name"),
        ("friends.name == \"a\"", "unknown_field", "friends.name"),
        ("kind == \"pear\"", "unknown_option", "pear"),
        ("extra == 1", "wrong_type", ""),
        ("place == \"x\"", "bad_value", "x"),
        ("name ==", "syntax", ""),
        ("{\"op\": \"nonsense\"}", "unknown_function", "nonsense"),
    ] {
        let answer = machine
            .post("/records/thing/list", json!({"filter": filter}))
            .await;
        assert_eq!(answer.refused(400), "bad_filter", "{filter}");
        let body = answer.json();
        assert_eq!(body["reason"], reason, "{filter}: {body}");
        assert!(
            body["detail"].as_str().unwrap().contains(named),
            "{filter}: {body}"
        );
        let grouped = machine
            .post("/query", json!({"object": "thing", "filter": filter}))
            .await;
        assert_eq!(grouped.refused(400), "bad_filter", "{filter}");
    }
    let long = format!("name == \"{}\"", "x".repeat(5_000));
    assert_eq!(
        machine
            .post("/records/thing/list", json!({"filter": long}))
            .await
            .refused(400),
        "bad_filter"
    );
    let deep = format!("{}active{}", "!(".repeat(40), ")".repeat(40));
    assert_eq!(
        machine
            .post("/records/thing/list", json!({"filter": deep}))
            .await
            .refused(400),
        "bad_filter"
    );
}

/// A filter sees through links no further than the caller does: what he can't see is missing.
#[tokio::test]
async fn a_filter_never_tells_of_what_is_hidden() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "thing": {"read": true, "fields": {"rank": "hidden"}},
        "place": {"read": "size > 10"},
    }}});
    machine.post("/records/role", role).await.created();
    let ids = engine::create(
        &app,
        vec![
            ("place", json!({"name": "Big", "size": 20})),
            ("place", json!({"name": "Small", "size": 5})),
        ],
    )
    .await;
    for (name, place) in [("a", ids[0]), ("b", ids[1])] {
        machine
            .post(
                "/records/thing",
                json!({"name": name, "place": place.to_string(), "rank": 1}),
            )
            .await
            .created();
    }
    let some = app.user("Some One", "some").await;
    let names = async |filter: &str| -> Vec<String> {
        let list = some
            .post("/records/thing/list", json!({"filter": filter, "sort": "name"}))
            .await
            .ok();
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|thing| thing["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("place.size > 0").await, ["a"]);
    assert_eq!(names("place.size == 5").await, [""; 0]);
    assert_eq!(names("place.name == null").await, ["b"]);
    assert_eq!(names("!(place.size == 5)").await, ["a", "b"]);
    assert_eq!(names("place != null").await, ["a", "b"]);
    for filter in [
        "rank == 1",
        "twin.rank == 1",
        "rank != null",
        "doubled == 2 && rank > 0",
        "team.name == \"x\"",
    ] {
        let answer = some.post("/records/thing/list", json!({"filter": filter})).await;
        assert_eq!(
            (answer.refused(400), &answer.json()["reason"]),
            ("bad_filter".to_owned(), &json!("unknown_field"))
        );
    }
}
