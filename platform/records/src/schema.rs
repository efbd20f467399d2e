//! Which paths expressions over an object may name, and their types: fields, and fields of linked records.

use std::sync::Arc;

use kontor_definitions::{Action, Catalog, FieldDef, Object};
use kontor_expression::{FieldInfo, Schema};

use crate::fields::kind;
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
    if path.is_empty() || path.len() > MAX_LINKS + 1 {
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
        steps.push(Step { object, position, field });
        if depth + 1 < path.len() {
            object = single_target(catalog, field)?;
            if matches!(policy.permit(object, Action::Read), Permit::No) {
                return None;
            }
        }
    }
    Some(steps)
}

/// The one object a link to one record points to; `None` for everything else.
pub fn single_target<'a>(catalog: &'a Catalog, field: &FieldDef) -> Option<&'a Arc<Object>> {
    use kontor_definitions::FieldType;
    match &field.kind {
        FieldType::Owner => catalog.object("user"),
        FieldType::Link { targets, many: false } if targets.len() == 1 => catalog.object(&targets[0]),
        _ => None,
    }
}
