//! What holds for every field type alike, whatever is sent to it, and on a row of either database.

use kontor_database::testing::on_each_database;
use kontor_definitions::storage::Storage;
use kontor_definitions::{FieldDef, FieldType};
use kontor_kernel::{Json, Locale};
use proptest::prelude::*;
use serde_json::json;

use super::bench::{Bench, every_type};
use super::{Kind, kind};

/// Any JSON, with the member names and texts that field types look for.
fn any_json() -> impl Strategy<Value = Json> {
    let text = prop_oneof![
        "\\PC{0,12}",
        "[ -~]{0,12}",
        any::<String>(),
        Just("0195512c-8a10-7000-8000-000000000001".to_owned()),
        Just("a@example.com".to_owned()),
        Just("https://x.de/a?b=c;d".to_owned()),
        Just("+49 40 12345".to_owned()),
        Just("2026-02-28".to_owned()),
        Just("2026-02-28T10:00:00.123Z".to_owned()),
        Just("<p>a<b>b</p>".to_owned()),
        Just("person".to_owned()),
        Just("EUR".to_owned()),
        Just("DE".to_owned()),
        Just("a".to_owned()),
        "-?[0-9]{1,22}(\\.[0-9]{1,12})?",
    ];
    let leaf = prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (0i64..6).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        (-10_000i32..10_000).prop_map(|n| Json::from(f64::from(n) / 64.0)),
        Just(Json::Null),
        text.prop_map(Json::from),
    ];
    let member = prop_oneof![
        proptest::sample::select(vec![
            "value",
            "label",
            "primary",
            "verified_at",
            "id",
            "object",
            "amount",
            "currency",
            "system",
            "key",
            "street",
            "city",
            "country",
            "lat",
            "lon",
            "from_date",
            "as_of",
            "name",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            proptest::collection::hash_map(member.clone(), inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Values that are mostly accepted, by type.
fn likely(kind: &FieldType) -> BoxedStrategy<Json> {
    let id = || "0195512c-8a10-7000-8000-00000000000[0-9]".prop_map(Json::from);
    let texts = |pattern: &'static str| pattern.prop_map(Json::from);
    let list = |item: BoxedStrategy<Json>| {
        proptest::collection::vec(item, 0..5)
            .prop_map(Json::Array)
            .boxed()
    };
    let at = || {
        (-62_135_596_800i64..253_402_300_799)
            .prop_map(|s| json!(kontor_kernel::Timestamp::from_micros(s * 1_000_000)))
    };
    let decimal = |pattern: &'static str| texts(pattern);
    let item = move |value: BoxedStrategy<Json>| {
        let label = prop_oneof![Just(Json::Null), texts("[a-z\";]{1,5}")];
        let verified = prop_oneof![Just(Json::Null), Just(json!("2026-01-01T00:00:00Z"))];
        (value, label, any::<bool>(), verified)
            .prop_map(|(value, label, primary, at)| json!({"value": value, "label": label, "primary": primary, "verified_at": at}))
            .boxed()
    };
    let points = |pattern: &'static str| {
        let value = texts(pattern).boxed();
        list(prop_oneof![value.clone(), item(value)].boxed())
    };
    match kind {
        FieldType::Id | FieldType::Owner | FieldType::File => id().boxed(),
        FieldType::Text { .. } | FieldType::AutoNumber { .. } => texts("[\\PC]{0,20}").boxed(),
        FieldType::LongText => texts("[\\PC\n]{0,40}").boxed(),
        FieldType::RichText => {
            texts("(<(p|b|ul|li|br|a href=\"https://x.de\")>|</(p|b|ul|li)>|[\\PC\n]){0,20}").boxed()
        }
        FieldType::Integer { .. } => (-1000i64..i64::MAX).prop_map(Json::from).boxed(),
        FieldType::Decimal { scale: 0 } => decimal("-?[0-9]{1,18}").boxed(),
        FieldType::Decimal { scale: 3 } => decimal("-?[0-9]{1,12}(\\.[0-9]{1,3})?").boxed(),
        FieldType::Decimal { .. } | FieldType::Percentage => decimal("-?[0-9]{1,9}(\\.[0-9]{1,2})?").boxed(),
        FieldType::Money => (
            decimal("-?[0-9]{1,9}(\\.[0-9]{1,4})?"),
            proptest::sample::select(vec!["EUR", "JPY", "KWD", "CLF"]),
        )
            .prop_map(|(amount, currency)| json!({"amount": amount, "currency": currency}))
            .boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Json::from).boxed(),
        FieldType::Date => (-719_162i64..2_932_896)
            .prop_map(|day| json!(kontor_kernel::Date::from_days(day).unwrap().to_string()))
            .boxed(),
        FieldType::Timestamp => at().boxed(),
        FieldType::Duration => (0i64..100_000_000_000).prop_map(Json::from).boxed(),
        FieldType::Select { .. } | FieldType::Stage { .. } => texts("[ab]").boxed(),
        FieldType::MultiSelect { .. } => list(texts("[ab]").boxed()),
        FieldType::Link { targets, many } => {
            let object = prop_oneof![Just("person"), Just("organization")];
            let one = match targets.as_slice() {
                [only] if only != "*" => id().boxed(),
                _ => (id(), object)
                    .prop_map(|(id, object)| json!({"id": id, "object": object}))
                    .boxed(),
            };
            if *many { list(one) } else { one }
        }
        FieldType::Email => points("[a-zA-Z.ü]{1,8}@[a-zü]{1,5}\\.(de|com)"),
        FieldType::Phone => points("[+]?[0-9 /()-]{0,8}[0-9]{1,6}( ext\\. [0-9]|;x)?"),
        FieldType::Url => points("(https?://)?(www\\.)?[a-z]{1,5}\\.de(/[a-zA-Z;]{0,4})?(\\?a=[a-z])?"),
        FieldType::Social => points("(@?[a-zA-Z;:.]{1,6}|https://(www\\.)?(x|github|foo)\\.com/[a-z]{0,4})"),
        FieldType::Tags => list(texts("[\\PC]{0,8}").boxed()),
        FieldType::Address => {
            let text = || prop_oneof![Just(Json::Null), texts("[\\PC]{1,10}")];
            let country = prop_oneof![Just(Json::Null), Just(json!("de")), Just(json!("FR"))];
            let place = (-180_000_000i64..180_000_000).prop_map(|n| n as f64 / 1e6);
            let place = proptest::option::of((place.clone(), place));
            list(
                (text(), text(), text(), country, place)
                    .prop_map(|(kind, street, city, country, place)| {
                        let (lat, lon) = place.map_or((Json::Null, Json::Null), |(lat, lon)| (json!(lat / 2.0), json!(lon)));
                        json!({"kind": kind, "street": street, "city": city, "country": country, "lat": lat, "lon": lon})
                    })
                    .boxed(),
            )
        }
        FieldType::ExternalIds => list(
            (texts("[a-c]"), texts("[\\PC]{1,6}"))
                .prop_map(|(system, key)| json!({"system": system, "key": key}))
                .boxed(),
        ),
        FieldType::Rating { .. } => (1i64..6).prop_map(Json::from).boxed(),
        FieldType::Formula { result, .. } => likely(result),
        FieldType::Total { .. } => prop_oneof![
            (0i64..100).prop_map(Json::from),
            decimal("-?[0-9]{1,9}\\.[0-9]{1,4}")
        ]
        .boxed(),
        FieldType::Rollup { .. } => (
            prop_oneof![Just(Json::Null), (0i64..100).prop_map(Json::from)],
            at(),
        )
            .prop_map(|(value, as_of)| json!({"value": value, "as_of": as_of}))
            .boxed(),
        FieldType::Json => prop_oneof![
            texts("[\\PC]{0,8}"),
            proptest::collection::vec(any::<i64>(), 0..3)
                .prop_map(|list| json!({"a": list, "b": {"c": null}})),
        ]
        .boxed(),
    }
}

/// A value for every type, in the order of [`every_type`].
fn a_value_for_every_type() -> impl Strategy<Value = Vec<Json>> {
    every_type()
        .iter()
        .map(|field| likely(&field.kind))
        .collect::<Vec<_>>()
}

/// Checks all that holds for a value once it was accepted.
fn check_accepted(bench: &Bench, field: &FieldDef, value: &Json) -> Result<(), TestCaseError> {
    let what = &field.kind;
    let kind: &dyn Kind = kind(what);
    if !value.is_null() {
        prop_assert_eq!(
            bench.accept(field, value.clone()),
            Ok(value.clone()),
            "not canonical: {:?}",
            what
        );
        prop_assert_ne!(value, &json!([]), "an empty list: {:?}", what);
        prop_assert_ne!(value, &json!(""), "an empty text: {:?}", what);
    }
    let cell = kind.export(field, value);
    prop_assert_eq!(
        bench.import(field, &cell),
        Ok(value.clone()),
        "through the cell {:?}: {:?}",
        cell,
        what
    );
    let stored = bench.store(field, value.clone());
    prop_assert_eq!(stored.len(), field.columns().len(), "columns: {:?}", what);
    for (stored, column) in stored.iter().zip(field.columns()) {
        use kontor_database::Value;
        let fits = match stored {
            Value::Null => true,
            Value::Int(_) => column.storage == Storage::Int,
            Value::Text(_) => column.storage == Storage::Text,
            Value::Bool(_) => column.storage == Storage::Bool,
            Value::Id(_) => column.storage == Storage::Id,
            _ => false,
        };
        prop_assert!(fits, "{:?} in {:?}", stored, column);
    }
    if let Some(column) = kind.sort_column(field) {
        prop_assert!(
            field.columns().iter().any(|other| other.name == column),
            "sort column: {:?}",
            what
        );
    }
    if value.is_null() {
        prop_assert!(
            kind.typed(field, value, &bench.cx()).is_missing(),
            "null is missing: {:?}",
            what
        );
        prop_assert_eq!(kind.display(field, value, Locale::De), "");
        prop_assert_eq!(kind.words(field, value, &bench.cx()), vec![]);
    } else {
        prop_assert!(
            !kind.display(field, value, Locale::De).is_empty()
                || field.kind.name() == "rollup"
                || field.kind.name() == "rich_text"
                || field.kind.name() == "address",
            "shown: {:?}",
            what
        );
    }
    for side in kind.side_values(field, value, &bench.cx()) {
        prop_assert!(!side.value.is_empty());
    }
    kind.words(field, value, &bench.cx());
    for item in value.as_array().into_iter().flatten() {
        let multi = matches!(
            what,
            FieldType::Email
                | FieldType::Phone
                | FieldType::Url
                | FieldType::Social
                | FieldType::Address
                | FieldType::Tags
                | FieldType::ExternalIds
                | FieldType::MultiSelect { .. }
                | FieldType::Link { .. }
        );
        prop_assert_eq!(
            kind.item_key(field, item, &bench.cx()).is_some(),
            multi,
            "identity: {:?}",
            what
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_sent_is_refused_or_becomes_canonical(input in any_json()) {
        let bench = Bench::default();
        for field in every_type() {
            match bench.accept(&field, input.clone()) {
                // Long decimals of a float are read back from JSON text one unit off; nothing of ours stores them so.
                Ok(_) if matches!(field.kind, FieldType::Json) => {}
                Ok(value) => check_accepted(&bench, &field, &value)?,
                Err(faults) => prop_assert!(!faults.is_empty(), "{:?}", field.kind),
            }
        }
    }

    #[test]
    fn likely_values_hold_all_promises(values in a_value_for_every_type()) {
        let bench = Bench::default();
        for (field, input) in every_type().iter().zip(values) {
            if let Ok(value) = bench.accept(field, input) {
                check_accepted(&bench, field, &value)?;
            }
        }
    }

    #[test]
    fn any_cell_is_read_without_panic(cell in "\\PC{0,30}", cells in "[0-9.,:; \\[\\]{}\"-]{0,20}") {
        let bench = Bench::default();
        for field in every_type() {
            for cell in [&cell, &cells] {
                if let Ok(value) = bench.import(&field, cell) && !matches!(field.kind, FieldType::Json) {
                    check_accepted(&bench, &field, &value)?;
                }
            }
        }
    }
}

#[test]
fn nothing_is_nothing_in_every_type() {
    let bench = Bench::default();
    for field in every_type() {
        check_accepted(&bench, &field, &Json::Null).unwrap();
    }
}

#[test]
fn every_type_refuses_the_wrong_json_type() {
    let bench = Bench::default();
    for field in every_type()
        .iter()
        .filter(|field| !matches!(field.kind, FieldType::Json))
    {
        let refused = [
            json!(true),
            json!(1.5),
            json!("x"),
            json!([true]),
            json!({"x": 1}),
        ]
        .into_iter()
        .any(|input| {
            bench
                .accept(field, input)
                .is_err_and(|faults| faults.iter().any(|(_, code)| code == "wrong_type"))
        });
        assert!(refused, "{:?}", field.kind);
    }
}

#[test]
fn details_are_worded_in_the_language_of_the_caller() {
    let mut bench = Bench::default();
    let field = FieldDef::new("x", "X", "X", FieldType::Boolean);
    let detail = |bench: &Bench| {
        kind(&field.kind)
            .accept(&field, &json!(1), &bench.cx())
            .unwrap_err()[0]
            .detail
            .clone()
    };
    assert_eq!(detail(&bench), "Expected: true or false.");
    bench.caller.locale = Locale::De;
    assert_eq!(detail(&bench), "Erwartet: true oder false.");
}

/// The SQL of a table with the columns of all fields.
fn create_table(dialect: kontor_database::Dialect, fields: &[FieldDef]) -> String {
    let postgres = dialect != kontor_database::Dialect::Sqlite;
    let column = |column: kontor_definitions::storage::Column| {
        let storage = match (column.storage, postgres) {
            (Storage::Id, true) => "uuid",
            (Storage::Id, false) => "BLOB",
            (Storage::Int, true) => "bigint",
            (Storage::Bool, true) => "boolean",
            (Storage::Int | Storage::Bool, false) => "INTEGER",
            (Storage::Text, _) => "TEXT",
        };
        format!("\"{}\" {storage}", column.name)
    };
    let columns: Vec<String> = fields.iter().flat_map(FieldDef::columns).map(column).collect();
    format!("CREATE TABLE @sample ({})", columns.join(", "))
}

/// What every field writes of a row that holds these values.
async fn through_the_database(database: &kontor_database::Database, values: Vec<Json>) -> Vec<Json> {
    database
        .write(move |tx| {
            let (bench, fields) = (Bench::default(), every_type());
            let mut bound = Vec::new();
            for (field, value) in fields.iter().zip(&values) {
                kind(&field.kind).store(field, value, &bench.cx(), &mut bound);
            }
            let places: Vec<String> = (1..=bound.len()).map(|n| format!("${n}")).collect();
            tx.execute("DELETE FROM @sample", &[])?;
            tx.execute(
                &format!("INSERT INTO @sample VALUES ({})", places.join(", ")),
                &bound,
            )?;
            let written = tx.rows("SELECT * FROM @sample", &[], |row| {
                let mut at = 0;
                let mut all = Vec::new();
                for field in &fields {
                    let mut out = Vec::new();
                    kind(&field.kind).write(field, row, at, &mut out)?;
                    at += field.columns().len();
                    all.push(serde_json::from_slice(&out).expect("what is written is JSON"));
                }
                Ok(all)
            })?;
            Ok(written.into_iter().next().unwrap_or_default())
        })
        .await
        .unwrap()
}

#[test]
fn what_was_stored_is_written_as_it_was_accepted() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    on_each_database(async |database| {
        let create = create_table(database.dialect(), &every_type());
        database.write(move |tx| tx.ddl(&create)).await.unwrap();
        let bench = Bench::default();
        let mut runner = TestRunner::deterministic();
        let mut seen = vec![false; every_type().len()];
        for round in 0..50 {
            let inputs = a_value_for_every_type().new_tree(&mut runner).unwrap().current();
            let accepted = |(field, input): (&FieldDef, Json)| match round {
                0 => Json::Null,
                _ => bench.accept(field, input).unwrap_or_default(),
            };
            let values: Vec<Json> = every_type().iter().zip(inputs).map(accepted).collect();
            seen.iter_mut()
                .zip(&values)
                .for_each(|(seen, value)| *seen |= !value.is_null());
            let written = through_the_database(database, values.clone()).await;
            for ((field, value), written) in every_type().iter().zip(values).zip(written) {
                // Links to many have no column; a list without entries is written as one.
                let expected = match &field.kind {
                    FieldType::Link { many: true, .. } => json!([]),
                    kind if value.is_null() && is_list(kind) => json!([]),
                    _ => value,
                };
                assert_eq!(written, expected, "{:?}", field.kind);
            }
        }
        for (field, seen) in every_type().iter().zip(seen) {
            assert!(seen, "no value was accepted: {:?}", field.kind);
        }
    });
}

fn is_list(kind: &FieldType) -> bool {
    matches!(
        kind,
        FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Social
            | FieldType::Address
            | FieldType::Tags
            | FieldType::ExternalIds
            | FieldType::MultiSelect { .. }
    )
}
