//! What only the engine can say of changed definitions: whether formulas compile, whether defaults would be accepted,
//! and what else in the workspace no longer holds afterwards.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Access, Action, Catalog, FieldDef, FieldType, Object, RoleDef};
use kontor_expression::{Expr, Tree, Type};
use kontor_kernel::{Error, Issue, Json, Locale, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::ddl::route::by_id;
use crate::fields::kind;
use crate::policy::{Policy, condition};
use crate::query::load;
use crate::record::Record;
use crate::{formulas, schema};

/// Records of one object that are looked through.
const MAX_RECORDS: usize = 1_000;

/// Checks what changed from one catalog to the next.
///
/// # Errors
/// `validation` with `bad_expression` at `/expression`, issues at `/default`, and `in_use` where a formula elsewhere
/// needs the old state.
pub fn check(base: &Ctx, target: &Ctx) -> Result<()> {
    let mut issues = Vec::new();
    for object in target.catalog.objects() {
        let before = by_id(&base.catalog, object.table());
        for (n, field) in object.def.fields.iter().enumerate() {
            let old = before.and_then(|before| before.def.fields.iter().find(|old| old.id == field.id));
            let place = if before.is_none() {
                format!("/fields/{n}")
            } else {
                String::new()
            };
            issues.extend(formula(base, target, (before, old), (object, field), &place));
            if let Some(value) = field.default.as_ref().filter(|_| old != Some(field)) {
                let found = kind(&field.kind)
                    .accept(field, value, &target.accept())
                    .err()
                    .unwrap_or_default();
                issues.extend(
                    found
                        .into_iter()
                        .map(|issue| issue.under(&format!("{place}/default"))),
                );
            }
        }
    }
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Error::validation(issues))
    }
}

fn formula(
    base: &Ctx,
    target: &Ctx,
    (before, old): (Option<&Arc<Object>>, Option<&FieldDef>),
    (object, field): (&Arc<Object>, &FieldDef),
    place: &str,
) -> Option<Issue> {
    let FieldType::Formula { expression, result } = &field.kind else {
        return None;
    };
    let unchanged = old.is_some_and(|old| old.kind == field.kind);
    let error = match formulas::compile(expression, object, &target.catalog) {
        // Of a circle the one that closes it is told.
        Ok(_) if target.formulas.is_circular(object, field) && unchanged => return None,
        Ok(_) if target.formulas.is_circular(object, field) => formulas::circle(),
        Ok(expr) => mismatch(&expr, result)?,
        Err(error) => error,
    };
    if unchanged {
        let held = before.is_some_and(|before| formulas::compile(expression, before, &base.catalog).is_ok());
        let by = format!("{}.{}", object.key(), field.key);
        let detail = format!("“{by}” needs it as it is: {}", error.detail);
        return held.then(|| Issue::new("", "in_use", detail).with(json!({"by": by})));
    }
    let issue = Issue::new(format!("{place}/expression"), "bad_expression", error.detail);
    let (position, reason) = (error.params.get("position"), error.params.get("reason"));
    Some(issue.with(json!({"position": position, "reason": reason})))
}

/// What a formula comes to must fit its field.
fn mismatch(expr: &Expr, result: &FieldType) -> Option<Error> {
    let fits = matches!(
        (result, expr.type_of()?),
        (FieldType::Text { .. }, Type::Text | Type::Choice { .. })
            | (
                FieldType::Integer { .. },
                Type::Int | Type::Decimal { .. } | Type::Money | Type::Duration
            )
            | (
                FieldType::Decimal { .. },
                Type::Int | Type::Decimal { .. } | Type::Money
            )
            | (FieldType::Boolean, Type::Bool)
            | (FieldType::Date, Type::Date)
            | (FieldType::Timestamp, Type::Timestamp)
    );
    let detail = format!(
        "The expression does not come to a value of type {}.",
        result.name()
    );
    (!fits).then(|| Error::invalid("", "bad_expression", detail).with("reason", "wrong_type"))
}

/// What no longer holds afterwards, for people: conditions of roles, filters of views, names that are formed anew.
pub fn warnings(ctx: &Ctx, tx: &mut Tx, target: &Ctx, renamed: &[String]) -> Result<Vec<Json>> {
    let english = ctx.caller.locale == Locale::En;
    let say = |en: String, de: String| if english { en } else { de };
    let mut warnings = Vec::new();
    for object in renamed.iter().filter_map(|id| by_id(&target.catalog, id)) {
        let name = object.def.plural.get(ctx.caller.locale);
        let detail = say(
            format!("The names of “{name}” are formed by another rule."),
            format!("Die Namen von „{name}“ werden nach einer anderen Regel gebildet."),
        );
        warnings.push(json!({"code": "label_rule", "object": object.key(), "detail": detail}));
    }
    for role in all(ctx, tx, "role")? {
        let def: RoleDef = serde_json::from_value(role.get("permissions").clone()).unwrap_or_default();
        for (object, grant) in &def.objects {
            for action in [
                Action::Create,
                Action::Read,
                Action::Update,
                Action::Delete,
                Action::Export,
            ] {
                let Access::Where(text) = grant.access(action) else {
                    continue;
                };
                let holds = |catalog: &Catalog| {
                    let objects: Vec<&Arc<Object>> = match object.as_str() {
                        "*" => return true,
                        key => catalog.object(key).into_iter().collect(),
                    };
                    objects
                        .first()
                        .is_some_and(|object| condition(text, object, catalog).is_ok())
                };
                if holds(&ctx.catalog) && !holds(&target.catalog) {
                    let (name, act) = (&role.label, action.as_str());
                    let detail = say(
                        format!(
                            "The role “{name}” will no longer grant “{act}” on {object}: its condition fails."
                        ),
                        format!(
                            "Die Rolle „{name}“ erlaubt „{act}“ für {object} nicht mehr: die Bedingung gilt nicht."
                        ),
                    );
                    warnings.push(json!({
                        "code": "role_condition", "object": "role", "id": role.id.to_string(), "detail": detail,
                    }));
                }
            }
        }
    }
    for view in all(ctx, tx, "saved_view")? {
        let (Some(object), Some(filter)) = (view.text("object"), view.text("filter")) else {
            continue;
        };
        if holds(&ctx.catalog, object, filter) && !holds(&target.catalog, object, filter) {
            let name = &view.label;
            let detail = say(
                format!("The filter of the view “{name}” will lose what it asks of that."),
                format!("Der Filter der Ansicht „{name}“ verliert, was er davon erfragt."),
            );
            warnings.push(json!({
                "code": "view_filter", "object": "saved_view", "id": view.id.to_string(), "detail": detail,
            }));
        }
    }
    Ok(warnings)
}

/// Whether a filter compiles for an object.
pub(super) fn holds(catalog: &Catalog, object: &str, filter: &str) -> bool {
    let compiled = catalog.object(object).map(|object| {
        Tree::read(filter)
            .map_err(Error::from)
            .and_then(|tree| schema::condition(&tree, catalog, &Policy::everything(), object))
    });
    compiled.is_some_and(|compiled| compiled.is_ok())
}

/// Live records of an object that a workspace may lack.
pub(crate) fn all(ctx: &Ctx, tx: &mut Tx, object: &str) -> Result<Vec<Record>> {
    let Some(object) = ctx.catalog.object(object).cloned() else {
        return Ok(Vec::new());
    };
    let tail = format!("ORDER BY t.id LIMIT {MAX_RECORDS}");
    load::select(ctx, tx, &object, "t.deleted_at IS NULL", &tail, Vec::new())
}
