//! Records of generated values, of every type of field that an import may set: what is exported comes in again as it was,
//! from tables in eight encodings, from workbooks and from lines of JSON. The same values each time.

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Map, Value, json};

use crate::app;

/// Things of one's own, organisations, and people.
const THINGS: usize = 60;
const PARTIES: usize = 25;

/// Text that programs take for something else, or lose something of.
const NASTY: [&str; 34] = [
    "=1+1",
    "=HYPERLINK(\"http://x\";\"y\")",
    "+49",
    "-5",
    "-",
    "@SUM(A1)",
    "'=1",
    "''",
    "\"",
    "a \"b\" c",
    "\"\"",
    "a;b,c|d\te",
    "00123",
    "0",
    "1e5",
    "1.234,56",
    "12/31/2026",
    "TRUE",
    "null",
    "#N/A",
    "sep=;",
    "id",
    "\\n \\\" \\",
    "</x>&amp;<b>",
    "Übergröße ß",
    "São Tomé ñ",
    "100 €",
    "😀 👩\u{200d}👩\u{200d}👧",
    "שלום עולם",
    "مرحبا, \"عالم\"",
    "a\u{202e}b",
    "e\u{301} İı",
    "日本語；，",
    "\u{feff}x\u{a0}y",
];
/// Those of them that old programs of the west can write.
const LATIN: std::ops::Range<usize> = 0..27;

/// Numbers that look drawn and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((drawn ^ (drawn >> 31)) % end as u64) as usize
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Some text; `latin` without what only newer encodings have.
    fn text(&mut self, latin: bool) -> String {
        let end = if latin { LATIN.end } else { NASTY.len() };
        let words = 1 + self.below(3);
        let words: Vec<&str> = (0..words).map(|_| NASTY[self.below(end)]).collect();
        words
            .join(self.of(&[" ", "", "  ", ";"]))
            .chars()
            .take(200)
            .collect()
    }

    fn several<T>(&mut self, mut one: impl FnMut(&mut Draw, usize) -> T) -> Vec<T> {
        (0..1 + self.below(3)).map(|n| one(self, n)).collect()
    }

    /// A value of a type; the records that links may lead to are organisations.
    fn value(&mut self, kind: &str, latin: bool, links: &[Value]) -> Value {
        let day = |draw: &mut Draw| {
            let year = draw.of(&["0001", "1899", "1900", "1970", "2024", "2026", "9999"]);
            format!("{year}-{:02}-{:02}", 1 + draw.below(12), 1 + draw.below(28))
        };
        let n = self.below(100_000);
        match kind {
            "text" => json!(self.text(latin)),
            "long_text" => {
                let lines = self.several(|draw, _| draw.text(latin));
                let long = if n.is_multiple_of(10) { "lang ".repeat(900) } else { String::new() };
                json!(lines.join(self.of(&["\n", "\n\n", "\r\n"])) + &long)
            }
            "rich_text" => json!(format!("<p>{} <strong>a</strong></p><ul><li>b</li></ul>", self.of(&["ä & ö", "x\ny", "&lt;i&gt;"]))),
            "integer" => json!(n as i64 - 50_000),
            "decimal" => json!(format!("{}{}.{:04}", self.of(&["", "-"]), n * 99_991, self.below(10_000))),
            "money" => json!({"amount": format!("{n}.{:04}", self.below(10_000)), "currency": self.of(&["EUR", "USD", "JPY", "CHF"])}),
            "boolean" => json!(n.is_multiple_of(2)),
            "date" => json!(day(self)),
            "birthday" => json!(format!("19{:02}-{:02}-28", n % 100, 1 + n % 12)),
            "timestamp" => json!(format!("{}T{:02}:00:59.{:03}Z", day(self), self.below(24), self.below(500))),
            "duration" => json!(n),
            "select" | "stage" => json!(self.of(&["red", "blue"])),
            "multi_select" => self.of(&[["red", "blue"], ["blue", "red"]]).into(),
            "percentage" => json!(format!("{}.{:02}", n % 100, self.below(100))),
            "rating" => json!(1 + n % 5),
            "json" => json!({"a": [1, null, self.text(latin)], "=b": {"c": true}}),
            "email" => self.several(|draw, at| match draw.below(2) {
                0 => json!(format!("p{n}.{at}@haus{at}.example")),
                _ => json!({"value": format!("P{n}.{at}@Haus.example"), "label": draw.of(&["work", "Büro; 2", "=x"]), "primary": at == 0}),
            }).into(),
            "phone" => self.several(|draw, at| match draw.below(2) {
                0 => json!(format!("+49 40 {n}{at}")),
                _ => json!({"value": format!("0{at}40/{n}-0"), "label": draw.of(&["fax", "+1"])}),
            }).into(),
            "url" => self.several(|_, at| json!(format!("https://haus{n}.example/{at}?a=1;b=%222%22,"))).into(),
            "social" => self.several(|_, at| json!({"value": format!("@haus{n}_{at}"), "label": "mastodon"})).into(),
            "tags" => self.several(|draw, at| format!("{}{at}", draw.of(&["a; b ", "+c", "=d", "Ä,", "'e", "0"]))).into(),
            "address" => self.several(|draw, at| json!({"kind": draw.of(&["billing", "shipping", "work"]),
                "street": format!("Straße {n}\nHof {at}"), "postcode": draw.of(&["01067", "SW1A 2AA"]), "city": draw.of(&["Köln", "Zürich, ZH"]),
                "country": draw.of(&["DE", "CH"]), "from_date": "2026-01-01", "lat": 50.9, "lon": 6.9})).into(),
            "external_ids" => json!([{"system": "erp", "key": format!("0{n}:{}", self.below(1000))}]),
            "link" => links[n % links.len()].clone(),
            "links" => json!([links[n % links.len()], links[(n + 1) % links.len()]]),
            other => panic!("no value of {other}"),
        }
    }

    /// A record with most of these fields; what is missing is missing in many ways.
    fn record(&mut self, fields: &[(&str, &str)], latin: bool, links: &[Value]) -> Value {
        let mut record = Map::new();
        for (key, kind) in fields {
            match self.below(8) {
                0 => {}
                1 if kind.contains("text") => drop(record.insert((*key).to_owned(), json!(""))),
                1 if *kind != "tags" => drop(record.insert((*key).to_owned(), Value::Null)),
                _ => drop(record.insert((*key).to_owned(), self.value(kind, latin, links))),
            }
        }
        Value::Object(record)
    }
}

