//! Tags, by name; `VIP` and `vip`, `Köln` and `koln` are the same tag, and the first spelling stays.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result, fold};

use super::problem::Refused;
use super::{Accept, Kind, MAX_ITEMS, SideValue, Words, cell, items, line, text, wire};

/// Most characters of a tag.
const MAX: usize = 100;

/// See the module.
pub(super) struct Tags;

impl Kind for Tags {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let mut tags: Vec<(String, String)> = Vec::new();
        let mut issues = Vec::new();
        for (at, item) in items::array(input, MAX_ITEMS, cx)?.iter().enumerate() {
            match line::accept(item, MAX, cx) {
                Ok(None) => {}
                Ok(Some(tag)) => {
                    let folded = fold(&tag);
                    if tags.iter().all(|(other, _)| *other != folded) {
                        tags.push((folded, tag));
                    }
                }
                Err(issue) => issues.push(issue.under(&format!("/{at}"))),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        Ok(cell::list(
            tags.into_iter().map(|(_, tag)| Json::String(tag)).collect(),
        ))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(items::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::list(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::TextSet { options: None })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        items::typed_texts(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        items::joined(value, text::display)
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        cell::list(cell::read(cell))
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        cell::write_list(value)
    }

    fn side_values(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<SideValue> {
        items::side_texts(value, fold)
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        let tags = value.as_array().into_iter().flatten().filter_map(Json::as_str);
        tags.map(|tag| Words::Name(tag.to_owned())).collect()
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, _cx: &Accept<'_>) -> Option<String> {
        item.as_str().map(fold)
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn tags_keep_their_order_and_first_spelling() {
        let bench = Bench::default();
        let tags = FieldDef::new("tags", "Tags", "Tags", FieldType::Tags);
        assert_eq!(
            bench.accept(&tags, json!([" VIP ", "Köln", "vip", "", "koln"])),
            Ok(json!(["VIP", "Köln"]))
        );
        assert_eq!(bench.accept(&tags, json!([" "])), Ok(Json::Null));
        assert_eq!(
            bench.accept(&tags, json!(["a", 7])),
            Err(vec![("/1".into(), "wrong_type".into())])
        );
        assert_eq!(
            bench.accept(&tags, json!(["x".repeat(101)])),
            Err(vec![("/0".into(), "too_long".into())])
        );
        assert_eq!(
            bench.accept(&tags, json!("a")),
            Err(vec![("".into(), "wrong_type".into())])
        );
        assert_eq!(bench.import(&tags, "VIP; a"), Ok(json!(["VIP", "a"])));
    }
}
