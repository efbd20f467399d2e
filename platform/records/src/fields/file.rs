//! An uploaded file, by its id; name, type and size are added by the engine when a record is read.

use kontor_kernel::{Id, Json};

use super::id::Reference;
use super::problem::Refused;
use super::{Accept, link};

/// What is read of a file, and may be sent back.
const MEMBERS: [&str; 5] = ["id", "name", "type", "size", "sha256"];

/// See the module.
pub(super) static FILE: Reference = Reference {
    object: Some("file"),
    read,
};

fn read(input: &Json, cx: &Accept<'_>) -> Result<Id, Refused> {
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
    Ok(id)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldDef, FieldType};
    use serde_json::json;

    use super::super::bench::Bench;

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
