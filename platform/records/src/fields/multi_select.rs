//! Any number of a list, always in the order of the list: two spellings of the same choice are the same value.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, MAX_ITEMS, SideValue, Words, cell, items, select, wire};

/// See the module.
pub(super) struct MultiSelect;

impl Kind for MultiSelect {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let options = select::options(field);
        let mut chosen = vec![false; options.len()];
        let mut issues = Vec::new();
        for (at, item) in items::array(input, MAX_ITEMS.max(options.len()), cx)?
            .iter()
            .enumerate()
        {
            match select::read(options, item, cx) {
                Ok(option) => {
                    let place = options.iter().position(|other| other.key == option.key);
                    chosen[place.expect("it was found among them")] = true;
                }
                Err(issue) => issues.push(issue.under(&format!("/{at}"))),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        let keys = options.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        Ok(cell::list(
            keys.map(|(option, _)| Json::String(option.key.clone())).collect(),
        ))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(items::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::list(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        let options = select::options(field)
            .iter()
            .map(|option| option.key.clone())
            .collect();
        Some(expression::Type::TextSet {
            options: Some(options),
        })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        items::typed_texts(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        let options = select::options(field);
        items::joined(value, |key| select::label(options, key, locale))
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        let options = select::options(field);
        let key = |part: Json| match part.as_str().and_then(|name| select::named(options, name)) {
            Some(option) => Json::String(option.key.clone()),
            None => part,
        };
        cell::list(cell::read(cell).into_iter().map(key).collect())
    }

    fn words(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        let keys = value.as_array().into_iter().flatten().filter_map(Json::as_str);
        keys.map(|key| select::words(field, key)).collect()
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        cell::write_list(value)
    }

    fn side_values(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<SideValue> {
        items::side_texts(value, str::to_owned)
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, _cx: &Accept<'_>) -> Option<String> {
        item.as_str().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldType, SelectOption};
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    fn field() -> FieldDef {
        let options = vec![
            SelectOption::new("red", "Red", "Rot"),
            SelectOption::new("blue", "Blue", "Blau"),
        ];
        FieldDef::new("colors", "Colours", "Farben", FieldType::MultiSelect { options })
    }

    #[test]
    fn a_choice_has_one_spelling() {
        let bench = Bench::default();
        assert_eq!(
            bench.accept(&field(), json!(["blue", "red", "blue"])),
            Ok(json!(["red", "blue"]))
        );
        assert_eq!(bench.accept(&field(), json!([])), Ok(Json::Null));
        assert_eq!(
            bench.accept(&field(), json!(["red", "x"])),
            Err(vec![("/1".into(), "unknown_option".into())])
        );
        assert_eq!(
            bench.accept(&field(), json!("red")),
            Err(vec![("".into(), "wrong_type".into())])
        );
        assert_eq!(
            bench.accept(&field(), json!(vec!["red"; 51])),
            Err(vec![("".into(), "too_many".into())])
        );
    }

    #[test]
    fn cells_hold_labels_or_keys() {
        let bench = Bench::default();
        assert_eq!(bench.import(&field(), "Blau; rot"), Ok(json!(["red", "blue"])));
        assert_eq!(
            MultiSelect.display(&field(), &json!(["red", "blue"]), Locale::De),
            "Rot, Blau"
        );
    }
}
