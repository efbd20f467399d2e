//! Which paths expressions over an object may name, and their types: fields, and fields of linked records.

use std::sync::Arc;

use kontor_definitions::storage::FOLD;
use kontor_definitions::{Action, Catalog, FieldDef, FieldType, Object};
use kontor_expression::{Expected, Expr, FieldInfo, Schema, Scope, Tree};
use kontor_kernel::{Code, Error, Result};

use crate::fields::kind;
use crate::normal;
use crate::policy::{Permit, Policy};

/// How many links an expression, a sort or a projection may follow.
pub const MAX_LINKS: usize = 2;

/// The fields of an object as a caller may name them: a hidden field is an unknown one.
pub struct ObjectSchema<'a> {
    /// All definitions.
    pub catalog: &'a Catalog,
    /// Whose eyes.
    pub policy: &'a Policy,
    /// The object the expression is about.
    pub object: &'a Arc<Object>,
}

impl Schema for ObjectSchema<'_> {
    fn field(&self, path: &[&str]) -> Option<FieldInfo> {
        let steps = resolve(self.catalog, self.policy, self.object, path)?;
        let last = steps.last()?;
        Some(kind(&last.field.kind).expression_type(last.field)?.into())
    }
}

impl ObjectSchema<'_> {
    /// Types an expression. What is asked of part of an e-mail address or a phone number is asked of its normal form.
    ///
    /// # Errors
    /// `bad_filter` for what does not compile.
    pub fn check(&self, tree: &Tree, expected: Expected) -> Result<Expr> {
        let mut expr = Expr::check(tree, self, expected)?;
        let find = |path: &[String]| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            Some(
                resolve(self.catalog, self.policy, self.object, &path)?
                    .last()?
                    .field,
            )
        };
        normal::apply(&mut expr, &find);
        Ok(expr)
    }
}

/// Types a condition that a database must be able to answer.
///
/// # Errors
/// `bad_filter` for what does not compile, and for `like` on what is not stored folded.
pub fn condition(tree: &Tree, catalog: &Catalog, policy: &Policy, object: &Arc<Object>) -> Result<Expr> {
    let schema = ObjectSchema {
        catalog,
        policy,
        object,
    };
    let expr = schema.check(tree, Expected::Condition)?;
    let find = |path: &[String]| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        Some(resolve(catalog, policy, object, &path)?.last()?.field)
    };
    let mut list = None;
    let mut unfolded = None;
    let mut treeless = None;
    expr.walk(&mut |part| match part {
        Expr::Exists { list: field, .. } => list = find(&field.path),
        Expr::Match {
            folded: true, text, ..
        } => {
            let Expr::Field(field) = &**text else { return };
            let folded = match field.scope {
                Scope::Record => find(&field.path).and_then(folded_column).is_some(),
                Scope::Item => list.and_then(|list| folded_item(list, &field.path)).is_some(),
            };
            if !folded {
                unfolded.get_or_insert_with(|| field.path.join("."));
            }
        }
        Expr::Within { link, .. } => {
            let object = find(&link.path).and_then(|field| single_target(catalog, field));
            if object.is_some_and(|object| !tree_is_seen(policy, object)) {
                treeless.get_or_insert_with(|| link.path.join("."));
            }
        }
        _ => {}
    });
    if let Some(name) = treeless {
        let detail = format!("within() can't follow the tree behind {name:?}.");
        return Err(Error::new(Code::BadFilter, detail)
            .with("reason", "unknown_field")
            .with("field", name));
    }
    match unfolded {
        None => Ok(expr),
        Some(name) => Err(no_like(&name)),
    }
}

/// Whether somebody may read what makes an object a tree; of one that is none there is nothing to hide.
pub fn tree_is_seen(policy: &Policy, object: &Arc<Object>) -> bool {
    let parent = object
        .def
        .hierarchy
        .as_deref()
        .and_then(|key| object.position(key));
    !matches!(policy.permit(object, Action::Read), Permit::No)
        && parent.is_none_or(|parent| !policy.rights(object).hidden(parent))
}

/// The column with a field's folded text; texts of one line have it.
pub fn folded_column(field: &FieldDef) -> Option<String> {
    let name = field.column(FOLD);
    field
        .columns()
        .iter()
        .any(|column| column.name == name)
        .then_some(name)
}

/// The same for a member of an entry in a list.
pub fn folded_item(list: &FieldDef, member: &[String]) -> Option<&'static str> {
    match (&list.kind, member.first().map(String::as_str)) {
        (FieldType::Address, Some("city")) => Some("city_fold"),
        (FieldType::Tags, None) => Some("norm"),
        _ => None,
    }
}

/// The refusal of `like` on a field that is not stored folded.
pub fn no_like(name: &str) -> Error {
    let detail = format!("like() works on texts of one line, cities and tags; {name:?} is none of them.");
    Error::new(Code::BadFilter, detail)
        .with("reason", "not_in_filter")
        .with("field", name)
}

/// One step of a resolved path: a field of an object.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// The object the field belongs to.
    pub object: &'a Arc<Object>,
    /// Its position there.
    pub position: usize,
    /// The field.
    pub field: &'a FieldDef,
}

/// Follows a path through links to one record of one object; `None` when a step is unknown, hidden, or leads to an
/// object the caller can't read.
pub fn resolve<'a>(
    catalog: &'a Catalog,
    policy: &Policy,
    object: &'a Arc<Object>,
    path: &[&str],
) -> Option<Vec<Step<'a>>> {
    if path.is_empty() || path.len() > MAX_LINKS + 2 {
        return None;
    }
    let mut steps: Vec<Step<'a>> = Vec::with_capacity(path.len());
    let mut object = object;
    for (depth, key) in path.iter().enumerate() {
        let position = object.position(key)?;
        if policy.rights(object).hidden(position) {
            return None;
        }
        let field = &object.fields[position];
        steps.push(Step {
            object,
            position,
            field,
        });
        // The last step may lead into a value instead of to another record.
        if let [last] = &path[depth + 1..]
            && let Some(field) = object.member(position, last)
        {
            steps.push(Step {
                object,
                position,
                field,
            });
            return Some(steps);
        }
        if depth + 1 < path.len() {
            object = single_target(catalog, field).filter(|_| depth < MAX_LINKS)?;
            if matches!(policy.permit(object, Action::Read), Permit::No) {
                return None;
            }
        }
    }
    Some(steps)
}

/// The one object a link to one record points to; `None` for everything else.
pub fn single_target<'a>(catalog: &'a Catalog, field: &FieldDef) -> Option<&'a Arc<Object>> {
    match &field.kind {
        FieldType::Owner => catalog.object("user"),
        FieldType::Link { targets, many: false } if targets.len() == 1 => catalog.object(&targets[0]),
        _ => None,
    }
}
