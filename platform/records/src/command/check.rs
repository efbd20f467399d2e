//! What must hold of a record before it is written: required values, states, links, uniqueness, trees; and what is
//! derived from its values: formulas, label, completeness.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{Action, FieldDef, FieldType, Object, StageOption};
use kontor_kernel::{Code, Error, Id, Json, Locale, Result};

use crate::behavior::{ChangeKind, Draft};
use crate::command::Work;
use crate::fields::kind;
use crate::query::{file_access, load};
use crate::record::{is_missing, link_id, link_targets};

/// Most characters of a label.
const MAX_LABEL: usize = 200;
/// How deep a tree of records may be; deeper ones are refused as if they were a cycle.
const MAX_TREE: usize = 50;

/// Checks drafts that create, change or restore, and fills in what is derived.
pub fn check(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    for draft in drafts.iter_mut() {
        derive(work, draft)?;
        required(draft);
    }
    stages(work, object, drafts)?;
    links(work, object, drafts)?;
    files(work, object, drafts)?;
    tree(work, object, drafts)?;
    if let Some(draft) = drafts.iter_mut().find(|draft| !draft.issues.is_empty()) {
        let issues = std::mem::take(&mut draft.issues);
        return Err(Error::validation(issues).with("command", draft.command));
    }
    unique(work, object, drafts)?;
    external_keys(work, object, drafts)
}

/// Formulas first (a label may use one), then label and completeness.
fn derive(work: &Work<'_>, draft: &mut Draft) -> Result<()> {
    let object = draft.object().clone();
    work.ctx.formulas.fill(&work.ctx.env(), &work.ctx.accept(), &mut draft.after);
    let locale = work.ctx.settings.language;
    draft.after.label = label(&draft.after, locale);
    let total: u32 = object.def.completeness.iter().map(|(_, weight)| weight).sum();
    let done: u32 = object
        .def
        .completeness
        .iter()
        .filter(|(field, _)| !is_missing(draft.after.get(field)))
        .map(|(_, weight)| weight)
        .sum();
    draft.after.set("completeness", (done * 100).checked_div(total).unwrap_or(100));
    Ok(())
}

/// What a record is called: the first alternative of its object's rule that has content.
pub fn label(record: &crate::record::Record, locale: Locale) -> String {
    for alternative in &record.object.def.label {
        let parts: Vec<String> = alternative
            .iter()
            .filter_map(|key| record.object.field(key))
            .map(|field| kind(&field.kind).display(field, record.get(&field.key), locale))
            .filter(|text| !text.trim().is_empty())
            .collect();
        if !parts.is_empty() {
            let text = parts.join(" ");
            let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            return match one_line.char_indices().nth(MAX_LABEL) {
                Some((end, _)) => format!("{}…", &one_line[..end]),
                None => one_line,
            };
        }
    }
    String::new()
}

fn required(draft: &mut Draft) {
    if draft.kind == ChangeKind::Restore {
        return;
    }
    let object = draft.object().clone();
    for (at, field) in object.fields.iter().enumerate() {
        // Only what this change touches is asked for: an old record without a value that became required later
        // can still be edited elsewhere.
        let touched = draft.before.is_none() || draft.changes_at(at);
        if field.required && touched && is_missing(&draft.after.values[at]) && !field.is_computed() {
            draft.refuse(&field.key, "required", format!("{} is required.", field.labels.en));
        }
    }
    let identifying = &object.def.identifying;
    if !identifying.is_empty() && identifying.iter().all(|key| is_missing(draft.after.get(key))) {
        let names: Vec<&str> = identifying.iter().map(String::as_str).collect();
        let detail = format!("At least one of {} is needed.", names.join(", "));
        draft.refuse(&identifying[0].clone(), "required", detail);
    }
}

