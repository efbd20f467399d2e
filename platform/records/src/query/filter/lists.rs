//! Lists of a record in conditions: e-mails, addresses, tags, links to many. Their entries stand in side tables.
//!
//! Where a condition names what an entry is, the question is asked from the side of the entries: an index leads to the
//! few records that have such an entry. The indexes are over normal forms, so an exact value is narrowed down by the
//! normal forms it may have, and then decides itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use kontor_database::Value as Bound;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_expression::{Comparison, Expr, Field, Scope as Whose, Type, Value};
use kontor_kernel::{Result, fold};

use super::{Compiler, bound, unsupported};
use crate::command::side_key;
use crate::fields;
use crate::fields::phone::domestic;
use crate::query::scope::column;

/// An entry of a list.
pub(super) struct Item {
    /// The alias of its side table.
    pub alias: String,
    side: Side,
    /// The field that is the list.
    pub list: FieldDef,
}

impl Item {
    /// The column of a member of the entry.
    pub fn column(&self, member: Option<&str>) -> String {
        column(&self.alias, self.side.column(member))
    }
}

/// The side table that holds the entries of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Values,
    Options,
    Addresses,
    Links,
    External,
}

impl Side {
    fn of(field: &FieldDef) -> Option<Side> {
        Some(match field.kind {
            FieldType::Address => Side::Addresses,
            FieldType::ExternalIds => Side::External,
            FieldType::Link { many: true, .. } => Side::Links,
            FieldType::MultiSelect { .. } => Side::Options,
            FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Social | FieldType::Tags => {
                Side::Values
            }
            _ => return None,
        })
    }

    fn table(self) -> &'static str {
        match self {
            Side::Values | Side::Options => "k_value",
            Side::Addresses => "k_address",
            Side::Links => "k_link",
            Side::External => "k_external",
        }
    }

    fn record(self) -> &'static str {
        if self == Side::Links { "source" } else { "record" }
    }

    /// The column of a member of an entry; they are called alike, with few exceptions.
    fn column(self, member: Option<&str>) -> &str {
        match (self, member) {
            (Side::Links, _) => "target",
            (Side::Options, None) => "norm",
            (Side::Values, Some("primary")) => "is_primary",
            (_, None) => "value",
            (_, Some(member)) => member,
        }
    }
}

/// The entries of one list: where they are, and which record's.
struct Entries {
    item: Item,
    /// The alias of the record.
    record: String,
    /// `FROM table`, and the condition that an entry is of this field.
    of_field: String,
    /// The condition that it is of the record.
    of_record: String,
}

/// Records that are found by their entries.
pub(super) struct Found {
    /// The alias they stand under.
    pub record: String,
    /// A SELECT of their ids.
    pub ids: String,
}

