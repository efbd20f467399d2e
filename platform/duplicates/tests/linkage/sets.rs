//! Published sets of records whose duplicates are known, once as plain columns of text, once in the fields of a person.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_definitions::{Catalog, CatalogData, FieldDef, FieldType, Object, ObjectDef};
use kontor_duplicates::{
    Model, Neighbours, Prepared, Rule, Thresholds, Verdict, keys, prepare, rules, score,
};
use kontor_kernel::{Caller, Clock, Id, Json, Text, Timestamp};
use kontor_records::fields::Accept;
use kontor_records::{Record, Settings};
use serde_json::json;

/// A set, and what of it is truly the same.
pub struct Set {
    pub name: &'static str,
    object: Arc<Object>,
    records: Vec<Record>,
    /// Records of one entity have the same number.
    entity: Vec<String>,
}

/// How well the duplicates of a set were told.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    #[allow(dead_code, reason = "printed, not tested")]
    pub found: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// What came of a set.
pub struct Outcome {
    pub records: usize,
    pub candidates: usize,
    /// The part of all true pairs that were compared at all.
    pub reachable: f64,
    /// Pairs that score otherwise when the other one comes first.
    pub lopsided: usize,
    pub same: Figures,
    pub any: Figures,
}

/// All sets.
pub fn all() -> Vec<Set> {
    vec![febrl(), febrl_people(), restaurants(), splink(), splink_people()]
}

const FEBRL: &str = include_str!("../data/febrl1.csv");
const RESTAURANTS: &str = include_str!("../data/restaurant-nophone.csv");
const SPLINK: &str = include_str!("../data/splink_fake_1000.csv");

/// The first set of Febrl: 500 people of Australia, each twice.
pub fn febrl() -> Set {
    let (columns, rows) = table(FEBRL);
    let entity = rows
        .iter()
        .map(|row| row[0].split('-').nth(1).unwrap_or_default().to_owned())
        .collect();
    plain("febrl1", &columns[1..], rows.iter().map(|row| &row[1..]), entity)
}

/// The same as people: name, birthday, address, and a number in a field of their own.
pub fn febrl_people() -> Set {
    let (_, rows) = table(FEBRL);
    let entity = rows
        .iter()
        .map(|row| row[0].split('-').nth(1).unwrap_or_default().to_owned())
        .collect();
    let values = rows.iter().map(|row| {
        let street = [&row[3], &row[4], &row[5]].map(String::as_str).join(" ");
        let day = (row[9].len() == 8).then(|| format!("{}-{}-{}", &row[9][..4], &row[9][4..6], &row[9][6..]));
        json!({"given_name": text(&row[1]), "family_name": text(&row[2]), "birth_date": day,
            "x_number": text(&row[10]),
            "addresses": [{"street": text(street.trim()), "city": text(&row[6]), "postcode": text(&row[7])}]})
    });
    people("febrl1/p", values.collect(), entity)
}

/// Restaurants of two guides: 112 stand in both.
pub fn restaurants() -> Set {
    let (columns, rows) = table(RESTAURANTS);
    let entity = rows.iter().map(|row| row[4].clone()).collect();
    plain(
        "restaurants",
        &columns[..4],
        rows.iter().map(|row| &row[..4]),
        entity,
    )
}

/// A thousand invented people with many errors, several times each.
pub fn splink() -> Set {
    let (columns, rows) = table(SPLINK);
    let entity = rows.iter().map(|row| row[6].clone()).collect();
    plain(
        "splink",
        &columns[1..6],
        rows.iter().map(|row| &row[1..6]),
        entity,
    )
}

/// The same as people.
pub fn splink_people() -> Set {
    let (_, rows) = table(SPLINK);
    let entity = rows.iter().map(|row| row[6].clone()).collect();
    let values = rows.iter().map(|row| {
        json!({"given_name": text(&row[1]), "family_name": text(&row[2]), "birth_date": text(&row[3]),
            "addresses": [{"city": text(&row[4])}],
            "emails": if row[5].is_empty() { json!(null) } else { json!([{"value": row[5]}]) }})
    });
    people("splink/p", values.collect(), entity)
}

fn text(cell: &str) -> Json {
    if cell.is_empty() { Json::Null } else { json!(cell) }
}

fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let clean = |cell: &str| cell.trim_matches([' ', '"', '\'']).to_owned();
    let columns = reader.headers().unwrap().iter().map(clean).collect();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(clean).collect())
        .collect();
    (columns, rows)
}

fn object(def: ObjectDef) -> Arc<Object> {
    let key = def.key.clone();
    let catalog = Catalog::new(CatalogData {
        version: 1,
        objects: vec![def],
    });
    catalog.object(&key).unwrap().clone()
}