/// States must exist, may only be entered along the table of transitions, and ask for their fields.
fn stages(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    for (at, field) in object.fields.iter().enumerate() {
        let FieldType::Stage { options, stages_from } = &field.kind else { continue };
        let tables = match stages_from {
            Some(link) => linked_stages(work, object, link, drafts)?,
            None => HashMap::new(),
        };
        for draft in drafts.iter_mut() {
            if draft.kind == ChangeKind::Restore || is_missing(&draft.after.values[at]) {
                continue;
            }
            let table = match stages_from {
                Some(link) => match draft.after.link(link).and_then(|id| tables.get(&id)) {
                    Some(table) => table,
                    None => {
                        draft.refuse(&field.key, "unknown_option", format!("{link} must be set first."));
                        continue;
                    }
                },
                None => options,
            };
            let moved_table = stages_from.as_deref().is_some_and(|link| draft.changes(link));
            if draft.changes_at(at) || moved_table {
                enter_stage(draft, at, field, table, moved_table);
            }
        }
    }
    Ok(())
}

fn enter_stage(draft: &mut Draft, at: usize, field: &FieldDef, table: &[StageOption], moved_table: bool) {
    let to = draft.after.values[at].as_str().unwrap_or_default().to_owned();
    let Some(option) = table.iter().find(|option| option.key == to) else {
        let known: Vec<&str> = table.iter().map(|option| option.key.as_str()).collect();
        draft.refuse(&field.key, "unknown_option", format!("{to:?} is none of {}.", known.join(", ")));
        return;
    };
    let from = draft.before.as_ref().and_then(|before| before.values[at].as_str()).filter(|_| !moved_table);
    let allowed = from.and_then(|from| table.iter().find(|option| option.key == from)).and_then(|o| o.next.as_ref());
    if let (Some(from), Some(next)) = (from, allowed)
        && from != to
        && !next.contains(&to)
    {
        let detail = format!("From {from:?} one may only go to {}.", next.join(", "));
        draft.refuse(&field.key, "transition", detail);
        return;
    }
    for key in option.required.clone() {
        if is_missing(draft.after.get(&key)) {
            draft.refuse(&key, "required", format!("{key} is required in {to:?}."));
        }
    }
}

/// The states that linked records (pipelines) carry in their field `stages`.
fn linked_stages(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    link: &str,
    drafts: &[Draft],
) -> Result<HashMap<Id, Vec<StageOption>>> {
    let catalog = work.ctx.catalog.clone();
    let Some(target) = object.field(link).and_then(|field| crate::schema::single_target(&catalog, field)) else {
        return Ok(HashMap::new());
    };
    let ids: Vec<Id> = drafts.iter().filter_map(|draft| draft.after.link(link)).collect();
    let rows = load::by_ids(work.ctx, work.tx, target, &ids)?;
    let stages = |json: &Json| serde_json::from_value::<Vec<StageOption>>(json.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|(id, row)| (id, stages(row.get("stages")))).collect())
}

/// What a link newly points to must exist, be live, and be seen by the caller.
fn links(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let catalog = work.ctx.catalog.clone();
    let mut wanted: BTreeMap<String, Vec<(usize, usize, Id)>> = BTreeMap::new();
    for (d, draft) in drafts.iter_mut().enumerate() {
        for (at, field) in object.fields.iter().enumerate() {
            let single = match &field.kind {
                FieldType::Owner => "user",
                FieldType::Link { targets, .. } => targets.first().map_or("", String::as_str),
                _ => continue,
            };
            if draft.kind == ChangeKind::Restore || !draft.changes_at(at) || field.read_only {
                continue;
            }
            let old: HashSet<Id> = draft.before.iter().flat_map(|b| link_targets(&b.values[at])).map(|t| t.0).collect();
            for (id, target) in link_targets(&draft.after.values[at]) {
                let target = target.unwrap_or_else(|| single.to_owned());
                if old.contains(&id) {
                    continue;
                }
                match catalog.object(&target) {
                    Some(target) => wanted.entry(target.key().to_owned()).or_default().push((d, at, id)),
                    None => draft.refuse(&field.key, "unknown_object", format!("There is no object {target:?}.")),
                }
            }
        }
    }
    for (target, wanted) in wanted {
        let Some(target) = catalog.object(&target) else { continue };
        let ids: Vec<Id> = wanted.iter().map(|(_, _, id)| *id).collect();
        let found = load::live(work.ctx, work.tx, target, &ids)?;
        for (d, at, id) in wanted {
            if !found.contains(&id) {
                let detail = format!("There is no such record of {} that you can see.", target.key());
                drafts[d].refuse(&object.fields[at].key, "not_found", detail);
            }
        }
    }
    Ok(())
}

