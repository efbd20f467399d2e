//! Computed by a job over records that link here, so it says as of when: `{"value", "as_of"}`.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result, Timestamp};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, items, timestamp, total, wire};

/// Columns of the value, before that of the instant.
const PARTS: usize = 3;

/// See the module.
pub(super) struct Rollup;

impl Kind for Rollup {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let Json::Object(members) = input else {
            return Err(vec![
                cx.wrong_type("{\"value\", \"as_of\"}", "{\"value\", \"as_of\"}"),
            ]);
        };
        let mut issues = items::unknown(members, &["value", "as_of"], cx);
        let mut take = |member: &str, result: Result<Json, Refused>| match result {
            Ok(value) => value,
            Err(more) => {
                issues.extend(more.into_iter().map(|issue| issue.under(&format!("/{member}"))));
                Json::Null
            }
        };
        // There is no sum, smallest or average of nothing; the instant is known all the same.
        let value = match members.get("value") {
            None | Some(Json::Null) => Json::Null,
            Some(value) => take("value", total::accept(field, value, cx)),
        };
        let as_of = match members.get("as_of") {
            None | Some(Json::Null) => Err(vec![cx.required("as_of")]),
            Some(at) => timestamp::read(at, cx)
                .map(|at| json!(at))
                .map_err(|issue| vec![issue.under("/as_of")]),
        };
        match as_of {
            Ok(as_of) if issues.is_empty() => Ok(json!({ "value": value, "as_of": as_of })),
            as_of => {
                issues.extend(as_of.err().into_iter().flatten());
                Err(issues)
            }
        }
    }

    fn store(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>, out: &mut Vec<Value>) {
        total::store(field, &value["value"], cx, out);
        out.push(items::text(value, "as_of").and_then(Timestamp::parse).into());
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        let as_of: Option<Timestamp> = row.get(at + PARTS)?;
        if as_of.is_none() {
            wire::null(out);
            return Ok(());
        }
        out.extend_from_slice(b"{\"value\":");
        total::write(field, row, at, out)?;
        out.extend_from_slice(b",\"as_of\":");
        wire::timestamp(as_of, out);
        out.push(b'}');
        Ok(())
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        total::expression_type(field)
    }

    fn typed(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>) -> expression::Value {
        total::typed(field, &value["value"], cx)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.id.clone())
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        total::display(field, &value["value"], locale)
    }

    /// `12.50 @ 2026-01-01T00:00:00.000Z`
    fn import(&self, field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
        if cell.trim().is_empty() {
            return Json::Null;
        }
        match cell.split_once('@') {
            Some((value, as_of)) => {
                json!({ "value": total::import(field, value, cx), "as_of": as_of.trim() })
            }
            None => json!({ "value": total::import(field, cell, cx), "as_of": cx.caller.now }),
        }
    }

    fn export(&self, field: &FieldDef, value: &Json) -> String {
        match items::text(value, "as_of") {
            Some(as_of) => format!("{} @ {as_of}", total::export(field, &value["value"])),
            None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{ComputedFn, FieldType};

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_rollup_says_as_of_when() {
        let bench = Bench::default();
        let kind = FieldType::Rollup {
            object: "opportunity".to_owned(),
            link: "organization".to_owned(),
            function: ComputedFn::Sum,
            field: Some("amount".to_owned()),
        };
        let field = FieldDef::new("won", "Won", "Gewonnen", kind);
        let value = json!({"value": "12.50", "as_of": "2026-01-01T00:00:00.000Z"});
        assert_eq!(
            bench.accept(&field, json!({"value": 12.5, "as_of": "2026-01-01T00:00:00Z"})),
            Ok(value.clone())
        );
        assert_eq!(
            bench.store(&field, value),
            vec![
                Value::Int(125_000),
                Value::from(None::<&str>),
                Value::from(None::<i64>),
                Value::Int(1_767_225_600_000_000)
            ]
        );
        assert_eq!(
            bench.accept(&field, json!({"value": 1})),
            Err(vec![("/as_of".into(), "required".into())])
        );
        assert_eq!(
            bench.accept(&field, json!(1)),
            Err(vec![("".into(), "wrong_type".into())])
        );
    }
}
