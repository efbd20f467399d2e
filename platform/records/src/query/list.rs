//! A page of records: filter, order, keyset paging, streamed as JSON text.

use std::sync::Arc;

use kontor_database::{Row, Statement, Tx, Value};
use kontor_definitions::storage::Storage;
use kontor_definitions::{Action, Object};
use kontor_expression::{Expr, Tree};
use kontor_kernel::{Code, Error, Id, Result};

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::cursor::{Cursor, fingerprint};
use crate::query::finish::finish;
use crate::query::narrow::is_narrow;
use crate::query::render::{Expand, Page, Shape};
use crate::query::scope::{ROOT, Scope};
use crate::query::sort::{self, Key};
use crate::query::walk;
use crate::schema;

/// Records of a page unless told otherwise.
pub const DEFAULT_LIMIT: usize = 50;
/// Most records of a page.
pub const MAX_LIMIT: usize = 200;

/// Which records: live ones, trashed ones, or both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trash {
    /// Live ones.
    #[default]
    Without,
    /// Trashed ones.
    Only,
    /// Both.
    With,
}

impl Trash {
    /// The condition on the root.
    pub fn condition(self) -> &'static str {
        match self {
            Trash::Without => "t.deleted_at IS NULL",
            Trash::Only => "t.deleted_at IS NOT NULL",
            Trash::With => "TRUE",
        }
    }
}

/// What a list is asked for.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// An expression as text, or its tree as JSON.
    pub filter: Option<String>,
    /// `-amount,organization.name`
    pub sort: String,
    /// Keys of the fields to show; all unless told.
    pub fields: Option<String>,
    /// Links to show with their records.
    pub expand: Expand,
    /// Most records of the page.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Count all records that meet the filter.
    pub count: bool,
    /// Live or trashed ones.
    pub trash: Trash,
}

/// A page.
#[derive(Debug)]
pub struct List {
    /// The text of each record.
    pub records: Vec<(Id, Vec<u8>)>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// How many there are in all, when asked for.
    pub count: Option<i64>,
}

impl List {
    /// The whole page as the JSON of `api.md`; `next` is the link made from a cursor.
    pub fn to_json(&self, next: impl Fn(&str) -> String) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(self.records.iter().map(|(_, text)| text.len() + 1).sum::<usize>() + 64);
        out.extend_from_slice(b"{\"data\":[");
        for (n, (_, text)) in self.records.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            out.extend_from_slice(text);
        }
        out.extend_from_slice(b"],\"next\":");
        match &self.next {
            Some(cursor) => {
                let _ = serde_json::to_writer(&mut out, &next(cursor));
            }
            None => out.extend_from_slice(b"null"),
        }
        if let Some(count) = self.count {
            out.extend_from_slice(format!(",\"count\":{count}").as_bytes());
        }
        out.push(b'}');
        out
    }
}

/// Compiles a caller's filter; `None` for an empty one.
pub fn filter(ctx: &Ctx, object: &Arc<Object>, text: Option<&str>) -> Result<Option<Expr>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(schema::condition(
        &Tree::read(text)?,
        &ctx.catalog,
        &ctx.policy,
        object,
    )?))
}

/// Reads a page.
///
/// # Errors
/// `not_found` for an object the caller can't read, `bad_filter`, `bad_sort`, `bad_cursor`, `bad_parameter`.
pub fn list(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &Arc<Object>,
    query: &ListQuery,
) -> Result<List> {
    let Open { page, next, count } = open(ctx, tx, workspace, object, query)?;
    Ok(List {
        records: finish(ctx, tx, page)?,
        next,
        count,
    })
}

/// A page that is not [finished](finish): what stands in other tables is still left open.
pub struct Open {
    /// The records.
    pub page: Page,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// How many there are in all, when asked for.
    pub count: Option<i64>,
}

/// The same without the last step, for those who read several lists at once.
pub fn open(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &Arc<Object>,
    query: &ListQuery,
) -> Result<Open> {
    if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
        return Err(Error::not_found());
    }
    let trash = query.trash != Trash::Without;
    let shape = Shape::new(ctx, object, query.fields.as_deref(), &query.expand, trash)?;
    let filter = filter(ctx, object, query.filter.as_deref())?;
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit
    };
    if limit > MAX_LIMIT {
        let detail = format!("A page has at most {MAX_LIMIT} records.");
        return Err(Error::new(Code::BadParameter, detail).with("parameter", "limit"));
    }
    let identity = fingerprint(&[
        workspace,
        object.table(),
        query.filter.as_deref().unwrap_or_default(),
        &query.sort,
        query.trash.condition(),
    ]);

    let mut plan = Plan {
        ctx,
        object,
        shape: &shape,
        filter: filter.as_ref(),
        query,
        walks: false,
        narrow: filter
            .as_ref()
            .is_some_and(|filter| is_narrow(&ctx.catalog, filter)),
    };
    let keys = plan.keys(tx)?;
    let mut after = None;
    if let Some(cursor) = &query.cursor {
        let stored: Vec<(Storage, bool)> = keys.iter().map(|key| (key.storage, key.nullable)).collect();
        after = Some(Cursor::decode(cursor, &identity, &stored)?);
    }
    plan.walks = query.trash == Trash::Without
        && !plan.narrow
        && walk::is_possible(ctx, tx, object, &keys)
        && plan.sample(tx, after.as_deref())?.favours_the_order(limit + 1);
    let mut page = Page::new(shape.clone());
    let mut last: Vec<Value> = Vec::new();
    let mut more = false;
    // First the records with a value in the first key, then those without: two ranges, never an OR over both.
    for nulls in [false, true] {
        if page.len() > limit || (after.as_ref().is_some_and(|keys| matches!(keys[0], Value::Null)) && !nulls)
        {
            continue;
        }
        let Some(statement) = plan.statement(tx, after.as_deref(), nulls, limit + 1 - page.len())? else {
            continue;
        };
        let width = shape.width();
        tx.each(&statement, &mut |row| {
            if page.len() == limit {
                more = true;
                return Ok(());
            }
            last.clear();
            for at in width..row.width() {
                last.push(value(row, at)?);
            }
            page.row(row, 0)
        })?;
        if more {
            break;
        }
    }
    let next = more.then(|| Cursor::new(&identity, &last).encode());
    let count = if query.count { Some(plan.count(tx)?) } else { None };
    Ok(Open { page, next, count })
}

