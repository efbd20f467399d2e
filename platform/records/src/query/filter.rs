//! Typed conditions as SQL. Where "missing" already counts as false the plain, indexable form is written; under a
//! negation each leaf is guarded against NULL.

use std::sync::Arc;

use kontor_database::Value as Bound;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_expression::{Comparison, Expr, Field, How, Scope as Whose, Type, Value};
use kontor_kernel::{Code, Error, Id, Result};

use crate::command::side_key;
use crate::policy::Policy;
use crate::query::scope::{Scope, column, value_column};
use crate::schema;

/// Compiles a folded condition over rows of an alias.
pub fn compile(
    scope: &mut Scope<'_>,
    alias: &str,
    object: &Arc<Object>,
    expr: &Expr,
    policy: &Policy,
) -> Result<String> {
    Compiler {
        scope,
        alias,
        object,
        policy,
        item: None,
    }
    .condition(expr, false)
}

struct Compiler<'s, 'a, 'o> {
    scope: &'s mut Scope<'a>,
    alias: &'o str,
    object: &'o Arc<Object>,
    policy: &'o Policy,
    /// Inside [`Expr::Exists`].
    item: Option<Item>,
}

/// An entry of a list.
struct Item {
    /// The alias of its side table.
    alias: String,
    side: Side,
    /// The field that is the list.
    list: FieldDef,
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

impl Compiler<'_, '_, '_> {
    fn condition(&mut self, expr: &Expr, guard: bool) -> Result<String> {
        let leaf = match expr {
            Expr::Constant(Value::Bool(value)) => return Ok(if *value { "TRUE" } else { "FALSE" }.to_owned()),
            Expr::And(parts) => return self.joined(parts, " AND ", guard),
            Expr::Or(parts) => return self.joined(parts, " OR ", guard),
            Expr::Not(inner) => return Ok(format!("NOT {}", self.condition(inner, true)?)),
            Expr::Missing(inner) => return self.missing(inner),
            Expr::Exists { list, each } => return self.exists(list, each),
            Expr::Member { set, item } => self.member(set, item)?,
            Expr::Field(field) => self.column(field)?,
            Expr::Compare { op, left, right } => self.compare(*op, left, right)?,
            Expr::In { item, list } => self.among(item, list)?,
            Expr::Match {
                how,
                folded,
                text,
                needle,
            } => self.matches(*how, *folded, text, needle)?,
            Expr::Within { link, ancestors } => self.within(link, ancestors)?,
            // What is no yes/no value does not hold.
            Expr::Constant(_) => return Ok("FALSE".to_owned()),
            Expr::Ambient(_) | Expr::Size(_) | Expr::Call { .. } => {
                return Err(unsupported("a computed value"));
            }
        };
        Ok(if guard {
            format!("COALESCE(({leaf}), FALSE)")
        } else {
            format!("({leaf})")
        })
    }

