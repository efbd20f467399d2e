//! An uploaded file, by its id; name, type and size are added by the engine when a record is read.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, cell, id, link, text, wire};

/// What is read of a file, and may be sent back.
const MEMBERS: [&str; 5] = ["id", "name", "type", "size", "sha256"];

/// See the module.
pub(super) struct File;

impl Kind for File {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let id = match input {
            Json::Object(members) => {
                let unknown = members
                    .keys()
                    .filter(|name| !MEMBERS.contains(&name.as_str()))
                    .take(10);
                let issues: Refused = unknown.map(|name| cx.unknown_member(name)).collect();
                if !issues.is_empty() {
                    return Err(issues);
                }
                let id = members.get("id").ok_or_else(|| vec![cx.required("id")])?;
                link::read_id(id, cx).map_err(|issue| vec![issue.under("/id")])?
            }
            other => link::read_id(other, cx).map_err(|issue| vec![issue])?,
        };
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
        Some(expression::Type::link("file"))
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
    fn a_file_may_be_sent_back_as_it_was_read() {
        let bench = Bench::default();
        let file = FieldDef::new("file", "File", "Datei", FieldType::File);
        let id = "0195512c-8a10-7000-8000-000000000001";
        let read = json!({"id": id, "name": "a.pdf", "type": "application/pdf", "size": 7});
        assert_eq!(bench.accept(&file, read), Ok(json!(id)));
        assert_eq!(bench.accept(&file, json!(id)), Ok(json!(id)));
        assert_eq!(
            bench.accept(&file, json!({"id": id, "path": "/"})),
            Err(vec![("/path".into(), "unknown_field".into())])
        );
        assert_eq!(
            bench.accept(&file, json!({})),
            Err(vec![("/id".into(), "required".into())])
        );
    }
}
