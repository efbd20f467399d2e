//! A business area made up for tests: a `thing` with a field of every type that can be filtered or sorted by, `place`s
//! in a tree, and `part`s that live and die with a thing. Their values are the awkward ones.

use kontor_definitions::{ComputedFn, FieldDef, FieldType, ObjectDef, StageOption, TimelineDef};
use kontor_kernel::{Id, Json, Text};
use kontor_records::{Module, OverviewSection, OverviewTotal, TotalMeasure};
use kontor_testing::TestApp;
use serde_json::json;

use crate::engine::{self, Random};

/// Texts that sort, fold, compare or escape in surprising ways.
pub const TEXTS: [&str; 22] = [
    "Müller",
    "muller",
    "MÜLLER",
    "Mueller",
    "Zoë",
    "Straße",
    "strasse",
    "100%",
    "100_",
    "50% off_x",
    "a",
    "A",
    "ä",
    "z",
    "😀",
    "😀😀",
    "x\u{FFFD}",
    "back\\slash",
    "it's",
    "say \"hi\"",
    "Łódź",
    "\u{10FFFF}end",
];
/// Integers at the edges: of 64 bits, of what a floating point number can hold.
pub const INTEGERS: [i64; 11] = [
    i64::MIN,
    i64::MIN + 1,
    -9_007_199_254_740_993,
    -1,
    0,
    1,
    2,
    7,
    9_007_199_254_740_993,
    i64::MAX - 1,
    i64::MAX,
];
/// Decimals with up to three digits, at the edges too.
pub const DECIMALS: [&str; 9] = [
    "-9223372036854775.808",
    "-1.5",
    "-0.001",
    "0",
    "0.001",
    "1",
    "1.25",
    "2.5",
    "9223372036854775.807",
];
/// Days around changes of summer time, month, year and century.
pub const DAYS: [&str; 9] = [
    "0001-01-01",
    "1900-03-01",
    "1969-12-31",
    "2024-02-29",
    "2025-12-31",
    "2026-03-01",
    "2026-03-02",
    "2026-03-29",
    "9999-12-31",
];
/// Instants around midnight in Berlin, and around its changes of summer time.
pub const INSTANTS: [&str; 13] = [
    "0999-12-31T23:30:00Z",
    "1893-03-31T23:06:31Z",
    "2199-06-30T22:30:00Z",
    "1969-12-31T23:59:59.999Z",
    "2025-10-26T00:30:00Z",
    "2025-10-26T01:30:00Z",
    "2026-03-01T22:59:59.999Z",
    "2026-03-01T23:00:00Z",
    "2026-03-02T08:00:00Z",
    "2026-03-28T23:30:00Z",
    "2026-03-29T00:59:00Z",
    "2026-03-29T01:00:00Z",
    "2026-06-30T22:00:00Z",
];
pub const AMOUNTS: [(&str, &str); 7] = [
    ("-10.00", "EUR"),
    ("0", "EUR"),
    ("0.0001", "EUR"),
    ("99.99", "EUR"),
    ("100", "USD"),
    ("1000000", "EUR"),
    ("500", "JPY"),
];
pub const KINDS: [&str; 4] = ["zebra", "apple", "mango", "berry"];
pub const STAGES: [&str; 3] = ["won", "new", "lost"];
pub const COLORS: [&str; 4] = ["red", "green", "blue", "none"];
pub const TAGS: [&str; 6] = ["VIP", "Köln", "100%", "a_b", "😀", "old"];
pub const EMAILS: [&str; 5] = [
    "Ann@X.example",
    "ann@x.example",
    "bob_b@y.example",
    "zoë@example.com",
    "100%@x.example",
];
pub const CITIES: [&str; 5] = ["Köln", "Koln", "Berlin", "Bernau", "Łódź"];

/// The made-up business area.
pub fn module() -> Module {
    Module {
        key: "fixture",
        objects: vec![place(), thing(), part()],
        behaviors: Vec::new(),
        records: Vec::new(),
        sections: vec![OverviewSection {
            key: "things",
            labels: Text::new("Things", "Dinge"),
            object: "thing",
            filter: None,
            through: vec!["place", "home", "around"],
            sort: "-at",
            limit: 100,
        }],
        totals: [
            ("thing.place", "place"),
            ("thing.home", "home"),
            ("thing.about", "about"),
            ("thing.around", "around"),
        ]
        .map(|(key, link)| OverviewTotal {
            key,
            labels: Text::new("Things", "Dinge"),
            object: "thing",
            through: vec![link],
            filter: None,
            stage: None,
            measure: TotalMeasure::Count,
        })
        .into(),
        jobs: Vec::new(),
    }
}

fn named(key: &str) -> ObjectDef {
    let object = ObjectDef::new(key, Text::new(key, key), Text::new(key, key));
    object
        .field(FieldDef::text("name", "Name", "Name"))
        .called(&["name"])
}

fn field(key: &str, kind: FieldType) -> FieldDef {
    FieldDef::new(key, key, key, kind)
}

