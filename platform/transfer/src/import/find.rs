//! Which records the rows of a block are about: looked up for all of them at once, then remembered while the rows are
//! gone through, so that a second row about the same record finds it although it is not written yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_expression::{Node, Tree};
use kontor_kernel::{Id, Json, Result, fold};
use kontor_records::fields::kind;
use kontor_records::label;
use kontor_records::query::load;
use kontor_records::{Ctx, Record, transfer};

use super::detect::CONTACTS;
use super::domains::Meant;
use super::links::RowLink;
use super::mapping::Mapping;
use super::naming::{named, names_of};
use super::row::{Row, Wanted, Wish};
use super::{made_key, source, spelled};

/// Most records at one linked record that are looked through for a name.
const MAX_NEIGHBOURS: usize = 10_000;

/// By what a record is known.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Identity {
    /// Its id.
    Id(Id),
    /// Its key in the other system.
    Key(String),
    /// An e-mail address in normal form.
    Email(String),
    /// Its folded label, where objects are called by one field.
    Label(String),
    /// The words of a firm's label and its legal form, however they are written.
    Spelling(String),
    /// The folded name among those that link to a record.
    NameAt(Id, String),
}

/// Where a link leads.
#[derive(Clone, Copy)]
struct Target {
    meant: Meant,
    /// It has the key in the other system; a name is less sure.
    by_key: bool,
}

/// What was found in the workspace.
#[derive(Default)]
pub struct Found {
    /// Records by object of the row and identity.
    known: HashMap<(usize, Identity), Id>,
    /// Of those that are known by their label: all that are called so, where there are several.
    several: HashMap<(usize, Identity), BTreeSet<Id>>,
    /// Targets of links by object, system and text.
    links: HashMap<(String, Option<String>, String), Target>,
    /// The records, as they are.
    pub records: HashMap<Id, Record>,
}

impl Found {
    /// Looks up everything the rows name, but for names at linked records, which need those first.
    pub fn look_up(ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &[Row]) -> Result<Found> {
        let mut found = Found::default();
        for at in 0..mapping.objects.len() {
            found.objects(ctx, tx, mapping, at, rows)?;
        }
        found.neighbours(ctx, tx, mapping, rows)?;
        found.targets(ctx, tx, mapping, rows)?;
        Ok(found)
    }

    /// The record of an identity.
    pub fn get(&self, object: usize, identity: &Identity) -> Option<Id> {
        self.known.get(&(object, identity.clone())).copied()
    }

    /// All records that are called so, where there are several.
    pub fn several(&self, object: usize, identity: &Identity) -> Option<&BTreeSet<Id>> {
        self.several.get(&(object, identity.clone()))
    }

    /// Whether several are called as a wish calls its record.
    pub fn has_several(&self, ctx: &Ctx, mapping: &Mapping, at: usize, wish: &Wish) -> bool {
        if self.several.is_empty() {
            return false;
        }
        let label = folded_label(ctx, &mapping.objects[at], wish);
        let spelling = label.as_deref().and_then(spelled::spelling);
        let known = [label.map(Identity::Label), spelling.map(Identity::Spelling)];
        let mut known = known.iter().flatten();
        known.any(|identity| self.several(at, identity).is_some())
    }

    /// Makes records known by their ids.
    pub fn know(&mut self, ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, at: usize, ids: &[Id]) -> Result<()> {
        self.known
            .extend(ids.iter().map(|id| ((at, Identity::Id(*id)), *id)));
        self.records
            .extend(load::by_ids(ctx, tx, &mapping.objects[at], ids)?);
        Ok(())
    }

    /// What a link given by key, name or domain leads to, of the first of the objects that has such.
    pub fn target(&self, objects: &[&Arc<Object>], wanted: &Wanted) -> Option<(Arc<Object>, Meant)> {
        let of = |object: &&Arc<Object>| {
            let place = (
                object.table().to_owned(),
                wanted.system.clone(),
                wanted.text.clone(),
            );
            Some(((*object).clone(), *self.links.get(&place)?))
        };
        let found: Vec<(Arc<Object>, Target)> = objects.iter().filter_map(of).collect();
        let mut by_key = found.iter().filter(|(_, target)| target.by_key);
        let (object, target) = by_key.next().or(found.first())?;
        let meant = match by_key.next() {
            // Customer 7 and person 7.
            Some(_) => Meant::Several,
            None => target.meant,
        };
        Some((object.clone(), meant))
    }

