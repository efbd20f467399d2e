//! How roles behave: what they grant can be read, and every condition in it means something. That somebody remains who
//! can administer is in [`crate::administrators`].

use kontor_definitions::{Access, Action, Catalog, Grant, RoleDef};
use kontor_kernel::{Issue, Json, Result};
use kontor_records::policy::condition;
use kontor_records::query::load;
use kontor_records::{Behavior, Ctx, Draft, Work};
use serde_json::json;

use crate::rule::{is_deletion, is_edit, links_to, say};
use crate::user;

/// Checks key and permissions.
pub struct Permissions;

impl Behavior for Permissions {
    fn name(&self) -> &'static str {
        "role.permissions"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if draft.changes("key") && draft.after.text("key").is_some_and(|key| !key.bytes().all(plain)) {
                let detail = say(
                    work.ctx,
                    "A key is made of lower-case letters, digits and underscores.",
                    "Ein Schlüssel besteht aus Kleinbuchstaben, Ziffern und Unterstrichen.",
                );
                draft.refuse("key", "bad_key", detail);
            }
            if draft.changes("permissions") && !draft.after.get("permissions").is_null() {
                draft
                    .issues
                    .extend(problems(work.ctx, draft.after.get("permissions")));
            }
        }
        Ok(())
    }
}

/// Keeps roles that users have: without theirs they could do nothing.
pub struct Kept;

/// Users that are counted before it is said that there are more.
const COUNTED: usize = 100;

impl Behavior for Kept {
    fn name(&self) -> &'static str {
        "role.kept"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_deletion(draft)) {
            let users = work.ctx.object(user::KEY)?.clone();
            let theirs = links_to("role", &[draft.id()]);
            let have = load::matching(work.ctx, work.tx, &users, &theirs, "id", COUNTED)?.len();
            if have > 0 {
                let detail = say(
                    work.ctx,
                    "Users have this role. Give them another one first.",
                    "Benutzer haben diese Rolle. Geben Sie ihnen zuerst eine andere.",
                );
                let issue = Issue::new("", "in_use", detail);
                draft.issues.push(issue.with(json!({"users": have})));
            }
        }
        Ok(())
    }
}

const ACTIONS: [Action; 5] = [
    Action::Create,
    Action::Read,
    Action::Update,
    Action::Delete,
    Action::Export,
];

/// What is wrong with permissions, each issue at its place.
fn problems(ctx: &Ctx, permissions: &Json) -> Vec<Issue> {
    let role = match RoleDef::read(permissions) {
        Ok(role) => role,
        Err(issues) => {
            return issues
                .into_iter()
                .map(|issue| issue.under("/permissions"))
                .collect();
        }
    };
    let mut issues = Vec::new();
    for (key, grant) in &role.objects {
        let here = format!(
            "/permissions/objects/{}",
            key.replace('~', "~0").replace('/', "~1")
        );
        if key != "*" && ctx.catalog.object(key).is_none() {
            let detail = say(ctx, "There is no such object.", "Dieses Objekt gibt es nicht.");
            issues.push(Issue::new(here, "unknown_object", detail));
            continue;
        }
        issues.extend(
            conditions(&ctx.catalog, key, grant)
                .into_iter()
                .map(|issue| issue.under(&here)),
        );
        let fields = grant
            .fields
            .keys()
            .filter(|field| !has_field(&ctx.catalog, key, field));
        for field in fields {
            let detail = say(ctx, "There is no such field.", "Dieses Feld gibt es nicht.");
            issues.push(Issue::new(
                format!("{here}/fields/{field}"),
                "unknown_field",
                detail,
            ));
        }
    }
    issues
}

/// A condition under `*` must hold for every object that has no grant of its own; it is checked on all of them,
/// because an object may lose its grant.
pub(super) fn conditions(catalog: &Catalog, key: &str, grant: &Grant) -> Vec<Issue> {
    let mut issues = Vec::new();
    for action in ACTIONS {
        let Access::Where(text) = grant.access(action) else {
            continue;
        };
        let objects = catalog
            .objects()
            .iter()
            .filter(|object| key == "*" || catalog_is(catalog, key, object.key()));
        let failed = objects
            .map(|object| condition(text, object, catalog))
            .find_map(Result::err);
        if let Some(error) = failed {
            let issue = Issue::new(format!("/{}", action.as_str()), error.code.as_str(), error.detail);
            issues.push(issue.with(Json::Object(error.params)));
        }
    }
    issues
}