impl Compiler<'_, '_, '_> {
    fn entries(&mut self, field: &Field) -> Result<Entries> {
        let (record, object, list) = self.field(field)?;
        let side = Side::of(&list).ok_or_else(|| unsupported(&list.key))?;
        let alias = self.scope.alias();
        let which = self.which(&alias, side, &object, &list);
        let item = Item { alias, side, list };
        Ok(Entries {
            of_field: format!("FROM @{} {} WHERE {which}", side.table(), item.alias),
            of_record: format!("{}.{} = {record}.id", item.alias, side.record()),
            item,
            record,
        })
    }

    /// The condition that an entry is of a field.
    fn which(&mut self, alias: &str, side: Side, object: &Arc<Object>, list: &FieldDef) -> String {
        match side {
            Side::External => format!("{alias}.object = {}", self.scope.bind(object.table())),
            _ => format!("{alias}.field = {}", self.scope.bind(side_key(object, list))),
        }
    }

    /// The condition that the record has an entry for which another condition holds.
    pub(super) fn exists(&mut self, list: &Field, each: &Expr) -> Result<String> {
        let Entries {
            item,
            of_field,
            of_record,
            ..
        } = self.entries(list)?;
        let condition = self.of_entry(item, each)?;
        Ok(format!(
            "EXISTS (SELECT 1 {of_field} AND {of_record} AND {condition})"
        ))
    }

    fn of_entry(&mut self, item: Item, condition: &Expr) -> Result<String> {
        let outer = self.item.replace(item);
        let condition = self.condition(condition, false);
        self.item = outer;
        condition
    }

    /// The records a condition holds for, asked from the side of their entries; `None` where it has to be asked record
    /// by record.
    pub(super) fn found(&mut self, condition: &Expr) -> Result<Option<Found>> {
        let (list, each) = match condition {
            Expr::Member { set, item } => return self.member(set, item).map(Some),
            Expr::Exists { list, each } => (list, each),
            _ => return Ok(None),
        };
        let (_, _, def) = self.field(list)?;
        let Some((column, values)) = Side::of(&def).and_then(|side| names(side, each)) else {
            return Ok(None);
        };
        let Entries {
            item,
            record,
            of_field,
            ..
        } = self.entries(list)?;
        let narrowed = column.map(|column| self.narrowed(&item, column, &values));
        let narrowed = narrowed.unwrap_or_default();
        let column = format!("{}.{}", item.alias, item.side.record());
        let condition = self.of_entry(item, each)?;
        let ids = format!("SELECT {column} {of_field}{narrowed} AND {condition}");
        Ok(Some(Found { record, ids }))
    }

    /// The condition that an entry has one of the normal forms of some values.
    fn narrowed(&mut self, item: &Item, column: &str, values: &[&Value]) -> String {
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let accept = self.scope.ctx.accept();
        let normal: BTreeSet<String> = match item.side {
            Side::Values => texts
                .flat_map(|text| fields::norms(&item.list, text, &accept))
                .collect(),
            _ => texts.map(fold).collect(),
        };
        let column = format!("{}.{column}", item.alias);
        let test = match (normal.len(), normal.first()) {
            (1, Some(only)) => format!("{column} = {}", self.scope.bind(only.as_str())),
            _ => {
                let list = self.scope.bind(Bound::Texts(normal.into_iter().collect()));
                self.scope.dialect.in_list(&column, &list)
            }
        };
        format!(" AND {test}")
    }

    /// Membership is always asked from the side of the item, so that its index is used.
    fn member(&mut self, set: &Field, item: &Expr) -> Result<Found> {
        let Expr::Constant(item) = item else {
            return Err(unsupported("membership of a computed value"));
        };
        let Entries {
            item: entry,
            record,
            of_field,
            ..
        } = self.entries(set)?;
        let (alias, value) = (&entry.alias, bound(item));
        let test = match (entry.side, &value) {
            (Side::Values, Bound::Text(text)) => {
                let (norm, exact) = (self.scope.bind(fold(text)), self.scope.bind(text.as_str()));
                format!("{alias}.norm = {norm} AND {alias}.value = {exact}")
            }
            (Side::Options, _) => format!("{alias}.norm = {}", self.scope.bind(value)),
            (Side::Links, _) => format!("{alias}.target = {}", self.scope.bind(value)),
            _ => return Err(unsupported(&entry.list.key)),
        };
        let ids = format!("SELECT {alias}.{} {of_field} AND {test}", entry.side.record());
        Ok(Found { record, ids })
    }

    /// The phone number of the entry as it is dialled within the country of the workspace; NULL for one from abroad,
    /// and `None` where nobody knows how that is done.
    pub(super) fn national(&mut self) -> Result<Option<String>> {
        let item = self.item.as_ref();
        let norm = item.map(|item| column(&item.alias, "norm"));
        let norm = norm.ok_or_else(|| unsupported("an entry outside of exists"))?;
        let Some((abroad, trunk)) = domestic(&self.scope.ctx.settings.country) else {
            return Ok(None);
        };
        let length = abroad.len();
        let (abroad, trunk) = (self.scope.bind(abroad), self.scope.bind(trunk));
        Ok(Some(format!(
            "(CASE WHEN substr({norm}, 1, {length}) = {abroad} THEN {trunk} || substr({norm}, {}) END)",
            length + 1
        )))
    }

    /// How many entries a list has.
    pub(super) fn count(&mut self, list: &Field) -> Result<String> {
        let Entries {
            of_field, of_record, ..
        } = self.entries(list)?;
        Ok(format!("(SELECT count(*) {of_field} AND {of_record})"))
    }

    /// A record has no links in a field of many.
    pub(super) fn no_links(&mut self, list: &Field) -> Result<String> {
        let Entries {
            of_field, of_record, ..
        } = self.entries(list)?;
        Ok(format!("NOT EXISTS (SELECT 1 {of_field} AND {of_record})"))
    }
}

/// The member of an entry that a condition names values of, and the values; no member where entries are plain.
fn named(part: &Expr) -> Option<(Option<&str>, Vec<&Value>)> {
    let (item, list) = match part {
        Expr::Compare {
            op: Comparison::Equal,
            left,
            right,
        } => (left, std::slice::from_ref(&**right)),
        Expr::In { item, list } => (item, &list[..]),
        _ => return None,
    };
    let Expr::Field(field) = &**item else { return None };
    let values = list.iter().map(|expr| match expr {
        Expr::Constant(value) => Some(value),
        _ => None,
    });
    let values: Option<Vec<&Value>> = values.collect();
    (field.scope == Whose::Item).then_some((field.path.first().map(String::as_str), values?))
}

/// What an index can begin with, when a condition on an entry names what the entry is: the column with the normal
/// forms of the values it names, or no further one. `None` when the record has to be asked.
fn names(side: Side, each: &Expr) -> Option<(Option<&'static str>, Vec<&Value>)> {
    let parts = match each {
        Expr::And(parts) => &parts[..],
        one => std::slice::from_ref(one),
    };
    let named: Vec<(Option<&str>, Vec<&Value>)> = parts.iter().filter_map(named).collect();
    let member = |name: Option<&str>| {
        let found = named.iter().find(|(member, _)| *member == name);
        found.map(|(_, values)| values.clone())
    };
    match side {
        Side::Links | Side::Options => member(None).map(|_| (None, Vec::new())),
        // Keys are unique within a system.
        Side::External => {
            let both = member(Some("system")).and(member(Some("key")));
            both.map(|_| (None, Vec::new()))
        }
        Side::Addresses => match member(Some("city")) {
            Some(cities) => Some((Some("city_fold"), cities)),
            None => member(Some("postcode")).map(|_| (None, Vec::new())),
        },
        Side::Values => {
            let values = member(None).or_else(|| member(Some("value")))?;
            Some((Some("norm"), values))
        }
    }
}

/// Whether entries of this type can be counted.
pub(super) fn is_list(ty: &Type) -> bool {
    matches!(
        ty,
        Type::TextSet { .. } | Type::LinkSet { .. } | Type::Items { .. }
    )
}
