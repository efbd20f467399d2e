//! Values that a field does not take: each is refused by the name of the field, with a code that says why.

use serde_json::{Value, json};

use crate::bad_input::problem;
use crate::fixture::{NOBODY, make, open, path};

/// A field, and values that it does not take, each with the place below the field and the code of the first issue.
pub type Wrong = (&'static str, Vec<(Value, &'static str, &'static str)>);

/// Values that no field of a type takes.
pub fn wrong_values() -> Vec<Wrong> {
    let long = |length: usize| json!("x".repeat(length));
    let many = |length: usize| json!((0..length).map(|n| format!("a{n}@x.example")).collect::<Vec<_>>());
    let address = |member: &str, value: Value| json!([{"city": "Bern", "country": "CH", member: value}]);
    vec![
        (
            "name",
            vec![
                (json!(7), "", "wrong_type"),
                (json!([]), "", "wrong_type"),
                (long(501), "", "too_long"),
                (json!("a\u{7}b"), "", "control_characters"),
            ],
        ),
        ("notes", vec![(json!({}), "", "wrong_type")]),
        ("story", vec![(json!(true), "", "wrong_type")]),
        (
            "count",
            vec![
                (json!("7"), "", "wrong_type"),
                (json!(1.5), "", "wrong_type"),
                (json!(1001), "", "out_of_range"),
                (json!(-11), "", "out_of_range"),
                (json!(1e300), "", "out_of_range"),
            ],
        ),
        (
            "serial",
            vec![
                (json!(18446744073709551615u64), "", "out_of_range"),
                (json!(true), "", "wrong_type"),
            ],
        ),
        (
            "ratio",
            vec![
                (json!("1,5"), "", "wrong_format"),
                (json!("1e3"), "", "wrong_format"),
                (json!("0.0001"), "", "too_many_digits"),
                (json!("99999999999999999999"), "", "out_of_range"),
                (json!("NaN"), "", "wrong_format"),
                (json!([]), "", "wrong_type"),
            ],
        ),
        (
            "price",
            vec![
                (json!({"amount": "x"}), "/amount", "wrong_format"),
                (
                    json!({"amount": "1", "currency": "XXY"}),
                    "/currency",
                    "unknown_currency",
                ),
                (json!({"amount": "1", "currency": 7}), "/currency", "wrong_type"),
                (json!({"currency": "EUR"}), "/amount", "required"),
                (json!({"amount": "1", "vat": 1}), "/vat", "unknown_field"),
                (json!({"amount": "922337203685478"}), "/amount", ""),
                (json!(true), "", "wrong_type"),
            ],
        ),
        (
            "done",
            vec![(json!("true"), "", "wrong_type"), (json!(1), "", "wrong_type")],
        ),
        (
            "day",
            vec![
                (json!("2026-02-30"), "", "wrong_format"),
                (json!("10000-01-01"), "", "wrong_format"),
                (json!("2026-1-1"), "", "wrong_format"),
                (json!("+002026-01-01"), "", "wrong_format"),
                (json!(20260101), "", "wrong_type"),
                (json!("2026-01-01T00:00:00Z"), "", "wrong_format"),
            ],
        ),
        (
            "at",
            vec![
                (json!("10000-01-01T00:00:00Z"), "", "wrong_format"),
                (json!("2026-01-01"), "", "wrong_format"),
                (json!("2026-01-01T25:00:00Z"), "", "wrong_format"),
                (json!("2026-01-01T00:00:00"), "", "wrong_format"),
                (json!(0), "", "wrong_type"),
                (json!("9999-12-31T23:59:59-23:59"), "", ""),
            ],
        ),
        (
            "took",
            vec![
                (json!(-1), "", "out_of_range"),
                (json!("-PT1H"), "", "out_of_range"),
                (json!("P1Y"), "", "wrong_format"),
                (json!(1e18), "", "out_of_range"),
                (json!([]), "", "wrong_type"),
                (json!("PT99999999999999999999S"), "", "wrong_format"),
            ],
        ),
        (
            "color",
            vec![
                (json!("mauve"), "", "unknown_option"),
                (json!(["red"]), "", "wrong_type"),
                (json!(""), "", ""),
            ],
        ),
        (
            "colors",
            vec![
                (json!("red"), "", "wrong_type"),
                (json!(["mauve"]), "/0", "unknown_option"),
                (json!([7]), "/0", "wrong_type"),
            ],
        ),
        (
            "stage",
            vec![
                (json!("won!"), "", "unknown_option"),
                (json!(7), "", "wrong_type"),
            ],
        ),
        (
            "maker",
            vec![
                (json!(NOBODY), "", "not_found"),
                (json!("x"), "", "wrong_format"),
                (
                    json!({"id": NOBODY, "object": "person"}),
                    "/object",
                    "wrong_object",
                ),
            ],
        ),
        (
            "holder",
            vec![
                (json!(NOBODY), "/object", "required"),
                (json!({"id": NOBODY, "object": "organization"}), "", "not_found"),
                (json!({"object": "person"}), "/id", "required"),
            ],
        ),
        (
            "about",
            vec![
                (
                    json!({"id": NOBODY, "object": "nothing"}),
                    "/object",
                    "wrong_object",
                ),
                (
                    json!({"id": NOBODY, "object": "k_history"}),
                    "/object",
                    "wrong_object",
                ),
            ],
        ),
        (
            "helpers",
            vec![
                (json!({}), "", "wrong_type"),
                (json!(["x"]), "/0", "wrong_format"),
                (json!([NOBODY]), "", "not_found"),
                (json!(vec![NOBODY; 501]), "", "too_many"),
            ],
        ),
        (
            "keeper",
            vec![
                (json!(NOBODY), "", "not_found"),
                (json!({"id": NOBODY, "object": "team"}), "/object", "wrong_object"),
            ],
        ),
        (
            "emails",
            vec![
                (json!("a@x.example"), "", "wrong_type"),
                (json!(["nobody"]), "/0/value", ""),
                (json!([{"value": 7}]), "/0/value", "wrong_type"),
                (json!([{"label": "x"}]), "/0/value", "required"),
                (
                    json!([{"value": "a@x.example", "foo": 1}]),
                    "/0/foo",
                    "unknown_field",
                ),
                (many(51), "", "too_many"),
            ],
        ),
        (
            "phones",
            vec![(json!(["call me"]), "/0/value", ""), (json!([[]]), "/0", "")],
        ),
        (
            "websites",
            vec![
                (json!(["javascript:alert(1)"]), "/0/value", ""),
                (json!(7), "", "wrong_type"),
            ],
        ),
        (
            "social",
            vec![(json!([7]), "/0", ""), (json!({}), "", "wrong_type")],
        ),
        (
            "addresses",
            vec![
                (address("country", json!("ZZ")), "/0/country", ""),
                (address("lat", json!("91")), "/0/lat", "out_of_range"),
                (address("from_date", json!("x")), "/0/from_date", "wrong_format"),
                (address("planet", json!("x")), "/0/planet", "unknown_field"),
                (json!(["Bern"]), "/0", "wrong_type"),
            ],
        ),
        (
            "share",
            vec![
                (json!("1.234"), "", "too_many_digits"),
                (json!({}), "", "wrong_type"),
            ],
        ),
        (
            "stars",
            vec![
                (json!(6), "", "out_of_range"),
                (json!(-1), "", "out_of_range"),
                (json!("5"), "", "wrong_type"),
            ],
        ),
        (
            "manual",
            vec![(json!(NOBODY), "", "not_found"), (json!(7), "", "wrong_type")],
        ),
        ("facts", vec![(json!("x".repeat(70_000)), "", "too_long")]),
        (
            "tags",
            vec![
                (json!("red"), "", "wrong_type"),
                (json!([7]), "/0", "wrong_type"),
                (many(51), "", "too_many"),
            ],
        ),
        (
            "owner",
            vec![(json!(NOBODY), "", "not_found"), (json!([]), "", "wrong_type")],
        ),
        ("team", vec![(json!(NOBODY), "", "not_found")]),
        (
            "external_ids",
            vec![
                (json!([{"system": "s"}]), "/0/key", "required"),
                (json!([7]), "/0", "wrong_type"),
                (json!({}), "", "wrong_type"),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_wrong_value_of_any_type_is_named_by_its_field() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "G"})).await;
    for (field, values) in wrong_values() {
        for (value, below, code) in values {
            let shown: String = format!("{field}: {value}").chars().take(120).collect();
            for answer in [
                admin.post("/records/gadget", json!({field: value})).await,
                admin.patch(&path(&gadget), json!({field: value})).await,
            ] {
                // Without a code only that it is no fault counts: it may well be accepted.
                if code.is_empty() && answer.status < 300 {
                    continue;
                }
                assert_eq!(problem(&answer, &shown), "validation", "{shown}");
                let (found, pointer) = answer.issue();
                assert_eq!(pointer, format!("/{field}{below}"), "{shown}");
                if !code.is_empty() {
                    assert_eq!(found, code, "{shown}");
                }
            }
        }
    }
}
