//! What a record's row can't hold: items of multi-valued fields, links to many, keys of other systems, its places in
//! timelines, and its words in the search index. All of it follows the row in the same transaction.

use std::collections::HashSet;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Date, Id, Json, Result, Timestamp, fold};
use kontor_search::Document;
use serde_json::json;

use crate::behavior::{Change, ChangeKind};
use crate::ctx::Ctx;
use crate::domains;
use crate::fields::kind;
use crate::label::is_name;
use crate::record::{Record, link_id, link_targets};
use crate::search::{passage_of_label, passages};
use crate::texts;

/// The name under which a field's items stand in the side tables: ids, so that a rename moves nothing.
pub fn side_key(object: &Object, field: &FieldDef) -> String {
    format!("{}.{}", object.table(), field.id)
}

/// The statements that bring the side tables to the state after a change.
pub fn statements(ctx: &Ctx, change: &Change, out: &mut Vec<Statement>) {
    let record = &change.after;
    let object = &record.object;
    for (at, field) in object.fields.iter().enumerate() {
        let before = change
            .before
            .as_ref()
            .map_or(&Json::Null, |before| &before.values[at]);
        let after = &record.values[at];
        if change.kind == ChangeKind::Update && before == after {
            continue;
        }
        let fresh = before.is_null() || change.before.is_none();
        match &field.kind {
            FieldType::ExternalIds => external(change, after, fresh, out),
            _ => items(ctx, record, field, fresh, after, out),
        }
    }
    timeline(ctx, change, out);
}

/// The rows of one field's items; `fresh` says that there are none yet.
pub(crate) fn items(
    ctx: &Ctx,
    record: &Record,
    field: &FieldDef,
    fresh: bool,
    value: &Json,
    out: &mut Vec<Statement>,
) {
    match &field.kind {
        FieldType::Link { many: true, .. } => links(&record.object, field, record.id, fresh, value, out),
        FieldType::Address => addresses(&record.object, field, record.id, fresh, value, out),
        _ => values(ctx, record, field, fresh, value, out),
    }
}

/// Everything a record has in the side tables goes away: it was deleted for good.
pub fn forget(id: Id, out: &mut Vec<Statement>) {
    for table in ["k_value", "k_address", "k_external", "k_timeline", "k_text"] {
        out.push(Statement::new(
            format!("DELETE FROM @{table} WHERE record = $1"),
            vec![id.into()],
        ));
    }
    out.push(Statement::new(
        "DELETE FROM @k_timeline WHERE party = $1",
        vec![id.into()],
    ));
    out.push(Statement::new(
        "DELETE FROM @k_link WHERE source = $1",
        vec![id.into()],
    ));
}

/// Blanks the answers that are kept for repeated requests and tell of records that are gone for good: status and
/// headers stay, so that a repetition is still known as one.
pub fn blank_answers(tx: &mut Tx, gone: &[Id]) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let gone: HashSet<String> = gone.iter().map(Id::to_string).collect();
    let mut told = Vec::new();
    let answers = Statement::new("SELECT actor, key, answer FROM @k_idempotency", Vec::new());
    tx.each(&answers, &mut |row| {
        if names_one_of(row.text(2)?.unwrap_or_default(), &gone) {
            told.push((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
            ));
        }
        Ok(())
    })?;
    let blank = |(actor, key, answer): (String, String, String)| {
        let mut answer: Json = serde_json::from_str(&answer).map_err(kontor_kernel::Error::internal)?;
        answer["body"] = json!("null");
        let params = vec![answer.to_string().into(), actor.into(), key.into()];
        Ok(Statement::new(
            "UPDATE @k_idempotency SET answer = $1 WHERE actor = $2 AND key = $3",
            params,
        ))
    };
    let statements = told.into_iter().map(blank).collect::<Result<_>>()?;
    tx.run_all(statements)
}

/// Whether one of these ids stands in a text. The text is read once, however many ids there are.
fn names_one_of(text: &str, ids: &HashSet<String>) -> bool {
    // The second hyphen of an id is its fourteenth byte.
    let hyphens = text.match_indices('-').map(|(at, _)| at);
    hyphens
        .filter_map(|at| text.get(at.checked_sub(13)?..at + 23))
        .any(|id| ids.contains(id))
}

