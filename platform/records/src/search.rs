//! Search as a caller may see it: what the names in a query mean, what of a record is found, and which words matched.
//!
//! The index (`kontor-search`) knows documents and tokens. Permissions, hidden fields and the texts of records are known
//! here: [`Reader`] answers what the index asks for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use kontor_database::Tx;
use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_expression::{Comparison, Env, Expr, Scope, Value};
use kontor_kernel::{Id, Json, Result, fold};
use kontor_search::{Access, Hit, Names, Passage, SearchQuery, Sight, Sort, Terms, mark};
use serde_json::json;

use crate::ctx::Ctx;
use crate::excerpt;
use crate::fields::{Words, kind};
use crate::label::Told;
use crate::policy::Permit;
use crate::query::labels::{Labels, Target};
use crate::query::load;
use crate::record::Record;
use crate::texts;

/// How long a search may look at candidates before it answers with what it has.
pub const PATIENCE: Duration = Duration::from_millis(1_500);
/// Texts of one hit in which words are marked.
const MATCHES: usize = 5;

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What was typed.
    pub text: String,
    /// The objects to look among; all when empty.
    pub objects: Vec<Arc<Object>>,
    /// Hits wanted.
    pub limit: usize,
    /// Whether the numbers of all that match are wanted, not of the hits alone.
    pub counts: bool,
}

/// Finds records, on the wire: `{"data": [...], "counts": {...}, "incomplete": false}`.
pub fn search(ctx: &Ctx, tx: &mut Tx, wanted: &Wanted) -> Result<Json> {
    let mut reader = Reader { ctx };
    let query = SearchQuery {
        terms: Terms::read(&wanted.text, &reader),
        objects: wanted
            .objects
            .iter()
            .map(|object| object.table().to_owned())
            .collect(),
        limit: wanted.limit,
        own: ctx.caller.actor.user(),
        counts: wanted.counts,
        patience: Some(PATIENCE),
    };
    let found = kontor_search::find(tx, &query, &mut reader)?;
    let mut shown = Vec::with_capacity(found.hits.len());
    let mut unsaid = Vec::new();
    let names = reader.names(tx, &found.hits)?;
    for (hit, name) in found.hits.iter().zip(&names) {
        let label = passage_of_label(name);
        let label = reader.marked(&query.terms, &hit.object, hit.tier, &label);
        // What stands in the label need not be looked for anywhere else.
        let whole = label
            .as_ref()
            .is_some_and(|marked| marked.1 >= query.terms.word_count());
        if !whole {
            unsaid.push((hit.object.clone(), hit.record));
        }
        shown.push(label);
    }
    let passages = reader.read(tx, &unsaid)?;
    let mut data = Vec::with_capacity(found.hits.len());
    for ((hit, name), label) in found.hits.iter().zip(&names).zip(shown) {
        let mut matches: Vec<Json> = label.into_iter().map(|(json, _)| json).collect();
        for passage in passages.get(&hit.record).into_iter().flatten() {
            if matches.len() == MATCHES {
                break;
            }
            // A name that is a part of the label is said with it.
            let said = passage.sort == Sort::Name && name.contains(passage.shown());
            if passage.field != LABEL && !said {
                let marked = reader.marked(&query.terms, &hit.object, hit.tier, passage);
                matches.extend(marked.map(|(json, _)| json));
            }
        }
        data.push(json!({
            "object": reader.key(&hit.object),
            "id": hit.record.to_string(),
            "label": name,
            "score": hit.score,
            "matches": matches,
        }));
    }
    // A number while it is exact, "100+" where there are more.
    let counts: serde_json::Map<String, Json> = found
        .counts
        .iter()
        .map(|(object, count)| {
            let number = match count.more {
                true => json!(count.to_string()),
                false => json!(count.number),
            };
            (reader.key(object).to_owned(), number)
        })
        .collect();
    Ok(json!({"data": data, "counts": counts, "incomplete": found.incomplete}))
}

/// The name of the passage that is no field.
const LABEL: &str = "label";

/// What a record is called, as a passage.
pub(crate) fn passage_of_label(text: &str) -> Passage {
    Passage {
        field: LABEL.to_owned(),
        part: None,
        sort: Sort::Name,
        text: text.to_owned(),
        shown: None,
    }
}

