//! The definition of an object: a kind of record with its fields and its manners.

use kontor_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::field::FieldDef;

/// A kind of record: `person`, `opportunity`, `x_machine`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ObjectDef {
    /// Name in API and expressions, snake_case; custom ones begin with `x_`.
    pub key: String,
    /// The key at creation: the table's name, and what saved things refer to. Never changes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Keys it had before; they keep resolving.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_keys: Vec<String>,
    /// What one of them is called.
    pub labels: Text,
    /// What several are called.
    pub plural: Text,
    /// Name of an icon of the interface.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub icon: String,
    /// Its own fields, in the order forms show them. The envelope is not among them, see [`crate::catalog`].
    #[serde(default)]
    pub fields: Vec<FieldDef>,
    /// How a record is called: the first alternative with content, its fields joined by a space.
    #[serde(default)]
    pub label: Vec<Vec<String>>,
    /// At least one of these fields must have a value; empty asks for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifying: Vec<String>,
    /// What makes a record complete: field and weight. Empty: every record is complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub completeness: Vec<(String, u32)>,
    /// How records of this object appear in timelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<TimelineDef>,
    /// The link to its own kind that makes it a tree (`parent`); cycles are refused and `within()` follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hierarchy: Option<String>,
    /// The link whose target these records are parts of: they are trashed, restored and deleted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// A party: a person, an organisation, a household; it has an overview, a timeline and roles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub party: bool,
    /// What a machine wrote is never changed afterwards; people may correct what people entered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub append_only_for_machines: bool,
    /// Part of the workspace's administration (users, teams, roles): written by administrators only,
    /// whatever a role's wildcard grants.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub administration: bool,
    /// Made at run time by a customer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub custom: bool,
    /// Its labels or its icon were changed by the customer; an upgrade keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relabelled: bool,
}

/// How records of an object appear in the timelines of the parties they are linked to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimelineDef {
    /// The field that places it, a day or a point in time; `created_at` is possible, and stands in for an empty one.
    pub at: String,
    /// Link fields whose targets' timelines it stands in.
    pub links: Vec<String>,
    /// A select field that tells its kind; without one the kind is the object's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A select field that tells its channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

impl ObjectDef {
    /// A new standard object; its fields and manners follow with the other builders.
    pub fn new(key: &str, labels: Text, plural: Text) -> ObjectDef {
        ObjectDef {
            key: key.to_owned(),
            id: key.to_owned(),
            former_keys: Vec::new(),
            labels,
            plural,
            icon: String::new(),
            fields: Vec::new(),
            label: Vec::new(),
            identifying: Vec::new(),
            completeness: Vec::new(),
            timeline: None,
            hierarchy: None,
            part_of: None,
            party: false,
            append_only_for_machines: false,
            administration: false,
            custom: false,
            relabelled: false,
        }
    }

    /// With one more field.
    pub fn field(mut self, field: FieldDef) -> ObjectDef {
        self.fields.push(field);
        self
    }

    /// With an icon.
    pub fn icon(mut self, icon: &str) -> ObjectDef {
        self.icon = icon.to_owned();
        self
    }

    /// With a further way to be called, tried after those before it.
    pub fn called(mut self, fields: &[&str]) -> ObjectDef {
        self.label.push(fields.iter().map(|f| (*f).to_owned()).collect());
        self
    }

    /// At least one of these fields must have a value.
    pub fn identified_by(mut self, fields: &[&str]) -> ObjectDef {
        self.identifying = fields.iter().map(|f| (*f).to_owned()).collect();
        self
    }

    /// What makes a record complete, field and weight.
    pub fn complete_with(mut self, weights: &[(&str, u32)]) -> ObjectDef {
        self.completeness = weights.iter().map(|(f, w)| ((*f).to_owned(), *w)).collect();
        self
    }

    /// A party, with overview, timeline and roles.
    pub fn party(mut self) -> ObjectDef {
        self.party = true;
        self
    }

    /// A tree over this link to its own kind.
    pub fn tree_over(mut self, link: &str) -> ObjectDef {
        self.hierarchy = Some(link.to_owned());
        self
    }

    /// Parts that live and die with the target of this link.
    pub fn part_of(mut self, link: &str) -> ObjectDef {
        self.part_of = Some(link.to_owned());
        self
    }

    /// Appears in timelines.
    pub fn on_timeline(mut self, timeline: TimelineDef) -> ObjectDef {
        self.timeline = Some(timeline);
        self
    }

    /// What machines wrote stays as it is.
    pub fn append_only_for_machines(mut self) -> ObjectDef {
        self.append_only_for_machines = true;
        self
    }

    /// Written by administrators only.
    pub fn administration(mut self) -> ObjectDef {
        self.administration = true;
        self
    }
}