fn values(ctx: &Ctx, record: &Record, field: &FieldDef, fresh: bool, value: &Json, out: &mut Vec<Statement>) {
    let multi = matches!(
        field.kind,
        FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Social
            | FieldType::Tags
            | FieldType::MultiSelect { .. }
    );
    if !multi {
        return;
    }
    let id = record.id;
    let items = kind(&field.kind).side_values(field, value, &ctx.accept());
    let key = side_key(&record.object, field);
    if !fresh {
        out.push(Statement::new(
            "DELETE FROM @k_value WHERE record = $1 AND field = $2",
            vec![id.into(), key.as_str().into()],
        ));
    }
    let has_domain = domains::tells(&record.object, field);
    for (pos, item) in items.into_iter().enumerate() {
        let domain = domains::domain(&item.norm)
            .filter(|_| has_domain)
            .map(str::to_owned);
        let verified = value
            .get(pos)
            .and_then(|item| item.get("verified_at")?.as_str())
            .and_then(Timestamp::parse);
        out.push(Statement::new(
            "INSERT INTO @k_value (record, field, pos, value, norm, label, is_primary, verified_at, domain) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            vec![
                id.into(),
                key.as_str().into(),
                Value::from(pos as i64),
                item.value.into(),
                item.norm.into(),
                item.label.into(),
                item.primary.into(),
                verified.into(),
                domain.into(),
            ],
        ));
    }
}

fn addresses(object: &Object, field: &FieldDef, id: Id, fresh: bool, value: &Json, out: &mut Vec<Statement>) {
    let key = side_key(object, field);
    if !fresh {
        out.push(Statement::new(
            "DELETE FROM @k_address WHERE record = $1 AND field = $2",
            vec![id.into(), key.as_str().into()],
        ));
    }
    for (pos, item) in value.as_array().into_iter().flatten().enumerate() {
        let text = |member: &str| Value::from(item.get(member).and_then(Json::as_str).map(str::to_owned));
        let day = |member: &str| {
            Value::from(
                item.get(member)
                    .and_then(Json::as_str)
                    .and_then(Date::parse)
                    .map(Date::days),
            )
        };
        let degrees = |member: &str| {
            let number = item
                .get(member)
                .and_then(|v| v.as_f64().or_else(|| v.as_str()?.parse().ok()));
            Value::from(number.map(|degrees| (degrees * 1_000_000.0).round() as i64))
        };
        let city_fold = item.get("city").and_then(Json::as_str).map(fold);
        out.push(Statement::new(
            "INSERT INTO @k_address (record, field, pos, kind, street, postcode, city, city_fold, region, country, \
             from_date, to_date, lat, lon) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            vec![
                id.into(),
                key.as_str().into(),
                Value::from(pos as i64),
                text("kind"),
                text("street"),
                text("postcode"),
                text("city"),
                city_fold.into(),
                text("region"),
                text("country"),
                day("from_date"),
                day("to_date"),
                degrees("lat"),
                degrees("lon"),
            ],
        ));
    }
}

fn links(object: &Object, field: &FieldDef, id: Id, fresh: bool, value: &Json, out: &mut Vec<Statement>) {
    let key = side_key(object, field);
    if !fresh {
        out.push(Statement::new(
            "DELETE FROM @k_link WHERE source = $1 AND field = $2",
            vec![id.into(), key.as_str().into()],
        ));
    }
    let single = field
        .link_targets()
        .and_then(|targets| targets.first())
        .cloned()
        .unwrap_or_default();
    for (pos, (target, target_object)) in link_targets(value).into_iter().enumerate() {
        out.push(Statement::new(
            "INSERT INTO @k_link (source, field, pos, target, target_object) VALUES ($1, $2, $3, $4, $5)",
            vec![
                id.into(),
                key.as_str().into(),
                Value::from(pos as i64),
                target.into(),
                target_object.unwrap_or_else(|| single.clone()).into(),
            ],
        ));
    }
}

/// Keys of other systems are unique among live records only, so that a trashed record does not block a new one.
fn external(change: &Change, value: &Json, fresh: bool, out: &mut Vec<Statement>) {
    let record = &change.after;
    if !fresh || change.kind != ChangeKind::Create {
        out.push(Statement::new(
            "DELETE FROM @k_external WHERE record = $1",
            vec![record.id.into()],
        ));
    }
    for item in value.as_array().into_iter().flatten() {
        let text = |member: &str| Value::from(item.get(member).and_then(Json::as_str).unwrap_or_default());
        out.push(Statement::new(
            "INSERT INTO @k_external (object, system, key, record, trashed) VALUES ($1, $2, $3, $4, $5)",
            vec![
                record.object.table().into(),
                text("system"),
                text("key"),
                record.id.into(),
                record.deleted_at.is_some().into(),
            ],
        ));
    }
}