    fn joined(&mut self, parts: &[Expr], word: &str, guard: bool) -> Result<String> {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| self.condition(part, guard))
            .collect::<Result<_>>()?;
        Ok(format!("({})", parts.join(word)))
    }

    /// The field definition behind a field of the record.
    fn field(&mut self, field: &Field) -> Result<(String, Arc<Object>, FieldDef)> {
        self.scope
            .follow(self.alias, self.object, &field.path, self.policy)
    }

    fn column(&mut self, field: &Field) -> Result<String> {
        if field.scope == Whose::Item {
            let item = self
                .item
                .as_ref()
                .ok_or_else(|| unsupported("an entry outside of exists"))?;
            return Ok(column(
                &item.alias,
                item.side.column(field.path.first().map(String::as_str)),
            ));
        }
        let (alias, _, field) = self.field(field)?;
        Ok(value_column(&alias, &field))
    }

    fn operand(&mut self, expr: &Expr) -> Result<String> {
        match expr {
            Expr::Field(field) => self.column(field),
            Expr::Constant(value) => Ok(self.constant(value)),
            Expr::Size(inner) => self.size(inner),
            _ => Err(unsupported("a computed value")),
        }
    }

    fn constant(&mut self, value: &Value) -> String {
        let bound = bound(value);
        self.scope.bind(bound)
    }

    fn compare(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Result<String> {
        let sign = match op {
            Comparison::Equal => "=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        };
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        Ok(format!("{left} {sign} {right}"))
    }

    fn among(&mut self, item: &Expr, list: &[Expr]) -> Result<String> {
        let item = self.operand(item)?;
        let values: Vec<&Value> = list
            .iter()
            .filter_map(|e| {
                if let Expr::Constant(value) = e {
                    Some(value)
                } else {
                    None
                }
            })
            .collect();
        if matches!(values.first(), Some(Value::Bool(_))) {
            // There are no lists of booleans to bind.
            let places: Vec<String> = values.iter().map(|value| self.constant(value)).collect();
            return Ok(format!("{item} IN ({})", places.join(", ")));
        }
        let bound = list_of(&values);
        let place = self.scope.bind(bound);
        Ok(self.scope.dialect.in_list(&item, &place))
    }

    fn matches(&mut self, how: How, folded: bool, text: &Expr, needle: &str) -> Result<String> {
        let Expr::Field(field) = text else {
            return Err(unsupported("a text test on a computed value"));
        };
        let column = if folded {
            self.folded_column(field)?
        } else {
            self.column(field)?
        };
        Ok(match how {
            How::Equals => format!("{column} = {}", self.scope.bind(needle)),
            How::StartsWith => {
                let from = self.scope.bind(needle);
                match successor(needle) {
                    Some(end) => format!("{column} >= {from} AND {column} < {}", self.scope.bind(end)),
                    None => format!("{column} >= {from}"),
                }
            }
            How::EndsWith => {
                let place = self.scope.bind(needle);
                self.scope
                    .dialect
                    .ends_with(&column, &place, needle.chars().count())
            }
            How::Contains => {
                let place = self.scope.bind(needle);
                self.scope.dialect.contains(&column, &place)
            }
        })
    }

    fn folded_column(&mut self, field: &Field) -> Result<String> {
        let refuse = || schema::no_like(&field.path.join("."));
        if field.scope == Whose::Item {
            let item = self.item.as_ref().ok_or_else(refuse)?;
            return schema::folded_item(&item.list, &field.path)
                .map(|name| column(&item.alias, name))
                .ok_or_else(refuse);
        }
        let (alias, _, field) = self.field(field)?;
        schema::folded_column(&field)
            .map(|name| column(&alias, &name))
            .ok_or_else(refuse)
    }

    fn missing(&mut self, inner: &Expr) -> Result<String> {
        if let Expr::Field(field) = inner
            && field.scope == Whose::Record
            && matches!(field.ty, Type::LinkSet { .. })
        {
            let (from, _) = self.side(field)?;
            return Ok(format!("NOT EXISTS (SELECT 1 {from})"));
        }
        Ok(format!("({} IS NULL)", self.operand(inner)?))
    }

    /// `FROM side WHERE it belongs to the record and the field`, and the entry.
    fn side(&mut self, field: &Field) -> Result<(String, Item)> {
        let (alias, object, list) = self.field(field)?;
        let side = Side::of(&list).ok_or_else(|| unsupported(&list.key))?;
        let entry = self.scope.alias();
        let belongs = format!("{entry}.{} = {alias}.id", side.record());
        let which = match side {
            Side::External => String::new(),
            _ => format!(
                " AND {entry}.field = {}",
                self.scope.bind(side_key(&object, &list))
            ),
        };
        let from = format!("FROM @{} {entry} WHERE {belongs}{which}", side.table());
        Ok((
            from,
            Item {
                alias: entry,
                side,
                list,
            },
        ))
    }

    fn exists(&mut self, list: &Field, each: &Expr) -> Result<String> {
        let (from, item) = self.side(list)?;
        let outer = self.item.replace(item);
        let condition = self.condition(each, false);
        self.item = outer;
        Ok(format!("EXISTS (SELECT 1 {from} AND {})", condition?))
    }

    /// Membership is asked from the side of the item, so that its index is used.
    fn member(&mut self, set: &Field, item: &Expr) -> Result<String> {
        let Expr::Constant(item) = item else {
            return Err(unsupported("membership of a computed value"));
        };
        let (alias, object, def) = self.field(set)?;
        let side = Side::of(&def).ok_or_else(|| unsupported(&def.key))?;
        let key = self.scope.bind(side_key(&object, &def));
        let value = bound(item);
        let (test, exact) = match (side, &value) {
            (Side::Values, Bound::Text(text)) => {
                let norm = self.scope.bind(kontor_kernel::fold(text));
                (format!("s.norm = {norm}"), Some(text.clone()))
            }
            (Side::Options, _) => (format!("s.norm = {}", self.scope.bind(value)), None),
            (Side::Links, _) => (format!("s.target = {}", self.scope.bind(value)), None),
            _ => return Err(unsupported(&def.key)),
        };
        let exact = exact
            .map(|text| format!(" AND s.value = {}", self.scope.bind(text)))
            .unwrap_or_default();
        let (table, record) = (side.table(), side.record());
        Ok(format!(
            "{alias}.id IN (SELECT s.{record} FROM @{table} s WHERE {test} AND s.field = {key}{exact})"
        ))
    }

    fn size(&mut self, inner: &Expr) -> Result<String> {
        let Expr::Field(field) = inner else {
            return Err(unsupported("size() of a computed value"));
        };
        match field.ty {
            Type::TextSet { .. } | Type::LinkSet { .. } | Type::Items { .. } => {
                let (from, _) = self.side(field)?;
                Ok(format!("(SELECT count(*) {from})"))
            }
            _ => Ok(format!("COALESCE(length({}), 0)", self.column(field)?)),
        }
    }

    /// The link's target is one of the ancestors or below one, along the tree of its object.
    fn within(&mut self, link: &Field, ancestors: &[Expr]) -> Result<String> {
        let ids: Vec<Id> = ancestors
            .iter()
            .filter_map(|e| {
                if let Expr::Constant(Value::Id(id)) = e {
                    Some(*id)
                } else {
                    None
                }
            })
            .collect();
        let column = self.column(link)?;
        let place = self.scope.bind(Bound::Ids(ids));
        let catalog = self.scope.ctx.catalog.clone();
        let Type::Link { objects } = &link.ty else {
            return Err(unsupported(&link.path.join(".")));
        };
        let targets: Vec<&Arc<Object>> = match objects.is_empty() {
            true => catalog.objects().iter().collect(),
            false => objects.iter().filter_map(|key| catalog.object(key)).collect(),
        };
        let root = self.scope.dialect.in_list("r.id", &place);
        let below = targets.iter().filter_map(|object| {
            let (table, parent) = (
                object.table(),
                &object.field(object.def.hierarchy.as_deref()?)?.id,
            );
            Some(format!(
                "{column} IN (WITH RECURSIVE below(id) AS (SELECT r.id FROM @{table} r WHERE {root} UNION \
                 SELECT c.id FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id) SELECT id FROM below)"
            ))
        });
        let mut ways: Vec<String> = below.collect();
        if ways.len() != 1 || targets.len() != 1 {
            // The record itself may be of an object without a tree.
            ways.insert(0, self.scope.dialect.in_list(&column, &place));
        }
        Ok(ways.join(" OR "))
    }
}

fn bound(value: &Value) -> Bound {
    match value {
        Value::Null | Value::List(_) => Bound::Null,
        Value::Bool(value) => Bound::Bool(*value),
        Value::Int(value) | Value::Duration(value) => Bound::Int(*value),
        Value::Decimal { units, .. } => Bound::Int(*units),
        Value::Text(text) => Bound::Text(text.clone()),
        Value::Date(day) => Bound::Int(day.days()),
        Value::Timestamp(at) => Bound::Int(at.micros()),
        Value::Id(id) => Bound::Id(*id),
    }
}

fn list_of(values: &[&Value]) -> Bound {
    match values.first().map(|value| bound(value)) {
        Some(Bound::Id(_)) => Bound::Ids(
            values
                .iter()
                .filter_map(|v| {
                    if let Bound::Id(id) = bound(v) {
                        Some(id)
                    } else {
                        None
                    }
                })
                .collect(),
        ),
        Some(Bound::Text(_)) => Bound::Texts(
            values
                .iter()
                .filter_map(|v| {
                    if let Bound::Text(text) = bound(v) {
                        Some(text)
                    } else {
                        None
                    }
                })
                .collect(),
        ),
        _ => Bound::Ints(
            values
                .iter()
                .filter_map(|v| match bound(v) {
                    Bound::Int(value) => Some(value),
                    _ => None,
                })
                .collect(),
        ),
    }
}

/// The least text above all texts that begin with `prefix`; none when it consists of the last character only.
fn successor(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

fn unsupported(what: &str) -> Error {
    Error::new(
        Code::BadFilter,
        format!("This can't be used in a filter: {what}."),
    )
}

#[cfg(test)]
mod tests {
    use super::successor;

    #[test]
    fn the_successor_skips_surrogates_and_carries_over() {
        assert_eq!(successor("Ber").as_deref(), Some("Bes"));
        assert_eq!(successor("a\u{D7FF}").as_deref(), Some("a\u{E000}"));
        assert_eq!(successor("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(successor("\u{10FFFF}"), None);
    }
}
