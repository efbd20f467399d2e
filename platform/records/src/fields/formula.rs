//! Computed from fields of the same record: a formula is in every respect a field of its result's type.

use kontor_database::{Row, Value};
use kontor_definitions::{FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, SideValue, Words, decimal, kind};

/// See the module.
pub(super) struct Formula;

/// The field as if it were one of the result's type.
fn result(field: &FieldDef) -> FieldDef {
    let result = match &field.kind {
        FieldType::Formula { result, .. } => result.as_ref().clone(),
        _ => FieldType::Json,
    };
    let mut inner = FieldDef::new(&field.key, "", "", result);
    inner.id.clone_from(&field.id);
    inner
}

impl Kind for Formula {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let inner = result(field);
        kind(&inner.kind).accept(&inner, input, cx)
    }

    fn store(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>, out: &mut Vec<Value>) {
        let inner = result(field);
        kind(&inner.kind).store(&inner, value, cx, out);
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        // Results are numbers, texts and times; of these only decimals need their settings to be written.
        match &field.kind {
            FieldType::Formula { result, .. } => match result.as_ref() {
                FieldType::Decimal { scale } => decimal::write(row, at, *scale, *scale, out),
                other => kind(other).write(field, row, at, out),
            },
            other => kind(other).write(field, row, at, out),
        }
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        let inner = result(field);
        kind(&inner.kind).expression_type(&inner)
    }

    fn typed(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>) -> expression::Value {
        let inner = result(field);
        kind(&inner.kind).typed(&inner, value, cx)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        let inner = result(field);
        kind(&inner.kind).sort_column(&inner)
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        let inner = result(field);
        kind(&inner.kind).display(&inner, value, locale)
    }

    fn import(&self, field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
        let inner = result(field);
        kind(&inner.kind).import(&inner, cell, cx)
    }

    fn export(&self, field: &FieldDef, value: &Json) -> String {
        let inner = result(field);
        kind(&inner.kind).export(&inner, value)
    }

    fn side_values(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>) -> Vec<SideValue> {
        let inner = result(field);
        kind(&inner.kind).side_values(&inner, value, cx)
    }

    fn words(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>) -> Vec<Words> {
        let inner = result(field);
        kind(&inner.kind).words(&inner, value, cx)
    }

    fn item_key(&self, field: &FieldDef, item: &Json, cx: &Accept<'_>) -> Option<String> {
        let inner = result(field);
        kind(&inner.kind).item_key(&inner, item, cx)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_formula_behaves_like_its_result() {
        let bench = Bench::default();
        let kind = FieldType::Formula {
            expression: "price * quantity".to_owned(),
            result: Box::new(FieldType::Decimal { scale: 2 }),
        };
        let field = FieldDef::new("sum", "Sum", "Summe", kind);
        assert_eq!(bench.accept(&field, json!("12.5")), Ok(json!("12.50")));
        assert_eq!(bench.store(&field, json!("12.50")), vec![Value::Int(1250)]);
        assert_eq!(
            Formula.expression_type(&field),
            Some(expression::Type::Decimal { scale: 2 })
        );
        assert_eq!(Formula.sort_column(&field), Some("sum".to_owned()));
    }
}