/// A record stands in the timeline of everything it is linked to; trashed ones stand in none. A day stands where it
/// begins, and what has no time of its own where it was made.
pub(crate) fn timeline(ctx: &Ctx, change: &Change, out: &mut Vec<Statement>) {
    let record = &change.after;
    let Some(def) = &record.object.def.timeline else {
        return;
    };
    let place = |record: &Record| {
        let at = record
            .text(&def.at)
            .and_then(|text| instant(ctx, text))
            .or_else(|| record.text("created_at").and_then(Timestamp::parse));
        let mut parties: Vec<Id> = def
            .links
            .iter()
            .flat_map(|key| record.links(key))
            .map(|(id, _)| id)
            .collect();
        parties.sort_unstable();
        parties.dedup();
        let text = |key: &Option<String>| key.as_ref().and_then(|key| record.text(key)).map(str::to_owned);
        let kind = text(&def.kind).unwrap_or_else(|| record.object.key().to_owned());
        at.filter(|_| record.deleted_at.is_none())
            .map(|at| (at, parties, kind, text(&def.channel)))
    };
    let before = change.before.as_ref().and_then(place);
    let after = if change.kind == ChangeKind::Final {
        None
    } else {
        place(record)
    };
    if before == after {
        return;
    }
    if before.is_some() {
        out.push(Statement::new(
            "DELETE FROM @k_timeline WHERE record = $1",
            vec![record.id.into()],
        ));
    }
    let Some((at, parties, kind, channel)) = after else {
        return;
    };
    for party in parties {
        out.push(Statement::new(
            "INSERT INTO @k_timeline (party, at, record, object, kind, channel) VALUES ($1, $2, $3, $4, $5, $6)",
            vec![
                party.into(),
                at.into(),
                record.id.into(),
                record.object.table().into(),
                kind.as_str().into(),
                channel.clone().into(),
            ],
        ));
    }
}

/// A point in time, or the beginning of a day in the workspace's zone.
fn instant(ctx: &Ctx, text: &str) -> Option<Timestamp> {
    let day = || Some(Date::parse(text)?.start_in(&ctx.settings.time_zone()));
    Timestamp::parse(text).or_else(day)
}

/// The positions of the fields by which records are found.
pub(crate) fn searched(object: &Object) -> Vec<usize> {
    let fields = object.fields.iter().enumerate();
    fields
        .filter(|(_, field)| field.searched)
        .map(|(at, _)| at)
        .collect()
}

/// Brings the search index to the state after changes of one object.
pub fn search(ctx: &Ctx, tx: &mut Tx, object: &Object, changes: &[&Change]) -> Result<()> {
    let searched = searched(object);
    let mut found = Vec::new();
    let mut gone = Vec::new();
    let mut made = HashSet::new();
    for change in changes {
        let record = &change.after;
        if record.deleted_at.is_some() || change.kind == ChangeKind::Final {
            gone.push(record.id);
            continue;
        }
        let touched = change.kind != ChangeKind::Update
            || change.before.as_ref().is_some_and(|before| {
                before.label != record.label
                    || searched.iter().any(|at| before.values[*at] != record.values[*at])
                    || before.get("owner") != record.get("owner")
                    || before.get("team") != record.get("team")
            });
        if touched {
            found.push(record);
        }
        if change.kind == ChangeKind::Create {
            made.insert(record.id);
        }
    }
    kontor_search::remove(tx, &gone)?;
    let mut documents = documents(ctx, tx, object, &found)?;
    // Of what has just been made there is nothing yet that would have to go.
    documents.retain(|document| !document.is_empty() || !made.contains(&document.record));
    kontor_search::put(tx, &documents)
}

/// What search knows of live records of one object.
pub(crate) fn documents(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Object,
    records: &[&Record],
) -> Result<Vec<Document>> {
    let searched = searched(object);
    let mut texts = texts::follow(tx, object, records)?;
    let document = |record: &&Record| {
        let mut document = document(ctx, record, &searched);
        let texts = texts.remove(&record.id).into_iter().flatten();
        document.prose.extend(texts.map(|(_, text)| text));
        document
    };
    Ok(records.iter().map(document).collect())
}

fn document(ctx: &Ctx, record: &Record, searched: &[usize]) -> Document {
    let mut document = Document::new(record.object.table(), record.id, &record.label);
    document.owner = link_id(record.get("owner"));
    document.team = link_id(record.get("team"));
    let label = is_name(record).then(|| passage_of_label(&record.label));
    for passage in label.into_iter().chain(passages(ctx, record, searched)) {
        document.add(passage.sort, passage.text);
    }
    document
}