    fn objects(&mut self, ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, at: usize, rows: &[Row]) -> Result<()> {
        let object = &mapping.objects[at];
        let wishes = || rows.iter().filter_map(|row| row.wishes[at].as_ref());
        let mut ids: BTreeSet<Id> = BTreeSet::new();
        let keys = distinct(rows.iter().filter_map(|row| key(mapping, at, row)));
        for (key, id) in transfer::by_external_key(ctx, tx, object, &mapping.system, &keys)? {
            self.known.insert((at, Identity::Key(key)), id);
            ids.insert(id);
        }
        if at == 0 && mapping.system == CONTACTS {
            // What was exported from here has our ids.
            let given: BTreeSet<Id> = keys.iter().filter_map(|key| key.parse().ok()).collect();
            for id in load::live(ctx, tx, object, &given.into_iter().collect::<Vec<_>>())? {
                self.known
                    .entry((at, Identity::Key(id.to_string())))
                    .or_insert(id);
                ids.insert(id);
            }
        }
        if at != 0 {
            for (field, position) in emails(object) {
                let wanted = distinct(wishes().flat_map(|wish| email_keys(ctx, object, position, wish)));
                for (email, id) in transfer::by_item(ctx, tx, object, field, &wanted)? {
                    self.known.entry((at, Identity::Email(email))).or_insert(id);
                    ids.insert(id);
                }
            }
            if object.is_called_by_one_field() {
                let wanted = distinct(wishes().filter_map(|wish| folded_label(ctx, object, wish)));
                let mut called: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
                for (label, id) in transfer::by_label(ctx, tx, object, &wanted)? {
                    called.entry(label).or_default().insert(id);
                    ids.insert(id);
                }
                for (label, all) in called {
                    let place = (at, Identity::Label(label));
                    self.known.extend(all.first().map(|id| (place.clone(), *id)));
                    if all.len() > 1 {
                        self.several.insert(place, all);
                    }
                }
                for (spelling, all) in spelled::records(ctx, tx, object, wishes())? {
                    let place = (at, Identity::Spelling(spelling));
                    self.known.extend(all.first().map(|id| (place.clone(), *id)));
                    ids.extend(&all);
                    self.known
                        .extend(all.iter().map(|id| ((at, Identity::Id(*id)), *id)));
                    if all.len() > 1 {
                        self.several.insert(place, all);
                    }
                }
            }
        }
        // The ids that rows give, and those that earlier blocks have given to records they made.
        let given = rows
            .iter()
            .filter(|row| row.wishes[at].is_some())
            .filter_map(|row| row.ids.get(at).copied())
            .chain(wishes().filter_map(|wish| wish.id));
        let given: Vec<Id> = given.collect::<BTreeSet<_>>().into_iter().collect();
        for id in load::live(ctx, tx, object, &given)? {
            self.known.insert((at, Identity::Id(id)), id);
            ids.insert(id);
        }
        let ids: Vec<Id> = ids.into_iter().collect();
        self.records.extend(load::by_ids(ctx, tx, object, &ids)?);
        Ok(())
    }