/// The value of a sort key. SQLite knows no ids, only bytes; nothing else that sorts is bytes.
fn value(row: &Row<'_>, at: usize) -> Result<Value> {
    match row.get::<Value>(at)? {
        Value::Bytes(_) => Ok(row.id(at)?.into()),
        other => Ok(other),
    }
}

/// A list query, ready to be turned into statements.
struct Plan<'a> {
    ctx: &'a Ctx,
    object: &'a Arc<Object>,
    shape: &'a Shape,
    filter: Option<&'a Expr>,
    query: &'a ListQuery,
    /// It is read along its order: no index is to be taken for what the caller may see.
    walks: bool,
    /// The filter leaves few records, whatever the order.
    narrow: bool,
}

impl Plan<'_> {
    fn keys(&self, tx: &Tx) -> Result<Vec<Key>> {
        let mut scope = Scope::new(self.ctx, tx.dialect());
        sort::parse(&mut scope, self.ctx, self.object, &self.query.sort)
    }

    /// The statement for one of the two ranges; `None` when that range can't have any record.
    fn statement(
        &self,
        tx: &Tx,
        after: Option<&[Value]>,
        nulls: bool,
        limit: usize,
    ) -> Result<Option<Statement>> {
        let mut scope = Scope::new(self.ctx, tx.dialect());
        let keys = sort::parse(&mut scope, self.ctx, self.object, &self.query.sort)?;
        let Some(first) = keys.first() else {
            return Ok(None);
        };
        if nulls && !first.nullable {
            return Ok(None);
        }
        let mut conditions = self.conditions(&mut scope)?;
        if first.nullable {
            let range = format!("{} IS {}NULL", first.sql, if nulls { "" } else { "NOT " });
            conditions.push(match self.narrow {
                true => scope.dialect.without_index(&range),
                false => range,
            });
        }
        // The null range begins behind a cursor only if the cursor itself stands in it.
        let after = after.filter(|values| matches!(values[0], Value::Null) == nulls);
        if let Some(values) = after {
            conditions.push(range_after(&mut scope, &keys, values, nulls));
        }
        // The first key stays in the order where it is missing throughout, for PostgreSQL would sort otherwise.
        let order: Vec<String> = keys
            .iter()
            .enumerate()
            .map(|(n, key)| order(key, n > 0))
            .collect();
        let key_columns: String = keys.iter().map(|key| format!(", {}", key.sql)).collect();
        let text = format!(
            "SELECT {}{key_columns} FROM @{} {ROOT}{} WHERE {} ORDER BY {} LIMIT {limit}",
            self.shape.columns(),
            self.object.table(),
            scope.joins(),
            conditions.join(" AND "),
            order.join(", "),
        );
        Ok(Some(Statement::new(text, scope.params)))
    }

    /// Asks the next records in the order whether they may be seen, and whether they are in the list.
    fn sample(&self, tx: &mut Tx, after: Option<&[Value]>) -> Result<walk::Sample> {
        let mut scope = Scope::new(self.ctx, tx.dialect());
        let keys = sort::parse(&mut scope, self.ctx, self.object, &self.query.sort)?;
        let first = &keys[0];
        let mut range = vec![format!("{} IS NOT NULL", first.sql)];
        if let Some(value) = after
            .map(|values| &values[0])
            .filter(|value| **value != Value::Null)
        {
            let sign = if first.descending { "<=" } else { ">=" };
            range.push(format!("{} {sign} {}", first.sql, scope.bind(value.clone())));
        }
        let trash = self.query.trash.condition();
        let seen = match scope.permission(ROOT, self.object, Action::Read)? {
            Some(permitted) => format!("{trash} AND {permitted}"),
            None => trash.to_owned(),
        };
        let listed = match self.filter {
            Some(filter) => scope.filter(self.object, filter)?,
            None => "TRUE".to_owned(),
        };
        let sql = format!(
            "SELECT count(*), {}, {} FROM (SELECT * FROM @{} {ROOT} WHERE {} ORDER BY {} LIMIT {}) {ROOT}{}",
            scope.dialect.sum(&scope.dialect.as_int(&seen)),
            scope
                .dialect
                .sum(&scope.dialect.as_int(&format!("{seen} AND {listed}"))),
            self.object.table(),
            range.join(" AND "),
            order(first, false),
            walk::ASKED,
            scope.joins(),
        );
        let all = walk::about_how_many(tx, self.object)?;
        let found = tx.row(&sql, &scope.params, |row| {
            let number = |at: usize| row.int(at).map(Option::unwrap_or_default);
            Ok((number(0)?, number(1)?, number(2)?))
        })?;
        let (asked, seen, listed) = found.unwrap_or_default();
        Ok(walk::Sample {
            asked,
            seen,
            listed,
            all,
        })
    }

    fn count(&self, tx: &mut Tx) -> Result<i64> {
        let mut scope = Scope::new(self.ctx, tx.dialect());
        let conditions = self.conditions(&mut scope)?;
        let sql = format!(
            "SELECT count(*) FROM @{} {ROOT}{} WHERE {}",
            self.object.table(),
            scope.joins(),
            conditions.join(" AND ")
        );
        Ok(tx.row(&sql, &scope.params, |row| row.get(0))?.unwrap_or(0))
    }

    fn conditions(&self, scope: &mut Scope<'_>) -> Result<Vec<String>> {
        let mut conditions = vec![self.query.trash.condition().to_owned()];
        let permitted = scope.permission(ROOT, self.object, Action::Read)?;
        conditions.extend(permitted.map(|condition| match self.walks {
            true => scope.dialect.without_index(&condition),
            false => condition,
        }));
        let parts = match self.filter {
            Some(Expr::And(parts)) => parts.as_slice(),
            Some(filter) => std::slice::from_ref(filter),
            None => &[],
        };
        for part in parts {
            let condition = scope.filter(self.object, part)?;
            // Who walks does not begin at the records that are linked to.
            conditions.push(match self.walks && follows_links(part) {
                true => scope.dialect.without_index(&condition),
                false => condition,
            });
        }
        Ok(conditions)
    }
}

