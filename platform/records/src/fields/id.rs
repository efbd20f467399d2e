//! A field that holds one id: the record's own, a user's, a file's.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Id, Json, Result};

use super::problem::Refused;
use super::{Accept, Kind, link, wire};

/// Such a field.
pub(super) struct Reference {
    /// What it points to, in expressions. Without, it compares with every id and is followed nowhere.
    pub(super) object: Option<&'static str>,
    /// Reads the id from what was sent.
    pub(super) read: fn(&Json, &Accept<'_>) -> Result<Id, Refused>,
}

/// The record's own id.
pub(super) static ID: Reference = Reference {
    object: None,
    read: |input, cx| link::read_id(input, cx).map_err(|issue| vec![issue]),
};

impl Kind for Reference {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        (self.read)(input, cx).map(|id| Json::String(id.to_string()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::id(row.id(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(match self.object {
            Some(object) => expression::Type::link(object),
            None => expression::Type::Link { objects: [].into() },
        })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(value)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        // Others would sort by a number that says nothing to anybody.
        self.object.is_none().then(|| field.id.clone())
    }
}

fn parsed(value: &Json) -> Option<Id> {
    value.as_str()?.parse().ok()
}

/// The column of a canonical id.
pub(super) fn stored(value: &Json) -> Value {
    parsed(value).into()
}

/// A canonical id in expressions.
pub(super) fn typed(value: &Json) -> expression::Value {
    parsed(value).map_or(expression::Value::Null, expression::Value::Id)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn ids_are_lower_case_uuids() {
        let bench = Bench::default();
        let id = FieldDef::new("id", "Id", "Id", FieldType::Id);
        let text = "0195512c-8a10-7000-8000-00000000000a";
        assert_eq!(bench.accept(&id, json!(text.to_uppercase())), Ok(json!(text)));
        assert_eq!(
            bench.accept(&id, json!(text.replace('-', ""))),
            Err(vec![("".into(), "wrong_format".into())])
        );
        assert_eq!(
            bench.store(&id, json!(text)),
            vec![Value::Id(text.parse().unwrap())]
        );
    }
}