fn plain<'a>(
    name: &'static str,
    columns: &[String],
    rows: impl Iterator<Item = &'a [String]>,
    entity: Vec<String>,
) -> Set {
    let label = Text::new("Thing", "Ding");
    let mut def = ObjectDef::new("x_thing", label.clone(), label);
    for column in columns {
        def = def.field(FieldDef::text(&format!("x_{column}"), column, column));
    }
    let object = object(def);
    let records = rows.map(|row| {
        let values = columns
            .iter()
            .zip(row)
            .map(|(column, cell)| (format!("x_{column}"), text(cell)));
        record(&object, values.collect())
    });
    let records = records.collect();
    Set {
        name,
        object,
        records,
        entity,
    }
}

fn people(name: &'static str, values: Vec<Json>, entity: Vec<String>) -> Set {
    let label = Text::new("Person", "Person");
    let def = ObjectDef::new("person", label.clone(), label)
        .field(FieldDef::text("given_name", "Given name", "Vorname"))
        .field(FieldDef::text("family_name", "Family name", "Nachname"))
        .field(FieldDef::new(
            "birth_date",
            "Date of birth",
            "Geburtsdatum",
            FieldType::Date,
        ))
        .field(FieldDef::new("emails", "E-mail", "E-Mail", FieldType::Email))
        .field(FieldDef::new(
            "addresses",
            "Addresses",
            "Anschriften",
            FieldType::Address,
        ))
        .field(FieldDef::text("x_number", "Number", "Nummer"))
        .called(&["given_name", "family_name"]);
    Set::of(name, def, values, entity)
}

fn record(object: &Arc<Object>, values: HashMap<String, Json>) -> Record {
    let mut record = Record::empty(object, Id::NIL);
    for (key, value) in values {
        record.set(&key, value);
    }
    record
}

impl Set {
    /// Records of an object.
    pub fn of(name: &'static str, def: ObjectDef, values: Vec<Json>, entity: Vec<String>) -> Set {
        let object = object(def);
        let map = |values: Json| values.as_object().unwrap().clone().into_iter().collect();
        let records = values
            .into_iter()
            .map(|values| record(&object, map(values)))
            .collect();
        Set {
            name,
            object,
            records,
            entity,
        }
    }

    /// The set's records, ready to be compared.
    pub fn prepared(&self) -> (Vec<Rule>, Vec<Prepared>) {
        let rules = rules(&self.object, None);
        let clock = Clock::manual(Timestamp::from_micros(0));
        let (caller, settings, catalog) = (Caller::system(&clock), Settings::default(), Catalog::default());
        let accept = Accept {
            caller: &caller,
            settings: &settings,
            catalog: &catalog,
        };
        let prepared = self
            .records
            .iter()
            .map(|record| prepare(&rules, record, &accept))
            .collect();
        (rules, prepared)
    }

    /// Learns a model, finds all pairs, and holds them against the truth.
    pub fn evaluate(&self) -> Outcome {
        let (rules, prepared) = self.prepared();
        let model = Model::train(&rules, &prepared, prepared.len());
        let mut blocks: HashMap<i64, Vec<usize>> = HashMap::new();
        for (n, record) in prepared.iter().enumerate() {
            for key in keys(&rules, &model, record) {
                blocks.entry(key).or_default().push(n);
            }
        }
        let mut pairs: HashSet<(usize, usize)> = HashSet::new();
        for (n, record) in prepared.iter().enumerate() {
            let mut neighbours = Neighbours::default();
            for key in keys(&rules, &model, record) {
                let holders = &blocks[&key];
                for other in holders.iter().take_while(|other| **other < n) {
                    neighbours.share(*other, holders.len());
                }
            }
            pairs.extend(neighbours.nearest().into_iter().map(|other| (other, n)));
        }
        let true_pair = |(a, b): &(usize, usize)| self.entity[*a] == self.entity[*b];
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for entity in &self.entity {
            *sizes.entry(entity).or_default() += 1;
        }
        let truth: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
        let reached = pairs.iter().filter(|pair| true_pair(pair)).count();
        let thresholds = Thresholds::of(None);
        let verdicts: Vec<((usize, usize), Option<Verdict>)> = pairs
            .iter()
            .map(|pair| {
                (
                    *pair,
                    score(&rules, &model, thresholds, &prepared[pair.0], &prepared[pair.1]).verdict,
                )
            })
            .collect();
        let score_of =
            |a: usize, b: usize| score(&rules, &model, thresholds, &prepared[a], &prepared[b]).score;
        let lopsided = pairs
            .iter()
            .filter(|(a, b)| score_of(*a, *b) != score_of(*b, *a))
            .count();
        let figures = |wanted: &dyn Fn(Verdict) -> bool| {
            let found: Vec<_> = verdicts
                .iter()
                .filter(|(_, verdict)| verdict.is_some_and(wanted))
                .collect();
            let right = found.iter().filter(|(pair, _)| true_pair(pair)).count() as f64;
            let (precision, recall) = (right / (found.len() as f64).max(1.0), right / truth as f64);
            let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
            Figures {
                found: found.len(),
                precision,
                recall,
                f1,
            }
        };
        Outcome {
            records: prepared.len(),
            candidates: pairs.len(),
            reachable: reached as f64 / truth as f64,
            lopsided,
            same: figures(&|verdict| verdict == Verdict::Same),
            any: figures(&|_| true),
        }
    }
}