/// The fields of a thing: all types that an import may set.
const TYPES: [(&str, &str); 25] = [
    ("x_text", "text"),
    ("x_more", "text"),
    ("x_long", "long_text"),
    ("x_rich", "rich_text"),
    ("x_integer", "integer"),
    ("x_decimal", "decimal"),
    ("x_money", "money"),
    ("x_boolean", "boolean"),
    ("x_date", "date"),
    ("x_at", "timestamp"),
    ("x_duration", "duration"),
    ("x_select", "select"),
    ("x_several", "multi_select"),
    ("x_stage", "stage"),
    ("x_percentage", "percentage"),
    ("x_rating", "rating"),
    ("x_json", "json"),
    ("x_mails", "email"),
    ("x_phones", "phone"),
    ("x_pages", "url"),
    ("x_social", "social"),
    ("x_places", "address"),
    ("x_firm", "link"),
    ("x_firms", "links"),
    ("tags", "tags"),
];

fn object(n: usize) -> Value {
    let options = json!([{"key": "red", "labels": "Red"}, {"key": "blue", "labels": "Blue"}]);
    let own = TYPES.iter().filter(|(key, _)| key.starts_with("x_"));
    let field = |(key, kind): &(&str, &str)| {
        let mut field = json!({"key": key, "labels": key, "type": kind});
        match *kind {
            "select" | "multi_select" | "stage" => field["options"] = options.clone(),
            "decimal" => field["scale"] = json!(4),
            "link" | "links" => {
                (field["type"], field["targets"]) = (json!("link"), json!(["organization"]));
                field["many"] = json!(*kind == "links");
            }
            _ => {}
        }
        field
    };
    let mut fields: Vec<Value> = own.map(field).collect();
    fields.push(json!({"key": "x_latin", "labels": "x_latin", "type": "boolean"}));
    fields.push(json!({"key": "x_user", "labels": "x_user", "type": "owner"}));
    json!({"key": format!("x_thing{n}"), "labels": format!("Thing {n}"), "fields": fields})
}

