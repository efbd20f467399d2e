//! The list of duplicates on the command line, held against a published set whose truth is known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::home::{Home, on_each};

/// The first set of Febrl: 500 people, each twice, `rec-7-org` and `rec-7-dup-0`.
const FEBRL: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../platform/duplicates/tests/data/febrl1.csv"
));

#[test]
fn the_pairs_of_a_published_set_are_listed_with_ids_keys_score_verdict_and_reasons() {
    on_each(|home| {
        let folder = home.data().parent().unwrap().to_owned();
        std::fs::write(folder.join("febrl1.csv"), as_exported()).unwrap();
        let map = json!({"columns": {
            "given_name": "given_name", "surname": "family_name", "street_number": "addresses.street",
            "address_1": "addresses.street", "address_2": "addresses.street", "suburb": "addresses.city",
            "postcode": "addresses.postcode", "state": "addresses.region", "soc_sec_id": "x_number",
            "date_of_birth": {"field": "birth_date", "optional": true}, "rec_id": null}});
        std::fs::write(folder.join("map.json"), map.to_string()).unwrap();
        make_number(home);
        let import = [
            "import",
            "person",
            "febrl1.csv",
            "--map",
            "map.json",
            "--key",
            "rec_id",
        ];
        let done = home.kontor(&import);
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
        let told = done.out.lines().next().unwrap();
        assert_eq!(told, "1000 rows: 1000 created, 0 updated, 0 skipped, 0 failed.");

        let list = home.kontor(&["duplicates", "person", "--format", "csv"]).out();
        let mut rows = csv::Reader::from_reader(list.as_bytes());
        let header = "id,other_id,key,other_key,score,verdict,reasons,label,other_label";
        assert_eq!(
            rows.headers().unwrap().iter().collect::<Vec<_>>().join(","),
            header
        );
        let entity = |key: &str| key.split('-').nth(1).map(str::to_owned);
        let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut pairs = BTreeSet::new();
        for row in rows.records() {
            let row = row.unwrap();
            let (one, other) = (row[0].to_owned(), row[1].to_owned());
            assert!(
                one != other && pairs.insert((one.clone().min(other.clone()), one.max(other))),
                "twice: {row:?}"
            );
            let score: f64 = row[4].parse().unwrap();
            let floor = if &row[5] == "same" { 0.99 } else { 0.5 };
            assert!((floor..=1.0).contains(&score), "{row:?}");
            assert!(row[6].contains(": "), "reasons in words: {row:?}");
            let (right, all) = found.entry(row[5].to_owned()).or_default();
            *right += usize::from(entity(&row[2]).is_some() && entity(&row[2]) == entity(&row[3]));
            *all += 1;
        }
        let (same, perhaps) = (found["same"], found.get("perhaps").copied().unwrap_or_default());
        assert!(same.0 as f64 >= 0.998 * same.1 as f64, "{found:?}");
        // 500 people, each twice: recall and precision of both verdicts together, as F1.
        let (right, all) = (same.0 + perhaps.0, same.1 + perhaps.1);
        let f1 = 2.0 * right as f64 / (500 + all) as f64;
        assert!(f1 >= 0.995, "{found:?}: {f1}");

        let only = home
            .kontor(&["duplicates", "person", "--format", "json", "--verdict", "same"])
            .json();
        assert_eq!(only.as_array().unwrap().len(), same.1);
        assert!(only[0]["records"][0]["external_ids"][0]["key"].is_string());
    });
}

/// The set as other systems would write it: without spaces behind commas, days with hyphens.
fn as_exported() -> String {
    let mut lines = FEBRL.lines();
    let mut out = lines.next().unwrap().replace(", ", ",") + "\n";
    for line in lines {
        let mut cells: Vec<String> = line.split(',').map(|cell| cell.trim().to_owned()).collect();
        if cells[9].len() == 8 {
            cells[9] = format!("{}-{}-{}", &cells[9][..4], &cells[9][4..6], &cells[9][6..]);
        }
        out += &(cells.join(",") + "\n");
    }
    out
}

/// The set has a number that people have not: a field of its own.
fn make_number(home: &Home) {
    home.add_ann();
    let key = home.key_of_ann();
    let server = home.serve();
    let bearer = format!("Bearer {key}");
    let field = json!({"key": "x_number", "labels": "Number", "type": "text"});
    let made = crate::http::request(
        server.host(),
        "POST",
        "/api/v1/objects/person/fields",
        &[("Authorization", &bearer)],
        Some(field),
    );
    assert_eq!(made.status, 201, "{}", made.body);
}