/// What a caller may see and read.
struct Reader<'a> {
    ctx: &'a Ctx,
}

impl Reader<'_> {
    fn object(&self, table: &str) -> Option<&Arc<Object>> {
        self.ctx.catalog.object(table)
    }

    fn key<'b>(&'b self, table: &'b str) -> &'b str {
        self.object(table).map_or(table, |object| object.key())
    }

    /// A passage with its matching words marked, and how many there are; nothing where none is.
    fn marked(&self, terms: &Terms, object: &str, tier: u8, passage: &Passage) -> Option<(Json, usize)> {
        let is_called = |name: &str| self.is_called(object, passage, name);
        let ranges = mark(passage.shown(), passage.sort, terms, tier, &is_called);
        let count = ranges.len();
        let (text, ranges) = excerpt::around(passage.shown(), &ranges)?;
        Some((
            json!({"field": passage.field, "text": text, "ranges": ranges}),
            count,
        ))
    }

    /// What the hits are called, as far as the caller may read what that is made of.
    fn names(&self, tx: &mut Tx, hits: &[Hit]) -> Result<Vec<String>> {
        let target = |hit: &Hit| Target {
            object: hit.object.as_str().into(),
            id: hit.record,
        };
        let told = |hit: &Hit| {
            let object = self.object(&hit.object);
            object.is_none_or(|object| Told::to(self.ctx.policy.rights(object), object).always())
        };
        let mut labels = Labels::default();
        for hit in hits.iter().filter(|hit| !told(hit)) {
            labels.want(&target(hit));
        }
        labels.resolve(self.ctx, tx)?;
        let name = |hit: &Hit| match told(hit) {
            true => hit.label.clone(),
            false => labels.get(&target(hit)).unwrap_or_default().to_owned(),
        };
        Ok(hits.iter().map(name).collect())
    }

    /// The fields that are searched and that the caller may read, with their positions.
    fn readable<'b>(&self, object: &'b Object) -> impl Iterator<Item = (usize, &'b FieldDef)> {
        let rights = self.ctx.policy.rights(object).clone();
        let fields = object.fields.iter().enumerate();
        fields.filter(move |(at, field)| field.searched && !rights.hidden(*at))
    }
}

impl Names for Reader<'_> {
    fn is_field(&self, name: &str) -> bool {
        let name = plain(name);
        if name.is_empty() {
            return false;
        }
        let objects = self.ctx.catalog.objects().iter();
        let read =
            objects.filter(|object| !matches!(self.ctx.policy.permit(object, Action::Read), Permit::No));
        is_label(&name)
            || read.flat_map(|object| self.readable(object)).any(|(_, field)| {
                means(&name, field, None) || PARTS.iter().any(|part| means(&name, field, Some(part)))
            })
    }

    fn objects(&self, name: &str) -> Vec<String> {
        let name = plain(name);
        let objects = self.ctx.catalog.objects().iter();
        let called = objects.filter(|object| {
            let def = &object.def;
            let names = [
                &def.key,
                &def.labels.en,
                &def.labels.de,
                &def.plural.en,
                &def.plural.de,
            ];
            !name.is_empty()
                && (names.iter().any(|other| plain(other) == name)
                    || plain(def.key.trim_start_matches("x_")) == name)
                && !matches!(self.ctx.policy.permit(object, Action::Read), Permit::No)
        });
        called.map(|object| object.table().to_owned()).collect()
    }
}