async fn export(
    app: &TestApp,
    client: &Client,
    object: &str,
    fields: &str,
    format: &str,
    filter: Value,
) -> Vec<u8> {
    let wish = json!({"object": object, "fields": fields, "format": format, "filter": filter});
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

/// Imports a file and compares the records with those it was made of, but for what every house has of its own.
async fn comes_back(
    app: &TestApp,
    client: &Client,
    object: &str,
    file: Vec<u8>,
    reading: &str,
    made: &[Value],
) {
    let path = format!("/imports?object={object}{reading}");
    let sent = client.send(Method::POST, &path, &[("Content-Type", "text/csv")], Some(file));
    let import = sent.await.created();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    client
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let report = client.get(&path).await.ok()["report"].clone();
    assert_eq!(
        (&report["created"], &report["warnings"]),
        (&json!(made.len()), &json!(0)),
        "{object} {reading} {report:#}"
    );
    let own = [
        "owner",
        "created_by",
        "updated_by",
        "object",
        "created_at",
        "updated_at",
    ];
    for record in made {
        let path = format!("/records/{object}/{}", record["id"].as_str().unwrap());
        let (mut was, mut is) = (record.clone(), client.get(&path).await.ok());
        own.iter()
            .for_each(|key| (was[*key], is[*key]) = (Value::Null, Value::Null));
        for (key, was) in was.as_object().unwrap() {
            assert_eq!(is[key], *was, "{object} {reading} {key}: {report:#}");
        }
    }
}

/// An id is taken for ever where it once was; so each file gives the things others, by another last digit.
fn other(thing: &Value, n: usize) -> String {
    let (rest, last) = thing["id"].as_str().unwrap().split_at(35);
    let digit = (usize::from_str_radix(last, 16).unwrap() + n) % 16;
    format!("{rest}{digit:x}")
}

fn with_others(text: &str, made: &[Value], n: usize) -> String {
    let rename = |text: String, thing: &Value| text.replace(thing["id"].as_str().unwrap(), &other(thing, n));
    made.iter().fold(text.to_owned(), rename)
}

/// A text in an encoding with one byte for each character; `euro` is that of the euro.
fn narrow(text: &str, euro: u8) -> Vec<u8> {
    let byte = |ch: char| {
        if ch == '€' {
            euro
        } else {
            u8::try_from(u32::from(ch)).unwrap()
        }
    };
    text.chars().map(byte).collect()
}

async fn make(client: &Client, object: &str, records: Vec<Value>) -> Vec<Value> {
    let mut made = Vec::new();
    for record in records {
        made.push(client.post(&format!("/records/{object}"), record).await.created());
    }
    made
}

#[tokio::test]
async fn generated_records_of_every_type_come_back_in_eight_encodings() {
    let (app, mut draw) = (app().await, Draw(1));
    let admin = app.admin().await;
    let firms = (0..5).map(|n| json!({"name": format!("Firma {n}")})).collect();
    let firms = make(&admin, "organization", firms).await;
    let links: Vec<Value> = firms.iter().map(|firm| firm["id"].clone()).collect();
    for n in 0..10 {
        admin.post("/objects", object(n)).await.created();
    }
    let records = (0..THINGS).map(|n| {
        let mut record = draw.record(&TYPES, n % 2 == 0, &links);
        (record["x_latin"], record["x_user"]) = (json!(n % 2 == 0), json!(admin.id()));
        record
    });
    let made = make(&admin, "x_thing0", records.collect()).await;
    let latin: Vec<Value> = made
        .iter()
        .filter(|thing| thing["x_latin"] == true)
        .cloned()
        .collect();
    let keys: Vec<&str> = TYPES
        .iter()
        .map(|(key, _)| *key)
        .chain(["x_latin", "x_user"])
        .collect();
    let fields = keys.join(",");
    let out =
        async |format: &str, filter: Value| export(&app, &admin, "x_thing0", &fields, format, filter).await;
    let text = String::from_utf8(out("csv", Value::Null).await).unwrap();
    let marked = format!("\u{feff}{text}");
    let old = String::from_utf8(out("csv", json!("x_latin")).await).unwrap();
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let lines = String::from_utf8(out("jsonl", Value::Null).await).unwrap();
    type Encode<'a> = &'a dyn Fn(&str) -> Vec<u8>;
    let files: [(&str, Encode, &str, &[Value]); 9] = [
        (&text, &|text| text.as_bytes().to_vec(), "", &made),
        (&marked, &|text| text.as_bytes().to_vec(), "", &made),
        (&text, &|text| wide(text, u16::to_le_bytes), "", &made),
        (&text, &|text| wide(text, u16::to_be_bytes), "", &made),
        (&marked, &|text| wide(text, u16::to_le_bytes), "", &made),
        (&marked, &|text| wide(text, u16::to_be_bytes), "", &made),
        (&old, &|text| narrow(text, 0x80), "", &latin),
        (&old, &|text| narrow(text, 0xA4), "&encoding=iso-8859-15", &latin),
        (&lines, &|text| text.as_bytes().to_vec(), "", &made),
    ];
    for (n, (text, encode, reading, made)) in files.into_iter().enumerate() {
        let n = n + 1;
        let expected = made.iter().map(|thing| {
            let mut thing = thing.clone();
            thing["id"] = json!(other(&thing, n));
            thing
        });
        let (file, expected) = (
            encode(&with_others(text, made, n)),
            expected.collect::<Vec<Value>>(),
        );
        comes_back(&app, &admin, &format!("x_thing{n}"), file, reading, &expected).await;
    }
    // A workbook is no text in which ids could be others: it goes to another house, where nobody knows the users.
    let there = crate::app().await;
    let somebody = there.admin().await;
    let parents = export(&app, &admin, "organization", "name", "csv", Value::Null).await;
    comes_back(&there, &somebody, "organization", parents, "", &firms).await;
    somebody.post("/objects", object(0)).await.created();
    let fields = fields.replace(",x_user", "");
    let book = export(&app, &admin, "x_thing0", &fields, "xlsx", Value::Null).await;
    // Its cells keep an instant to the second, those before 1970 to the millisecond, for they are text.
    let in_a_book = |thing: &Value| {
        let mut thing = thing.clone();
        thing["x_user"] = Value::Null;
        if let Some(at) = thing["x_at"].as_str().filter(|at| *at >= "1970") {
            thing["x_at"] = json!(format!("{}.000Z", &at[..19]));
        }
        thing
    };
    let expected: Vec<Value> = made.iter().map(in_a_book).collect();
    comes_back(&there, &somebody, "x_thing0", book, "", &expected).await;
}

const FIRM: [(&str, &str); 10] = [
    ("name", "text"),
    ("tags", "tags"),
    ("external_ids", "external_ids"),
    ("employees", "rating"),
    ("revenue", "money"),
    ("emails", "email"),
    ("phones", "phone"),
    ("websites", "url"),
    ("social", "social"),
    ("addresses", "address"),
];
const PERSON: [(&str, &str); 11] = [
    ("title", "text"),
    ("given_name", "text"),
    ("family_name", "text"),
    ("birth_date", "birthday"),
    ("emails", "email"),
    ("phones", "phone"),
    ("websites", "url"),
    ("social", "social"),
    ("addresses", "address"),
    ("tags", "tags"),
    ("organization", "link"),
];

#[tokio::test]
async fn generated_organisations_and_people_come_back_in_another_house() {
    let (here, mut draw) = (app().await, Draw(2));
    let admin = here.admin().await;
    let named = |mut record: Value, key: &str, n: usize| {
        record[key] = json!(format!("{n} {}", record[key].as_str().unwrap_or_default()));
        record
    };
    let firms = (0..PARTIES).map(|n| named(draw.record(&FIRM, false, &[]), "name", n));
    let firms = make(&admin, "organization", firms.collect()).await;
    let links: Vec<Value> = firms.iter().map(|firm| firm["id"].clone()).collect();
    // Whoever has no employer has none there either, though firms have the domain of his address.
    let people = (0..PARTIES).map(|n| named(draw.record(&PERSON, false, &links), "family_name", n));
    let people = make(&admin, "person", people.collect()).await;
    let keys = |fields: &[(&str, &str)]| fields.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(",");
    for format in ["csv", "xlsx", "jsonl"] {
        let there = app().await;
        let somebody = there.admin().await;
        for (object, fields, made) in [
            ("organization", keys(&FIRM), &firms),
            ("person", keys(&PERSON), &people),
        ] {
            let file = export(&here, &admin, object, &fields, format, Value::Null).await;
            comes_back(&there, &somebody, object, file, "", made).await;
        }
    }
}
