//! Several values in one cell of an import or export: `a; b`, or a JSON list where that would not come back.

use kontor_kernel::Json;

/// Reads a cell that holds a list: JSON when it is a JSON list, else texts between semicolons or line breaks.
pub(super) fn read(cell: &str) -> Vec<Json> {
    if cell.trim_start().starts_with('[')
        && let Ok(Json::Array(items)) = serde_json::from_str(cell)
    {
        return items;
    }
    let parts = cell
        .split([';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.map(|part| Json::String(part.to_owned())).collect()
}

/// The list of a cell as a value: null when there is nothing in it.
pub(super) fn list(items: Vec<Json>) -> Json {
    if items.is_empty() {
        Json::Null
    } else {
        Json::Array(items)
    }
}

/// Joins texts such that [`read`] finds the same again; `None` when they need JSON.
pub(super) fn join<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut out = String::new();
    for value in values {
        if value.is_empty() || value.trim() != value || value.contains([';', '\n']) {
            return None;
        }
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(value);
    }
    (!out.starts_with('[')).then_some(out)
}

/// Writes a list of texts into a cell.
pub(super) fn write_list(value: &Json) -> String {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
    texts
        .and_then(|texts| join(texts.into_iter()))
        .unwrap_or_else(|| value.to_string())
}

/// A cell with one text in it; blank ones are nothing.
pub(super) fn text(cell: &str) -> Json {
    let text = cell.trim();
    if text.is_empty() {
        Json::Null
    } else {
        Json::String(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_come_back(values in proptest::collection::vec("[a-z;\\[\\]\" 0-9]{1,6}", 1..5)) {
            let values: Vec<Json> = values.into_iter().map(Json::String).collect();
            let list = Json::Array(values.clone());
            prop_assert_eq!(read(&write_list(&list)), values);
        }
    }
}