/// A file newly put into a record must exist, and be the caller's to read.
fn files(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let fields = object.fields.iter().enumerate().filter(|(_, field)| matches!(field.kind, FieldType::File));
    let places: Vec<usize> = fields.map(|(at, _)| at).collect();
    let mut wanted: Vec<(usize, usize, Id)> = Vec::new();
    for (d, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.kind != ChangeKind::Restore) {
        let changed = places.iter().copied().filter(|at| draft.changes_at(*at));
        wanted.extend(changed.filter_map(|at| Some((d, at, link_id(&draft.after.values[at])?))));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = wanted.iter().map(|(_, _, id)| *id).collect();
    let usable = file_access::usable(work, &ids)?;
    for (d, at, id) in wanted {
        if !usable.contains(&id) {
            drafts[d].refuse(&object.fields[at].key, "not_found", "There is no such file that you can see.");
        }
    }
    Ok(())
}

/// A tree stays a tree: nobody becomes a descendant of himself.
fn tree(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let Some(parent) = object.def.hierarchy.as_deref().and_then(|key| object.field(key)) else { return Ok(()) };
    let moved: HashMap<Id, Option<Id>> = drafts
        .iter()
        .filter(|draft| draft.changes(&parent.key))
        .map(|draft| (draft.id(), draft.after.link(&parent.key)))
        .collect();
    if moved.values().all(Option::is_none) {
        return Ok(());
    }
    // All ancestors of all new parents, level by level: one statement a level, however many records move.
    let mut parents: HashMap<Id, Option<Id>> = moved.clone();
    let mut level: Vec<Id> = moved.values().flatten().copied().filter(|id| !moved.contains_key(id)).collect();
    for _ in 0..MAX_TREE {
        if level.is_empty() {
            break;
        }
        let sql = format!(
            "SELECT id, {column} FROM @{table} WHERE {ids}",
            column = quoted(&parent.id),
            table = object.table(),
            ids = work.tx.dialect().in_list("id", "$1")
        );
        let rows = work.tx.rows(&sql, &[Value::Ids(level)], |row| Ok((row.get::<Id>(0)?, row.id(1)?)))?;
        level = rows.iter().filter_map(|(_, up)| *up).filter(|up| !parents.contains_key(up)).collect();
        parents.extend(rows);
    }
    for draft in drafts.iter_mut().filter(|draft| moved.contains_key(&draft.after.id)) {
        let mut at = draft.after.link(&parent.key);
        let mut steps = 0;
        while let Some(id) = at {
            steps += 1;
            if id == draft.after.id || steps > MAX_TREE {
                draft.refuse(&parent.key, "cycle", "The record would be above and below itself.");
                break;
            }
            at = parents.get(&id).copied().flatten();
        }
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Unique values among live records; the partial index behind it is the last word.
fn unique(work: &mut Work<'_>, object: &Arc<Object>, drafts: &[Draft]) -> Result<()> {
    for (at, field) in object.fields.iter().enumerate() {
        if !field.unique {
            continue;
        }
        let mut values: HashMap<String, (Value, &Draft)> = HashMap::new();
        for draft in drafts.iter().filter(|d| d.changes_at(at) || d.kind == ChangeKind::Restore) {
            let Some(value) = index_value(work, field, &draft.after.values[at]) else { continue };
            let twin = values.insert(format!("{value:?}"), (value, draft));
            if twin.is_some() {
                return Err(taken(field).with("command", draft.command));
            }
        }
        if values.is_empty() {
            continue;
        }
        let own: Vec<Id> = drafts.iter().map(Draft::id).collect();
        let bound: Vec<Value> = values.values().map(|(value, _)| value.clone()).collect();
        let column = quoted(&field.index_column());
        let list = one_list(&bound);
        let sql = format!(
            "SELECT id, {column} FROM @{table} WHERE {list} AND deleted_at IS NULL",
            table = object.table(),
            list = work.tx.dialect().in_list(&column, "$1")
        );
        let is_text = matches!(bound[0], Value::Text(_));
        let found = work.tx.rows(&sql, &[list], |row| {
            let value = if is_text { Value::from(row.get::<String>(1)?) } else { Value::from(row.get::<i64>(1)?) };
            Ok((row.get::<Id>(0)?, value))
        })?;
        for (id, value) in found {
            if own.contains(&id) {
                continue;
            }
            let command = values.get(&format!("{value:?}")).map_or(0, |(_, draft)| draft.command);
            let seen = load::permitted(work.ctx, work.tx, object, Action::Read, &[id])?.contains(&id);
            let error = taken(field).with("command", command);
            return Err(if seen { error.with("id", id.to_string()) } else { error });
        }
    }
    Ok(())
}

/// The value of the column a field is unique on.
fn index_value(work: &Work<'_>, field: &FieldDef, value: &Json) -> Option<Value> {
    if is_missing(value) {
        return None;
    }
    let mut stored = Vec::new();
    kind(&field.kind).store(field, value, &work.ctx.accept(), &mut stored);
    let place = field.columns().iter().position(|column| column.name == field.index_column())?;
    stored.into_iter().nth(place).filter(|value| !matches!(value, Value::Null))
}

/// Values of one column as one bound list.
fn one_list(values: &[Value]) -> Value {
    let mut texts = Vec::new();
    let mut ints = Vec::new();
    for value in values {
        match value {
            Value::Text(text) => texts.push(text.clone()),
            Value::Int(int) => ints.push(*int),
            _ => {}
        }
    }
    if texts.is_empty() { Value::Ints(ints) } else { Value::Texts(texts) }
}

fn taken(field: &FieldDef) -> Error {
    Error::new(Code::NotUnique, format!("Another record already has this {}.", field.key))
        .with("field", field.key.as_str())
        .with("pointer", format!("/{}", field.key))
}

/// A key in another system names one live record of an object.
fn external_keys(work: &mut Work<'_>, object: &Arc<Object>, drafts: &[Draft]) -> Result<()> {
    let Some(at) = object.position("external_ids") else { return Ok(()) };
    let mut keys: HashMap<(String, String), &Draft> = HashMap::new();
    for draft in drafts.iter().filter(|d| d.changes_at(at) || d.kind == ChangeKind::Restore) {
        for item in draft.after.values[at].as_array().into_iter().flatten() {
            let text = |member: &str| item.get(member).and_then(Json::as_str).unwrap_or_default().to_owned();
            if keys.insert((text("system"), text("key")), draft).is_some() {
                return Err(taken(&object.fields[at]).with("command", draft.command));
            }
        }
    }
    if keys.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = keys.keys().map(|(_, key)| key.clone()).collect();
    let sql = format!(
        "SELECT system, key, record FROM @k_external WHERE object = $1 AND {}",
        work.tx.dialect().in_list("key", "$2")
    );
    let params = [Value::from(object.table()), Value::Texts(list)];
    let found = work
        .tx
        .rows(&sql, &params, |row| Ok(((row.get::<String>(0)?, row.get::<String>(1)?), row.get::<Id>(2)?)))?;
    for (key, id) in found {
        if let Some(draft) = keys.get(&key).filter(|draft| draft.id() != id) {
            return Err(taken(&object.fields[at]).with("command", draft.command));
        }
    }
    Ok(())
}