/// Whether a condition asks for what stands in a linked record.
fn follows_links(condition: &Expr) -> bool {
    condition.fields().iter().any(|path| path.len() > 1)
}

/// Values missing in a later key come last; the first key's are in a range of their own.
pub(super) fn order(key: &Key, later: bool) -> String {
    let direction = if key.descending { "DESC" } else { "ASC" };
    if later && key.nullable {
        format!("({0} IS NULL), {0} {direction}", key.sql)
    } else {
        format!("{} {direction}", key.sql)
    }
}

/// What comes after a record in the order. With keys of one direction and no gaps it is a row comparison; otherwise
/// the first key bounds the scan and the rest is spelled out.
fn range_after(scope: &mut Scope<'_>, keys: &[Key], values: &[Value], nulls: bool) -> String {
    let skip = usize::from(nulls);
    let (keys, values) = (&keys[skip..], &values[skip..]);
    let uniform = keys
        .windows(2)
        .all(|pair| pair[0].descending == pair[1].descending);
    let gapless = keys
        .iter()
        .enumerate()
        .all(|(n, key)| !key.nullable || (n == 0 && skip == 0));
    let places: Vec<String> = values
        .iter()
        .map(|value| {
            if matches!(value, Value::Null) {
                String::new()
            } else {
                scope.bind(value.clone())
            }
        })
        .collect();
    let sign = |key: &Key| if key.descending { "<" } else { ">" };
    if uniform && gapless {
        let columns: Vec<&str> = keys.iter().map(|key| key.sql.as_str()).collect();
        return format!(
            "({}) {} ({})",
            columns.join(", "),
            sign(&keys[0]),
            places.join(", ")
        );
    }
    let mut ways = Vec::new();
    for (n, key) in keys.iter().enumerate() {
        let mut way: Vec<String> = (0..n)
            .map(|before| match values[before] {
                Value::Null => format!("{} IS NULL", keys[before].sql),
                _ => format!("{} = {}", keys[before].sql, places[before]),
            })
            .collect();
        match values[n] {
            // Nothing comes after "no value" but by the later keys.
            Value::Null => continue,
            _ if key.nullable && (n > 0 || skip > 0) => {
                way.push(format!(
                    "({0} {1} {2} OR {0} IS NULL)",
                    key.sql,
                    sign(key),
                    places[n]
                ));
            }
            _ => way.push(format!("{} {} {}", key.sql, sign(key), places[n])),
        }
        ways.push(format!("({})", way.join(" AND ")));
    }
    let bound = match values[0] {
        Value::Null => String::new(),
        _ if keys[0].nullable && skip > 0 => String::new(),
        _ => format!("{} {}= {} AND ", keys[0].sql, sign(&keys[0]), places[0]),
    };
    format!("({bound}({}))", ways.join(" OR "))
}