fn place() -> ObjectDef {
    named("place")
        .field(FieldDef::link("parent", "In", "In", &["place"]))
        .field(field("size", FieldType::Integer { min: None, max: None }))
        .tree_over("parent")
        .party()
}

fn part() -> ObjectDef {
    let price = field("price", FieldType::Decimal { scale: 2 });
    named("part")
        .field(FieldDef::link("thing", "Of", "Von", &["thing"]))
        .field(price)
        .part_of("thing")
}

fn thing() -> ObjectDef {
    let options = |keys: &[&'static str]| keys.iter().map(|key| (*key, *key, *key)).collect::<Vec<_>>();
    let stage = |key: &&str| StageOption {
        key: (*key).to_owned(),
        labels: Text::new(*key, *key),
        color: String::new(),
        kind: Default::default(),
        next: None,
        required: Vec::new(),
        probability: None,
        max_days: None,
    };
    let FieldType::Select { options: colors } = FieldDef::select("c", "c", "c", &options(&COLORS)).kind
    else {
        unreachable!("a select is one")
    };
    let formula = |key: &str, expression: &str, result: FieldType| {
        field(
            key,
            FieldType::Formula {
                expression: expression.to_owned(),
                result: Box::new(result),
            },
        )
    };
    let total = |key: &str, function, of: Option<&str>| {
        let (object, link) = ("part".to_owned(), "thing".to_owned());
        field(
            key,
            FieldType::Total {
                object,
                link,
                function,
                field: of.map(str::to_owned),
            },
        )
    };
    named("thing")
        .field(FieldDef::text("nick", "Nick", "Nick"))
        .field(field("note", FieldType::LongText))
        .field(field("body", FieldType::RichText))
        .field(field("count", FieldType::Integer { min: None, max: None }).indexed())
        .field(field("rank", FieldType::Integer { min: None, max: None }))
        .field(field("weight", FieldType::Decimal { scale: 3 }))
        .field(field("rate", FieldType::Percentage))
        .field(field("stars", FieldType::Rating { max: 5 }))
        .field(field("amount", FieldType::Money).indexed())
        .field(field("budget", FieldType::Money))
        .field(field("active", FieldType::Boolean))
        .field(field("day", FieldType::Date))
        .field(field("at", FieldType::Timestamp))
        .field(field("until", FieldType::Timestamp))
        .field(field("span", FieldType::Duration))
        .field(FieldDef::select("kind", "Kind", "Art", &options(&KINDS)))
        .field(
            field(
                "stage",
                FieldType::Stage {
                    options: STAGES.iter().map(stage).collect(),
                    stages_from: None,
                },
            )
            .indexed(),
        )
        .field(field("colors", FieldType::MultiSelect { options: colors }))
        .field(FieldDef::link("place", "Place", "Ort", &["place"]))
        .field(FieldDef::link("twin", "Twin", "Zwilling", &["thing"]))
        .field(FieldDef::link("home", "Home", "Heim", &["place", "thing"]))
        .field(FieldDef::link("about", "About", "Zu", &["*"]))
        .field(FieldDef::links("friends", "Friends", "Freunde", &["thing"]))
        .field(FieldDef::links(
            "around",
            "Around",
            "Umgebung",
            &["place", "thing"],
        ))
        .field(field("emails", FieldType::Email))
        .field(field("phones", FieldType::Phone))
        .field(field("websites", FieldType::Url))
        .field(field("social", FieldType::Social))
        .field(field("addresses", FieldType::Address))
        .field(field(
            "number",
            FieldType::AutoNumber {
                prefix: "T-".to_owned(),
                digits: 4,
            },
        ))
        .field(field("paper", FieldType::File))
        .field(field("extra", FieldType::Json))
        .field(formula(
            "doubled",
            "rank + rank",
            FieldType::Integer { min: None, max: None },
        ))
        .field(formula(
            "title",
            "name + ' ' + nick",
            FieldType::Text { max_length: 500 },
        ))
        .field(formula("big", "rank > 1", FieldType::Boolean))
        .field(formula("third", "weight / 3", FieldType::Decimal { scale: 4 }))
        .field(formula("after", "day + 1", FieldType::Date))
        .field(total("parts", ComputedFn::Count, None))
        .field(total("worth", ComputedFn::Sum, Some("price")))
        .on_timeline(TimelineDef {
            at: "at".to_owned(),
            links: vec!["place".to_owned(), "around".to_owned()],
            kind: Some("kind".to_owned()),
            channel: None,
        })
}

/// What values may link to.
#[derive(Clone, Default)]
pub struct Stock {
    pub users: Vec<Id>,
    pub teams: Vec<Id>,
    pub places: Vec<Id>,
    pub things: Vec<Id>,
}

/// Makes places, `count` things with random values, some missing everywhere, and parts; a tenth goes to the trash.
pub async fn fill(app: &TestApp, random: &mut Random, count: usize, stock: &mut Stock) {
    let places: Vec<Id> = (0..12).map(|_| Id::generate(&app.clock)).collect();
    stock.places = places.clone();
    let place = |n: usize, random: &mut Random| {
        let parent = (n > 1 && random.percent(80)).then(|| places[random.below(n)].to_string());
        let size = random.percent(70).then(|| *random.pick(&INTEGERS));
        let name = *random.pick(&TEXTS);
        (
            "place",
            json!({"id": places[n].to_string(), "name": name, "parent": parent, "size": size}),
        )
    };
    let made: Vec<_> = (0..places.len()).map(|n| place(n, random)).collect();
    engine::create(app, made).await;
    let things: Vec<Id> = (0..count).map(|_| Id::generate(&app.clock)).collect();
    stock.things = things.clone();
    let mut made: Vec<(&'static str, Json)> = Vec::new();
    for n in 0..count {
        let mut values = thing_values(random, n, stock);
        values["id"] = json!(things[n].to_string());
        made.push(("thing", values));
        for _ in 0..random.below(3) {
            let thing = things[random.below(n + 1)].to_string();
            made.push((
                "part",
                json!({"name": "part", "thing": thing, "price": *random.pick(&["0.10", "2.50", "-1"])}),
            ));
        }
    }
    // Runs of one object are written at once, so things come first.
    made.sort_by_key(|(object, _)| *object == "part");
    engine::create(app, made).await;
    let machine = app.machine();
    for id in things.iter().step_by(10) {
        machine.delete(&format!("/records/thing/{id}")).await.expect(204);
    }
    machine
        .delete(&format!("/records/place/{}", places[5]))
        .await
        .expect(204);
}

/// The values of the `n`th thing, which may link to those before it; each is missing in about a third of them.
pub fn thing_values(random: &mut Random, n: usize, stock: &Stock) -> Json {
    let Stock {
        users,
        teams,
        places,
        things,
    } = stock;
    let text = |random: &mut Random, choices: &[&str]| json!(*random.pick(choices));
    let several = |random: &mut Random, choices: &[&str]| -> Vec<Json> {
        (0..1 + random.below(3))
            .map(|_| json!(*random.pick(choices)))
            .collect()
    };
    let amount = |random: &mut Random| {
        let (amount, currency) = random.pick(&AMOUNTS);
        json!({"amount": amount, "currency": currency})
    };
    let thing = |random: &mut Random| things[random.below(n.max(1))].to_string();
    let place = |random: &mut Random| places[random.below(places.len())].to_string();
    let either = |random: &mut Random| match random.percent(50) || n == 0 {
        true => json!({"object": "place", "id": place(random)}),
        false => json!({"object": "thing", "id": thing(random)}),
    };
    let mut all: Vec<(&str, Json)> = vec![
        ("name", text(random, &TEXTS)),
        ("nick", text(random, &TEXTS)),
        (
            "note",
            json!(format!("{}\n{}", random.pick(&TEXTS), random.pick(&TEXTS))),
        ),
        (
            "body",
            json!(format!("<p>{}</p>", random.pick(&["Müller", "100%", "😀"]))),
        ),
        ("count", json!(*random.pick(&INTEGERS))),
        ("rank", json!(*random.pick(&INTEGERS))),
        ("weight", text(random, &DECIMALS)),
        ("rate", text(random, &["-1.25", "0", "12.5", "100"])),
        ("stars", json!(1 + random.below(5))),
        ("amount", amount(random)),
        ("budget", amount(random)),
        ("active", json!(random.percent(50))),
        ("day", text(random, &DAYS)),
        ("at", text(random, &INSTANTS)),
        ("until", text(random, &INSTANTS)),
        ("span", json!(*random.pick(&[0, 1, 300, 86_400]))),
        ("kind", text(random, &KINDS)),
        ("stage", text(random, &STAGES)),
        ("colors", json!(several(random, &COLORS))),
        ("place", json!(place(random))),
        ("home", either(random)),
        ("about", either(random)),
        ("around", json!([either(random), either(random)])),
        ("tags", json!(several(random, &TAGS))),
        ("emails", json!(several(random, &EMAILS))),
        (
            "phones",
            json!([{"value": "040 12345", "label": "work"}, {"value": "+49 30 5555", "primary": true}]),
        ),
        ("websites", json!(["https://example.com/Über?q=100%25"])),
        ("social", json!([{"value": "@müller", "label": "mastodon"}])),
        (
            "addresses",
            json!([
                {"city": *random.pick(&CITIES), "street": *random.pick(&TEXTS), "country": "DE", "lat": "52.5", "lon": "-0.000001"},
                {"city": *random.pick(&CITIES), "postcode": "50667", "kind": "billing", "from_date": *random.pick(&DAYS)},
            ]),
        ),
        (
            "external_ids",
            json!([{"system": *random.pick(&["erp", "shop"]), "key": format!("K{n}")}]),
        ),
        ("extra", json!({"any": "thing"})),
        ("owner", json!(random.pick(users).to_string())),
        ("team", json!(random.pick(teams).to_string())),
    ];
    if n > 0 {
        all.push(("twin", json!(thing(random))));
        all.push(("friends", json!([thing(random), thing(random)])));
    }
    let mut values = json!({});
    for (key, value) in all {
        if random.percent(66) {
            values[key] = value;
        }
    }
    values
}