    /// People by name among those at the organisations that were found.
    fn neighbours(&mut self, ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &[Row]) -> Result<()> {
        for link in &mapping.links {
            let object = &mapping.objects[link.from];
            if link.from == 0 || link.many || !object.def.party || object.is_called_by_one_field() {
                continue;
            }
            let at: Vec<Id> = rows
                .iter()
                .filter(|row| row.wishes[link.from].is_some())
                .filter_map(|row| self.first(ctx, mapping, link.to, row))
                .collect();
            if at.is_empty() {
                continue;
            }
            let neighbours = linked(ctx, tx, object, link, &at)?;
            let ids: Vec<Id> = neighbours.iter().map(|record| record.id).collect();
            let seen = load::live(ctx, tx, object, &ids)?;
            for record in neighbours.into_iter().filter(|record| seen.contains(&record.id)) {
                let Some(to) = link_of(&record, link) else {
                    continue;
                };
                let identity = Identity::NameAt(to, name(&record));
                self.known.entry((link.from, identity)).or_insert(record.id);
                self.records.entry(record.id).or_insert(record);
            }
        }
        Ok(())
    }

    /// The record that a row is about, by what is known before neighbours are.
    fn first(&self, ctx: &Ctx, mapping: &Mapping, at: usize, row: &Row) -> Option<Id> {
        identities(ctx, mapping, at, row, &[])
            .iter()
            .find_map(|identity| self.get(at, identity))
    }

    fn targets(&mut self, ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &[Row]) -> Result<()> {
        let mut wanted: BTreeMap<(String, Option<String>), BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            for (at, wish) in row.wishes.iter().enumerate() {
                for link in wish.iter().flat_map(|wish| &wish.links) {
                    for target in targets(ctx, &mapping.objects[at].fields[link.position], link) {
                        let place = (target.table().to_owned(), link.system.clone());
                        wanted.entry(place).or_default().insert(link.text.clone());
                    }
                }
            }
        }
        for ((table, system), texts) in wanted {
            let object = ctx.object(&table)?.clone();
            let texts: Vec<String> = texts.into_iter().collect();
            let of = system.as_deref().unwrap_or(&mapping.system);
            let keys = source::meant(ctx, tx, &object, of, &texts)?;
            let named = named(ctx, tx, &object, &texts)?;
            for text in texts {
                let by_key = keys.get(&text).copied();
                let others = names_of(ctx, &object, &text);
                let by_name = || {
                    let mut found = others.iter().filter_map(|name| named.get(name));
                    found.next().and_then(Meant::of)
                };
                if let Some(meant) = by_key.or_else(by_name) {
                    let by_key = by_key.is_some();
                    let target = Target { meant, by_key };
                    self.links.insert((table.clone(), system.clone(), text), target);
                }
            }
        }
        Ok(())
    }
}

/// By what the record of a row may be known, the surest first. `linked` are the records of the row that are known.
pub fn identities(
    ctx: &Ctx,
    mapping: &Mapping,
    at: usize,
    row: &Row,
    linked: &[Option<Id>],
) -> Vec<Identity> {
    let Some(wish) = &row.wishes[at] else {
        return Vec::new();
    };
    if let Some(id) = wish.id {
        return vec![Identity::Id(id)];
    }
    // The main record is never guessed: without a key every row makes a new one.
    if at == 0 {
        return row.key.iter().cloned().map(Identity::Key).collect();
    }
    let object = &mapping.objects[at];
    // What belongs to one row alone is known by the key of that row.
    if !object.def.party && !object.is_called_by_one_field() {
        return key(mapping, at, row).map(Identity::Key).into_iter().collect();
    }
    let mut all: Vec<Identity> = Vec::new();
    for (_, position) in emails(object) {
        all.extend(
            email_keys(ctx, object, position, wish)
                .into_iter()
                .map(Identity::Email),
        );
    }
    if object.is_called_by_one_field() {
        let label = folded_label(ctx, object, wish);
        let spelling = label
            .as_deref()
            .filter(|_| object.def.party)
            .and_then(spelled::spelling);
        all.extend(label.map(Identity::Label));
        all.extend(spelling.map(Identity::Spelling));
        return all;
    }
    for link in mapping.links.iter().filter(|link| link.from == at && !link.many) {
        if let Some(to) = linked.get(link.to).copied().flatten() {
            let name = name(&as_record(object, wish));
            if !name.is_empty() {
                all.push(Identity::NameAt(to, name));
            }
        }
    }
    all
}