impl Sight for Reader<'_> {
    fn visible(&mut self, tx: &mut Tx, records: &[(String, Id)]) -> Result<HashSet<Id>> {
        let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for (object, id) in records {
            by_object.entry(object).or_default().push(*id);
        }
        let (mut visible, mut wanted) = (HashSet::new(), Vec::new());
        for (table, ids) in by_object {
            let Some(object) = self.object(table) else {
                continue;
            };
            match self.ctx.policy.permit(object, Action::Read) {
                Permit::No => {}
                // What is in the index is there: it leaves in the transaction that deletes the record.
                Permit::All => visible.extend(ids),
                Permit::Where(_) => wanted.push((object.clone(), ids)),
            }
        }
        visible.extend(load::readable_live(self.ctx, tx, &wanted)?.into_iter().flatten());
        Ok(visible)
    }

    fn read(&mut self, tx: &mut Tx, records: &[(String, Id)]) -> Result<HashMap<Id, Vec<Passage>>> {
        let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for (object, id) in records {
            by_object.entry(object).or_default().push(*id);
        }
        let mut found = HashMap::new();
        for (table, ids) in by_object {
            let Some(object) = self.object(table).cloned() else {
                continue;
            };
            let fields: Vec<usize> = self.readable(&object).map(|(at, _)| at).collect();
            let told = Told::to(self.ctx.policy.rights(&object), &object);
            for (id, record) in load::by_ids(self.ctx, tx, &object, &ids)? {
                let mut all = vec![passage_of_label(told.of(&record))];
                all.extend(passages(self.ctx, &record, &fields));
                found.insert(id, all);
            }
            for (id, field, text) in texts::read(tx, &object, &fields, &ids)? {
                let passage = Passage {
                    field,
                    part: None,
                    sort: Sort::Prose,
                    text,
                    shown: None,
                };
                found.entry(id).or_insert_with(Vec::new).push(passage);
            }
        }
        Ok(found)
    }

    fn hides(&self, object: &str) -> bool {
        let Some(object) = self.object(object) else {
            return false;
        };
        let rights = self.ctx.policy.rights(object);
        rights.hides_something()
            && object
                .fields
                .iter()
                .enumerate()
                .any(|(at, field)| field.searched && rights.hidden(at))
            || !Told::to(rights, object).always()
    }

    fn is_called(&self, object: &str, passage: &Passage, name: &str) -> bool {
        let name = plain(name);
        if passage.field == LABEL {
            return is_label(&name);
        }
        let field = self
            .object(object)
            .and_then(|object| object.field(&passage.field));
        field.is_some_and(|field| match passage.part {
            Some(part) => means(&name, field, Some(part)) || means(&name, field, None),
            None => means(&name, field, None),
        })
    }

    fn access(&self) -> Vec<(String, Access)> {
        let env = self.ctx.env();
        let of = |object: &Arc<Object>| match self.ctx.policy.permit(object, Action::Read) {
            Permit::All => Access::All,
            Permit::No => Access::Nothing,
            Permit::Where(expr) => match owners(&expr.fold_constants(&env), &env) {
                Some(owners) => Access::Of(owners),
                None => Access::Any,
            },
        };
        let objects = self.ctx.catalog.objects().iter();
        objects
            .map(|object| (object.table().to_owned(), of(object)))
            .collect()
    }
}

/// The users and teams to one of whom everything that meets a condition belongs; nothing where it may belong to
/// anybody.
fn owners(condition: &Expr, env: &Env) -> Option<Vec<Id>> {
    let whose = |field: &Expr| match field {
        Expr::Field(field) => {
            field.scope == Scope::Record
                && field.path.len() == 1
                && matches!(field.path[0].as_str(), "owner" | "team")
        }
        _ => false,
    };
    match condition {
        Expr::Constant(Value::Bool(false)) => Some(Vec::new()),
        Expr::Compare {
            op: Comparison::Equal,
            left,
            right,
        } if whose(left) => constant(right, env),
        Expr::In { item, list } if whose(item) => {
            let lists: Option<Vec<Vec<Id>>> = list.iter().map(|one| constant(one, env)).collect();
            lists.map(|lists| lists.concat())
        }
        // The narrowest part is narrow enough.
        Expr::And(parts) => parts
            .iter()
            .filter_map(|part| owners(part, env))
            .min_by_key(Vec::len),
        Expr::Or(parts) => {
            let all: Option<Vec<Vec<Id>>> = parts.iter().map(|part| owners(part, env)).collect();
            let mut all = all?.concat();
            all.sort_unstable();
            all.dedup();
            Some(all)
        }
        _ => None,
    }
}

fn constant(expr: &Expr, env: &Env) -> Option<Vec<Id>> {
    match expr.fold_constants(env) {
        Expr::Constant(Value::Id(id)) => Some(vec![id]),
        Expr::Constant(Value::List(values)) => values
            .into_iter()
            .map(|value| match value {
                Value::Id(id) => Some(id),
                _ => None,
            })
            .collect(),
        Expr::Constant(Value::Null) => Some(Vec::new()),
        _ => None,
    }
}

