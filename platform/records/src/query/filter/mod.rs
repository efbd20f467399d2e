//! Typed conditions as SQL. Where "missing" already counts as false the plain, indexable form is written; under a
//! negation each leaf is guarded against NULL.

mod lists;

use std::sync::Arc;

use kontor_database::Value as Bound;
use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_expression::{Comparison, Expr, Field, How, Scope as Whose, Type, Value};
use kontor_kernel::{Code, Error, Id, Result, fold};

use self::lists::{Found, Item, is_list};
use crate::normal::NATIONAL;
use crate::policy::{Permit, Policy};
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

impl Compiler<'_, '_, '_> {
    fn condition(&mut self, expr: &Expr, guard: bool) -> Result<String> {
        let leaf = match expr {
            Expr::Constant(Value::Bool(value)) => return Ok(if *value { "TRUE" } else { "FALSE" }.to_owned()),
            Expr::And(parts) => return self.joined(parts, " AND ", guard),
            Expr::Or(parts) => return self.any(parts, guard),
            Expr::Not(inner) => return Ok(format!("NOT {}", self.condition(inner, true)?)),
            Expr::Missing(inner) => return self.missing(inner),
            Expr::Exists { .. } | Expr::Member { .. } => match (self.found(expr)?, expr) {
                (Some(Found { record, ids }), _) => format!("{record}.id IN ({ids})"),
                (None, Expr::Exists { list, each }) => return self.exists(list, each),
                (None, _) => return Err(unsupported("membership")),
            },
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

    /// Any of several conditions. Those that find records by their entries, or by an indexed value where there are such,
    /// are asked together: a database can't look into two indexes for the two sides of an OR when one is a subquery.
    fn any(&mut self, parts: &[Expr], guard: bool) -> Result<String> {
        let by_entries = |part: &Expr| matches!(part, Expr::Member { .. } | Expr::Exists { .. });
        if self.item.is_some() || parts.len() < 2 || !parts.iter().any(by_entries) {
            return self.joined(parts, " OR ", guard);
        }
        let (mut found, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            match self.found(part)? {
                Some(Found { record, ids }) if record == self.alias => found.push(ids),
                Some(Found { record, ids }) if guard => {
                    others.push(format!("COALESCE({record}.id IN ({ids}), FALSE)"));
                }
                Some(Found { record, ids }) => others.push(format!("{record}.id IN ({ids})")),
                None => match self.by_value(part)? {
                    Some(ids) => found.push(ids),
                    None => others.push(self.condition(part, guard)?),
                },
            }
        }
        if !found.is_empty() {
            others.push(format!("{}.id IN ({})", self.alias, found.join(" UNION ALL ")));
        }
        Ok(format!("({})", others.join(" OR ")))
    }

    /// The ids of the records that a link leads from, or that are somebody's.
    fn by_value(&mut self, part: &Expr) -> Result<Option<String>> {
        let Expr::Compare {
            op: Comparison::Equal,
            left,
            right,
        } = part
        else {
            return Ok(None);
        };
        let (Expr::Field(field), Expr::Constant(value)) = (&**left, &**right) else {
            return Ok(None);
        };
        let [key] = &*field.path else { return Ok(None) };
        let indexed = |field: &&FieldDef| match field.kind {
            FieldType::Link { many: false, .. } => !field.system,
            _ => field.key == "owner",
        };
        let Some(link) = self
            .object
            .field(key)
            .filter(indexed)
            .map(|field| field.id.clone())
        else {
            return Ok(None);
        };
        let (alias, table) = (self.scope.alias(), self.object.table());
        let value = self.constant(value);
        Ok(Some(format!(
            "SELECT {alias}.id FROM @{table} {alias} WHERE {} = {value}",
            column(&alias, &link)
        )))
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
            return Ok(item.column(field.path.first().map(String::as_str)));
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
        let mut narrowed = String::new();
        if let (Comparison::Equal, Expr::Field(field), Expr::Constant(Value::Text(text))) = (op, left, right)
            && let Some(column) = self.indexed_fold(field)?
        {
            narrowed = format!("{column} = {} AND ", self.scope.bind(fold(text)));
        }
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        Ok(format!("{narrowed}{left} {sign} {right}"))
    }

    /// Texts are indexed in their folded form. Where that leads to few records it is asked for as well, and the text
    /// itself decides: what begins with a text or is it, does so folded too.
    fn indexed_fold(&mut self, field: &Field) -> Result<Option<String>> {
        if field.scope == Whose::Item {
            return Ok(None);
        }
        let (alias, _, field) = self.field(field)?;
        let indexed = matches!(field.kind, FieldType::Text { .. }) && (field.indexed || field.unique);
        Ok(indexed.then(|| column(&alias, &field.index_column())))
    }

    /// The range of texts that begin with a prefix.
    fn range(&mut self, column: &str, prefix: &str) -> String {
        let from = self.scope.bind(prefix);
        match successor(prefix) {
            Some(end) => format!("{column} >= {from} AND {column} < {}", self.scope.bind(end)),
            None => format!("{column} >= {from}"),
        }
    }

    fn among(&mut self, item: &Expr, list: &[Expr]) -> Result<String> {
        let narrowed = match item {
            Expr::Field(field) => self.indexed_fold(field)?,
            _ => None,
        };
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
        let narrowed = match (&bound, narrowed) {
            (Bound::Texts(texts), Some(column)) => {
                let folds = self
                    .scope
                    .bind(Bound::Texts(texts.iter().map(|text| fold(text)).collect()));
                format!("{} AND ", self.scope.dialect.in_list(&column, &folds))
            }
            _ => String::new(),
        };
        let place = self.scope.bind(bound);
        Ok(format!("{narrowed}{}", self.scope.dialect.in_list(&item, &place)))
    }

    fn matches(&mut self, how: How, folded: bool, text: &Expr, needle: &str) -> Result<String> {
        let Expr::Field(field) = text else {
            return Err(unsupported("a text test on a computed value"));
        };
        let column = if folded {
            self.folded_column(field)?
        } else if field.scope == Whose::Item && *field.path == [NATIONAL] {
            match self.national()? {
                Some(column) => column,
                None => return Ok("FALSE".to_owned()),
            }
        } else {
            self.column(field)?
        };
        Ok(match how {
            How::Equals => format!("{column} = {}", self.scope.bind(needle)),
            How::StartsWith => {
                let exact = self.range(&column, needle);
                match self.indexed_fold(field)?.filter(|_| !folded) {
                    Some(column) => format!("{} AND {exact}", self.range(&column, &fold(needle))),
                    None => exact,
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
            return self.no_links(field);
        }
        if let Expr::Field(field) = inner
            && field.scope == Whose::Record
            && field.ty == Type::Money
        {
            // An amount without a rate is there, though it has no value in the workspace's currency.
            let (alias, _, field) = self.field(field)?;
            return Ok(format!("({} IS NULL)", column(&alias, &field.id)));
        }
        Ok(format!("({} IS NULL)", self.operand(inner)?))
    }

    fn size(&mut self, inner: &Expr) -> Result<String> {
        let Expr::Field(field) = inner else {
            return Err(unsupported("size() of a computed value"));
        };
        if is_list(&field.ty) {
            return self.count(field);
        }
        Ok(format!("COALESCE(length({}), 0)", self.column(field)?))
    }

    /// Whom the caller can't see counts as missing, in a tree as behind a link.
    fn seen(&mut self, alias: &str, object: &Arc<Object>) -> Result<String> {
        if matches!(self.policy.permit(object, Action::Read), Permit::All) {
            return Ok(String::new());
        }
        let condition = self.scope.permission(alias, object, Action::Read)?;
        Ok(condition
            .map(|condition| format!(" AND {condition}"))
            .unwrap_or_default())
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
        let mut ways = Vec::new();
        for object in &targets {
            let parent = object.def.hierarchy.as_deref().and_then(|key| object.field(key));
            let Some(parent) = parent.filter(|_| schema::tree_is_seen(self.policy, object)) else {
                continue;
            };
            let (table, parent) = (object.table(), &parent.id);
            let [root_seen, child_seen] = ["r", "c"].map(|alias| self.seen(alias, object));
            let (root_seen, child_seen) = (root_seen?, child_seen?);
            ways.push(format!(
                "{column} IN (WITH RECURSIVE below(id) AS (SELECT r.id FROM @{table} r WHERE {root}{root_seen} UNION \
                 SELECT c.id FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id{child_seen}) SELECT id FROM below)"
            ));
        }
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