/// The key under which a record of a row is kept in the other system: the row's own, or one made of it.
pub fn key(mapping: &Mapping, at: usize, row: &Row) -> Option<String> {
    let object = &mapping.objects[at];
    match (at, &row.key) {
        (_, None) => None,
        (0, Some(key)) => Some(key.clone()),
        (_, Some(_)) if object.def.party || row.wishes[at].is_none() || object.is_called_by_one_field() => {
            None
        }
        (_, Some(key)) => {
            let own = mapping
                .made_keys
                .then(|| made_key::of_own(mapping, at, row))
                .flatten();
            let own = own.map(|own| format!("/{own}")).unwrap_or_default();
            Some(format!("{key}/{}{own}", object.key()))
        }
    }
}

/// The objects a link may lead to.
pub fn targets<'a>(ctx: &'a Ctx, field: &'a FieldDef, wanted: &Wanted) -> Vec<&'a Arc<Object>> {
    if let Some(only) = &wanted.object {
        return ctx.catalog.object(only).into_iter().collect();
    }
    match &field.kind {
        // Anywhere: where keys and names are usual.
        FieldType::Link { targets, .. } if targets.iter().any(|target| target == "*") => {
            let likely = ["person", "organization", "opportunity"];
            likely.iter().filter_map(|key| ctx.catalog.object(key)).collect()
        }
        _ => ctx.catalog.targets(field),
    }
}

/// The fields with e-mail addresses, each with its position.
pub(super) fn emails(object: &Object) -> impl Iterator<Item = (&FieldDef, usize)> {
    let fields = object.fields.iter().enumerate();
    fields
        .filter(|(_, field)| field.kind == FieldType::Email)
        .map(|(at, field)| (field, at))
}

fn email_keys(ctx: &Ctx, object: &Object, position: usize, wish: &Wish) -> Vec<String> {
    wish.values
        .get(&position)
        .map(|value| normal(ctx, object, position, value))
        .unwrap_or_default()
}

pub(super) fn normal_email(ctx: &Ctx, object: &Object, position: usize, text: &str) -> Vec<String> {
    let looks_right = text.contains('@');
    let value = looks_right
        .then(|| super::fill::accepted(ctx, object, position, serde_json::json!([text])).ok())
        .flatten();
    value
        .map(|value| normal(ctx, object, position, &value))
        .unwrap_or_default()
}

/// The items of a value in normal form.
pub(super) fn normal(ctx: &Ctx, object: &Object, position: usize, value: &Json) -> Vec<String> {
    let field = &object.fields[position];
    kind(&field.kind)
        .side_values(field, value, &ctx.accept())
        .into_iter()
        .map(|item| item.norm)
        .collect()
}

fn as_record(object: &Arc<Object>, wish: &Wish) -> Record {
    let mut record = Record::empty(object, Id::NIL);
    for (position, value) in &wish.values {
        record.values[*position] = value.clone();
    }
    record
}

pub(super) fn folded_label(ctx: &Ctx, object: &Arc<Object>, wish: &Wish) -> Option<String> {
    let label = label(&as_record(object, wish), ctx.settings.language);
    Some(fold(&label)).filter(|label| !label.is_empty())
}

/// Given and family name, folded; titles come and go.
fn name(record: &Record) -> String {
    let parts = ["given_name", "family_name"].map(|key| record.text(key).unwrap_or_default());
    fold(parts.join(" ").trim())
}

fn linked(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, link: &RowLink, to: &[Id]) -> Result<Vec<Record>> {
    let ids: BTreeSet<Id> = to.iter().copied().collect();
    let list = Node::List(ids.iter().map(|id| Tree::text(id.to_string())).collect());
    let field = Tree::field(&object.fields[link.position].key)?;
    let filter = Tree::call("in", vec![field, list.into()])?;
    load::matching(ctx, tx, object, &filter, "id", MAX_NEIGHBOURS)
}

fn link_of(record: &Record, link: &RowLink) -> Option<Id> {
    kontor_records::record::link_id(&record.values[link.position])
}

pub(super) fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.collect::<BTreeSet<_>>().into_iter().collect()
}
