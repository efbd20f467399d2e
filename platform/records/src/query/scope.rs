//! SQL over one object and the records it links to: aliases, joins, bound values, permission conditions.

use std::sync::Arc;

use kontor_database::{Dialect, Value};
use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_expression::{Env, Expr};
use kontor_kernel::{Code, Error, Result};

use crate::ctx::Ctx;
use crate::policy::{Permit, Policy};
use crate::query::filter;

/// The alias of the object a statement is about.
pub const ROOT: &str = "t";

/// A statement under construction.
pub struct Scope<'a> {
    /// The request.
    pub ctx: &'a Ctx,
    /// Which SQL.
    pub dialect: Dialect,
    /// What is bound so far: `$1`, `$2`, ...
    pub params: Vec<Value>,
    env: Env,
    joins: Vec<Join>,
    aliases: usize,
}

struct Join {
    from: String,
    field: String,
    guarded: bool,
    alias: String,
    text: String,
}

impl<'a> Scope<'a> {
    /// An empty statement.
    pub fn new(ctx: &'a Ctx, dialect: Dialect) -> Scope<'a> {
        Scope {
            ctx,
            dialect,
            params: Vec::new(),
            env: ctx.env(),
            joins: Vec::new(),
            aliases: 0,
        }
    }

    /// Binds a value and answers its placeholder.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// A fresh alias.
    pub fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("j{}", self.aliases)
    }

    /// The joins so far, to stand behind `FROM @table t`.
    pub fn joins(&self) -> String {
        self.joins.iter().map(|join| join.text.as_str()).collect()
    }

    /// The condition under which the caller may do something with rows of an alias; `None` when there is none, an
    /// error that nothing is found when it never may.
    pub fn permission(
        &mut self,
        alias: &str,
        object: &Arc<Object>,
        action: Action,
    ) -> Result<Option<String>> {
        let policy = self.ctx.policy.clone();
        match policy.permit(object, action) {
            Permit::All => Ok(None),
            Permit::No => Ok(Some("FALSE".to_owned())),
            Permit::Where(expr) => {
                if alias != ROOT && expr.fields().iter().any(|path| path.len() > 1) {
                    return self.permission_below(alias, object, expr).map(Some);
                }
                filter::compile(self, alias, object, &self.folded(expr), &Policy::everything()).map(Some)
            }
        }
    }

    /// A condition that itself follows links can't stand in the ON of a join: it becomes a subquery.
    fn permission_below(&mut self, alias: &str, object: &Arc<Object>, expr: &Expr) -> Result<String> {
        let outer = std::mem::take(&mut self.joins);
        let inner = self.alias();
        let condition = filter::compile(self, &inner, object, &self.folded(expr), &Policy::everything());
        let joins = std::mem::replace(&mut self.joins, outer);
        let joins: String = joins.iter().map(|join| join.text.as_str()).collect();
        let table = object.table();
        Ok(format!(
            "EXISTS (SELECT 1 FROM @{table} {inner}{joins} WHERE {inner}.id = {alias}.id AND {})",
            condition?
        ))
    }

    /// A caller's filter as a condition on the root.
    pub fn filter(&mut self, object: &Arc<Object>, expr: &Expr) -> Result<String> {
        let policy = self.ctx.policy.clone();
        let folded = self.folded(expr);
        filter::compile(self, ROOT, object, &folded, &policy)
    }

    fn folded(&self, expr: &Expr) -> Expr {
        expr.fold_constants(&self.env)
    }

    /// Follows a path from an alias; answers the alias, object and field at its end. With `policy`, records that it
    /// does not let the caller see count as missing.
    pub fn follow(
        &mut self,
        alias: &str,
        object: &Arc<Object>,
        path: &[String],
        policy: &Policy,
    ) -> Result<(String, Arc<Object>, FieldDef)> {
        let unknown = || {
            Error::new(
                Code::BadFilter,
                format!("There is no field {:?}.", path.join(".")),
            )
        };
        let (last, links) = path.split_last().ok_or_else(unknown)?;
        let mut alias = alias.to_owned();
        let mut object = object.clone();
        for (depth, key) in links.iter().enumerate() {
            let position = object.position(key).ok_or_else(unknown)?;
            let member = object.member(position, last).filter(|_| depth + 1 == links.len());
            if let Some(member) = member.cloned() {
                return Ok((alias, object, member));
            }
            let field = object.fields[position].clone();
            let target = crate::schema::single_target(&self.ctx.catalog, &field)
                .ok_or_else(unknown)?
                .clone();
            alias = self.join(&alias, &field, &target, policy)?;
            object = target;
        }
        let field = object.field(last).ok_or_else(unknown)?.clone();
        Ok((alias, object, field))
    }

    /// Joins the target of a link to one record, once.
    pub fn join(
        &mut self,
        from: &str,
        field: &FieldDef,
        target: &Arc<Object>,
        policy: &Policy,
    ) -> Result<String> {
        let guarded = !matches!(policy.permit(target, Action::Read), Permit::All);
        let known = |join: &&Join| join.from == from && join.field == field.id && join.guarded == guarded;
        if let Some(join) = self.joins.iter().find(known) {
            return Ok(join.alias.clone());
        }
        let alias = self.alias();
        let visible = if guarded {
            self.permission(&alias, target, Action::Read)?
        } else {
            None
        };
        let visible = visible
            .map(|condition| format!(" AND {condition}"))
            .unwrap_or_default();
        let text = format!(
            " LEFT JOIN @{table} {alias} ON {alias}.id = {from}.\"{column}\" AND {alias}.deleted_at IS NULL{visible}",
            table = target.table(),
            column = field.id,
        );
        let (from, field) = (from.to_owned(), field.id.clone());
        self.joins.push(Join {
            from,
            field,
            guarded,
            alias: alias.clone(),
            text,
        });
        Ok(alias)
    }
}

/// A column of an alias.
pub fn column(alias: &str, name: &str) -> String {
    format!("{alias}.\"{name}\"")
}

/// The column whose value expressions compare: an amount in the workspace's currency, otherwise the main one.
pub fn value_column(alias: &str, field: &FieldDef) -> String {
    match field.kind {
        FieldType::Money => column(alias, &field.column(kontor_definitions::storage::BASE)),
        _ => column(alias, &field.id),
    }
}
