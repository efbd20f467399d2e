//! The user a record belongs to, or who made or changed it.

use kontor_kernel::{Id, Json};

use super::id::Reference;
use super::problem::Refused;
use super::{Accept, link};

/// See the module.
pub(super) static OWNER: Reference = Reference {
    object: Some("user"),
    read,
};

fn read(input: &Json, cx: &Accept<'_>) -> Result<Id, Refused> {
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
    Ok(id)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldDef, FieldType};
    use serde_json::json;

    use super::super::bench::Bench;

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
