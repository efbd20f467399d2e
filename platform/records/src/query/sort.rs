//! The order of a list: what a caller asks for, as columns that both databases sort alike.

use std::sync::Arc;

use kontor_definitions::storage::Storage;
use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Code, Error, Result};

use crate::ctx::Ctx;
use crate::fields::kind;
use crate::label::Told;
use crate::query::scope::{ROOT, Scope, column};
use crate::schema::resolve;

/// Most keys of a sort.
const MAX_KEYS: usize = 4;

/// One key of an order.
#[derive(Clone, Debug)]
pub struct Key {
    /// The SQL it sorts by; never NULL where `nullable` is false.
    pub sql: String,
    /// From large to small.
    pub descending: bool,
    /// Records may have no value; they come last, in both directions.
    pub nullable: bool,
    /// What its values are stored as.
    pub storage: Storage,
}

/// Reads `-amount,organization.name`. The id always ends the order, in the direction of the last key; without keys
/// the newest record comes first.
///
/// # Errors
/// `bad_sort` for what is unknown, hidden or without order.
pub fn parse(scope: &mut Scope<'_>, ctx: &Ctx, object: &Arc<Object>, text: &str) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (descending, path) = match part.strip_prefix('-') {
            Some(path) => (true, path),
            None => (false, part),
        };
        let (sql, storage, nullable) = key(scope, ctx, object, path)?;
        keys.push(Key {
            sql,
            descending,
            nullable,
            storage,
        });
    }
    if keys.len() > MAX_KEYS {
        return Err(Error::new(Code::BadSort, format!("At most {MAX_KEYS} keys.")));
    }
    let descending = keys.last().is_none_or(|key| key.descending);
    if keys.last().is_none_or(|key| key.sql != column(ROOT, "id")) {
        keys.push(Key {
            sql: column(ROOT, "id"),
            descending,
            nullable: false,
            storage: Storage::Id,
        });
    }
    Ok(keys)
}

fn key(
    scope: &mut Scope<'_>,
    ctx: &Ctx,
    object: &Arc<Object>,
    path: &str,
) -> Result<(String, Storage, bool)> {
    let bad = |what: &str| Error::new(Code::BadSort, format!("{path:?} {what}.")).with("field", path);
    if path == "label" {
        let label = Told::to(ctx.policy.rights(object), object).folded(ROOT, object);
        return Ok((label, Storage::Text, false));
    }
    let steps: Vec<&str> = path.split('.').collect();
    let resolved =
        resolve(&ctx.catalog, &ctx.policy, object, &steps).ok_or_else(|| bad("is no field to sort by"))?;
    let field = resolved
        .last()
        .map(|step| step.field.clone())
        .ok_or_else(|| bad("is no field to sort by"))?;
    let path: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    let (alias, _, _) = scope.follow(ROOT, object, &path, &ctx.policy)?;
    // A link sorts by what its target is called.
    if let Some(target) = crate::schema::single_target(&ctx.catalog, &field) {
        let target = target.clone();
        let alias = scope.join(&alias, &field, &target, &ctx.policy)?;
        let label = Told::to(ctx.policy.rights(&target), &target).folded(&alias, &target);
        return Ok((label, Storage::Text, true));
    }
    let options: Vec<&str> = match &field.kind {
        FieldType::Select { options } => options.iter().map(|option| option.key.as_str()).collect(),
        FieldType::Stage { options, .. } => options.iter().map(|option| option.key.as_str()).collect(),
        _ => Vec::new(),
    };
    if !options.is_empty() {
        // Options sort in the order of their list, not by their keys.
        let column = column(&alias, &field.id);
        let arms: String = options
            .iter()
            .enumerate()
            .map(|(n, key)| format!(" WHEN '{key}' THEN {n}"))
            .collect();
        return Ok((
            format!("CAST(CASE {column}{arms} END AS bigint)"),
            Storage::Int,
            true,
        ));
    }
    let name = kind(&field.kind)
        .sort_column(&field)
        .ok_or_else(|| bad("can't be sorted by"))?;
    let always = steps.len() == 1
        && field.system
        && matches!(field.key.as_str(), "id" | "version" | "created_at" | "updated_at");
    let storage = field
        .columns()
        .into_iter()
        .find(|column| column.name == name)
        .map_or(Storage::Text, |c| c.storage);
    Ok((column(&alias, &name), storage, !always))
}
