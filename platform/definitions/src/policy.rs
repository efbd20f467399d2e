//! What a role may do, as data: per object and action yes, no, or a condition on the record; and masks on fields.

use std::collections::BTreeMap;

use kontor_kernel::{Issue, Json};
use serde::{Deserialize, Serialize};

use crate::input;

/// What can be done with records of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Make a new one.
    Create,
    /// See it.
    Read,
    /// Change it, restore it, link it.
    Update,
    /// Put it into the trash, delete it for good.
    Delete,
    /// Take many out at once.
    Export,
}

impl Action {
    /// The word in role definitions and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Read => "read",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::Export => "export",
        }
    }
}

/// Whether an action is granted: `false`, `true`, or an expression that the record must meet.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Access {
    /// For all records, or for none.
    Plain(bool),
    /// For records that meet the expression.
    Where(String),
    /// Nothing was said, which grants nothing.
    #[default]
    #[serde(skip)]
    Unsaid,
}

/// What happens to a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// It does not exist for the role: not shown, not filtered, not sorted, not grouped by.
    Hidden,
    /// It is shown and never changed.
    ReadOnly,
}

/// What a role may do with one object.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Make new ones; a condition is checked on the new record.
    #[serde(default)]
    pub create: Access,
    /// See them.
    #[serde(default)]
    pub read: Access,
    /// Change them; a condition must hold before the change.
    #[serde(default)]
    pub update: Access,
    /// Trash them.
    #[serde(default)]
    pub delete: Access,
    /// Export them.
    #[serde(default)]
    pub export: Access,
    /// Masks by field key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Mask>,
}

/// What a role may do, the value of `role.permissions`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleDef {
    /// May change definitions, settings, users, teams and roles, and everything else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub administer: bool,
    /// By object key; `*` stands for every object that is not named.
    #[serde(default)]
    pub objects: BTreeMap<String, Grant>,
}

impl Grant {
    /// Everything, or nothing but reading.
    pub fn all(yes: bool) -> Grant {
        let access = || Access::Plain(yes);
        Grant {
            create: access(),
            read: access(),
            update: access(),
            delete: access(),
            export: access(),
            fields: BTreeMap::new(),
        }
    }

    /// What is said about an action.
    pub fn access(&self, action: Action) -> &Access {
        match action {
            Action::Create => &self.create,
            Action::Read => &self.read,
            Action::Update => &self.update,
            Action::Delete => &self.delete,
            Action::Export => &self.export,
        }
    }
}

impl RoleDef {
    /// Reads permissions as callers write them; what is wrong with them is at its place.
    ///
    /// # Errors
    /// Every issue.
    pub fn read(permissions: &Json) -> Result<RoleDef, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = input::read(permissions, &input::ROLE, "", &mut issues);
        match serde_json::from_value(read) {
            Ok(role) if issues.is_empty() => Ok(role),
            _ => Err(issues),
        }
    }

    /// The grant for an object, by name or by wildcard.
    pub fn grant(&self, object: &str) -> Option<&Grant> {
        self.objects.get(object).or_else(|| self.objects.get("*"))
    }
}