/// Parts of an address that can be asked for alone.
const PARTS: [&str; 3] = ["street", "city", "postcode"];

/// What people call kinds of fields and parts of addresses, beside the labels of the fields, in both languages.
const ALIASES: [(&str, &[&str]); 9] = [
    ("email", &["email", "emails", "mail", "epost"]),
    (
        "phone",
        &[
            "phone",
            "phones",
            "tel",
            "telefon",
            "telephone",
            "mobil",
            "mobile",
            "handy",
            "fax",
        ],
    ),
    (
        "url",
        &["website", "web", "url", "webseite", "homepage", "internet"],
    ),
    ("tags", &["tag", "tags", "schlagwort"]),
    ("external_ids", &["key", "schlussel", "external"]),
    ("street", &["street", "strasse", "str"]),
    ("city", &["city", "town", "ort", "stadt"]),
    ("postcode", &["postcode", "zip", "plz", "postleitzahl"]),
    ("file", &["text", "content", "inhalt"]),
];

/// Whether a name (as [`plain`] gives it) means a field, or a part of it.
fn means(name: &str, field: &FieldDef, part: Option<&str>) -> bool {
    let alias = |of: &str| {
        ALIASES
            .iter()
            .any(|(kind, names)| *kind == of && names.contains(&name))
    };
    if let Some(part) = part {
        return matches!(field.kind, FieldType::Address) && alias(part);
    }
    let names = [&field.key, &field.id, &field.labels.en, &field.labels.de];
    names.iter().any(|other| plain(other) == name)
        || plain(field.key.trim_start_matches("x_")) == name
        || alias(field.kind.name())
}

fn is_label(name: &str) -> bool {
    matches!(name, "label" | "title" | "titel" | "bezeichnung")
}

/// A name without case, accents, and what stands between its words: `Nächster Schritt` is `naechster-schritt`.
fn plain(name: &str) -> String {
    let folded = fold(name)
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u");
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The texts of some fields of a record.
pub(crate) fn passages(ctx: &Ctx, record: &Record, fields: &[usize]) -> Vec<Passage> {
    let mut all = Vec::new();
    for at in fields {
        of_field(ctx, record, *at, &mut all);
    }
    all
}

fn of_field(ctx: &Ctx, record: &Record, at: usize, all: &mut Vec<Passage>) {
    let (field, value) = (&record.object.fields[at], &record.values[at]);
    if value.is_null() {
        return;
    }
    let mut add = |part: Option<&'static str>, sort: Sort, text: String, shown: Option<String>| {
        all.push(Passage {
            field: field.key.clone(),
            part,
            sort,
            text,
            shown,
        });
    };
    if matches!(field.kind, FieldType::Address) {
        for item in value.as_array().into_iter().flatten() {
            for part in PARTS {
                let sort = if part == "postcode" {
                    Sort::Code
                } else {
                    Sort::Name
                };
                if let Some(text) = item.get(part).and_then(Json::as_str) {
                    add(Some(part), sort, text.to_owned(), None);
                }
            }
        }
        return;
    }
    let words = kind(&field.kind).words(field, value, &ctx.accept());
    let written: Vec<&str> = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.get("value")?.as_str())
        .collect();
    let same = written.len() == words.len();
    for (n, words) in words.into_iter().enumerate() {
        let shown = same.then(|| written[n].to_owned());
        // A host name is indexed as it goes over the wire; people type its letters.
        if let (Some(written), Words::Email(_) | Words::Code(_)) = (&shown, &words)
            && !written.is_ascii()
        {
            add(None, Sort::Code, written.clone(), None);
        }
        match words {
            Words::Name(text) => add(None, Sort::Name, text, shown),
            Words::Email(text) => add(None, Sort::Email, text, shown),
            Words::Phone(text) => add(None, Sort::Phone, text, shown),
            Words::Code(text) => add(None, Sort::Code, text, shown),
            Words::Prose(text) => add(None, Sort::Prose, text, shown),
        }
    }
}
