//! The user a record belongs to, or who made or changed it.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, cell, id, link, text, wire};

/// See the module.
pub(super) struct Owner;

impl Kind for Owner {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let (id, object) = link::reference(input, cx)?;
        if object.is_some_and(|object| object != "user") {
            let issue = cx.issue(
                "wrong_object",
                "The owner is a user.",
                "Zuständig ist ein Benutzer.",
            );
            return Err(vec![
                issue
                    .with(serde_json::json!({ "objects": ["user"] }))
                    .under("/object"),
            ]);
        }
        Ok(Json::String(id.to_string()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(id::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::id(row.id(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::link("user"))
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        id::typed(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        text::display(value)
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        cell::text(cell)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        text::display(value)
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn an_owner_is_a_user() {
        let bench = Bench::default();
        let owner = FieldDef::new("owner", "Owner", "Zuständig", FieldType::Owner);
        let id = "0195512c-8a10-7000-8000-000000000001";
        assert_eq!(bench.accept(&owner, json!(id)), Ok(json!(id)));
        assert_eq!(
            bench.accept(&owner, json!({"id": id, "object": "user", "label": "Ann"})),
            Ok(json!(id))
        );
        assert_eq!(
            bench.accept(&owner, json!({"id": id, "object": "team"})),
            Err(vec![("/object".into(), "wrong_object".into())])
        );
    }
}