/// A name, present or former, of an object.
fn catalog_is(catalog: &Catalog, name: &str, key: &str) -> bool {
    catalog.object(name).is_some_and(|object| object.key() == key)
}

/// A mask under `*` may name a field that only some objects have.
fn has_field(catalog: &Catalog, key: &str, field: &str) -> bool {
    match key {
        "*" => catalog
            .objects()
            .iter()
            .any(|object| object.field(field).is_some()),
        key => catalog
            .object(key)
            .is_some_and(|object| object.field(field).is_some()),
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::CatalogData;
    use kontor_records::{Permit, Policy};
    use serde_json::json;

    use super::*;
    use crate::role::seed;

    fn catalog() -> Catalog {
        Catalog::new(CatalogData {
            version: 1,
            objects: crate::objects(),
        })
    }

    fn role(key: &str) -> RoleDef {
        let (.., permissions) = seed::roles()
            .into_iter()
            .find(|(known, ..)| *known == key)
            .unwrap();
        serde_json::from_value(permissions).unwrap()
    }

    #[test]
    fn the_first_roles_can_be_read_and_every_condition_compiles() {
        let catalog = catalog();
        for (key, ..) in seed::roles() {
            for (object, grant) in role(key).objects {
                assert_eq!(conditions(&catalog, &object, &grant), [], "{key} {object}");
                assert!(
                    object == "*" || catalog.object(&object).is_some(),
                    "{key} {object}"
                );
            }
        }
    }

    /// What a role may do with an object: letters of the actions, in capitals where it holds for every record.
    fn letters(key: &str, object: &str) -> String {
        let catalog = catalog();
        let policy = Policy::compile(key, &role(key), &catalog, Vec::new());
        let rights = policy.rights(catalog.object(object).unwrap());
        let letter = |action: &Action| match rights.permit(*action) {
            Permit::No => "-".to_owned(),
            Permit::All => action.as_str()[..1].to_uppercase(),
            Permit::Where(_) => action.as_str()[..1].to_owned(),
        };
        ACTIONS.iter().map(letter).collect()
    }

    #[test]
    fn the_first_roles_on_one_page() {
        let mut page = String::new();
        for object in [
            "person",
            "interaction",
            "task",
            "tag",
            "pipeline",
            "saved_view",
            "user",
            "team",
            "role",
        ] {
            page.push_str(&format!("{object:12}"));
            for (key, ..) in seed::roles() {
                page.push_str(&format!(" {key} {}", letters(key, object)));
            }
            page.push('\n');
        }
        insta::assert_snapshot!(page, @r"
        person       administrator CRUDE manager CRUDE member CRud- read_only -R---
        interaction  administrator CRUDE manager CRUDE member CRud- read_only -R---
        task         administrator CRUDE manager CRUDE member CRud- read_only -R---
        tag          administrator CRUDE manager CRUDE member CR--- read_only -R---
        pipeline     administrator CRUDE manager CRUDE member -R--- read_only -R---
        saved_view   administrator CRUDE manager crud- member crud- read_only -r---
        user         administrator CRUDE manager -R--- member -R--- read_only -R---
        team         administrator CRUDE manager -R--- member -R--- read_only -R---
        role         administrator CRUDE manager -R--- member -R--- read_only -R---
        ");
    }

    #[test]
    fn a_condition_that_means_nothing_is_found_at_its_place() {
        let grant: Grant = serde_json::from_value(json!({"read": true, "update": "amount > 3"})).unwrap();
        let places = |key: &str| -> Vec<String> {
            conditions(&catalog(), key, &grant)
                .into_iter()
                .map(|issue| issue.pointer)
                .collect()
        };
        assert_eq!(places("person"), ["/update"]);
        assert_eq!(places("*"), ["/update"]);
    }
}
