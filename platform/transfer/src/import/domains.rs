//! Whose a record is by the domain of its addresses: somebody belongs to the organisation with the domain of his e-mail
//! address, and an organisation may be called by its domain alone. Only where one has the domain, and never where
//! everybody gets a mailbox: nobody is guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Id, Json, Result};
use kontor_records::domains::{domain, is_shared, named, tells};
use kontor_records::{Ctx, transfer};

use super::find::{Found, normal};
use super::mapping::Mapping;
use super::row::{Row, Wish};

/// What a name or domain means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meant {
    /// This record.
    One(Id),
    /// Any of several.
    Several,
}

impl Meant {
    /// Of what was found; nothing, if nothing was.
    pub fn of(found: &BTreeSet<Id>) -> Option<Meant> {
        match found.len() {
            0 => None,
            1 => found.first().copied().map(Meant::One),
            _ => Some(Meant::Several),
        }
    }
}

/// Records by table and domain: those in the workspace, and those that rows of the block make.
#[derive(Default)]
pub struct Domains(HashMap<(String, String), BTreeSet<Id>>);

impl Domains {
    /// Looks up the domains that rows need because they don't say otherwise whose they are.
    pub fn look_up(
        ctx: &Ctx,
        tx: &mut Tx,
        mapping: &Mapping,
        rows: &[Row],
        found: &Found,
    ) -> Result<Domains> {
        let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let several = |at: usize, wish: &Wish| found.has_several(ctx, mapping, at, wish);
        for row in rows.iter().filter(|row| !row.is_rejected()) {
            for (table, domain) in of_row(ctx, mapping, row, &several) {
                wanted.entry(table).or_default().insert(domain);
            }
        }
        let mut all = Domains::default();
        for (table, domains) in wanted {
            let object = ctx.object(&table)?.clone();
            let domains: Vec<String> = domains.into_iter().collect();
            for (domain, id) in transfer::by_domain(ctx, tx, &object, &domains)? {
                all.0.entry((table.clone(), domain)).or_default().insert(id);
            }
        }
        Ok(all)
    }

    /// The records that were found of an object.
    pub fn ids(&self, object: &Object) -> Vec<Id> {
        let of = self.0.iter().filter(|((table, _), _)| table == object.table());
        of.flat_map(|(_, ids)| ids.iter().copied()).collect()
    }

    /// A row of the block says which domains a record has.
    pub fn note(&mut self, ctx: &Ctx, object: &Object, wish: &Wish, id: Id) {
        for domain in own(ctx, object, wish) {
            let place = (object.table().to_owned(), domain);
            self.0.entry(place).or_default().insert(id);
        }
    }

    /// The records that have one of these domains.
    pub fn having(&self, object: &Object, domains: &BTreeSet<String>) -> BTreeSet<Id> {
        let places = domains
            .iter()
            .map(|domain| (object.table().to_owned(), domain.clone()));
        places
            .filter_map(|place| self.0.get(&place))
            .flatten()
            .copied()
            .collect()
    }
}

/// The domains of a row by which records of other objects may be found: table and domain. `several` says of what a wish
/// calls its record whether several are called so.
pub fn of_row(
    ctx: &Ctx,
    mapping: &Mapping,
    row: &Row,
    several: &dyn Fn(usize, &Wish) -> bool,
) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    let mut add = |object: &Object, domains: BTreeSet<String>| {
        let of = |domain| (object.table().to_owned(), domain);
        all.extend(domains.into_iter().map(of));
    };
    let wishes = || row.wishes.iter().enumerate();
    for (at, wish) in wishes().filter_map(|(at, wish)| Some((at, wish.as_ref()?))) {
        let object = &mapping.objects[at];
        if let Some((_, employers)) = employer(ctx, object).filter(|_| !is_told(ctx, mapping, at, row)) {
            add(employers, of(ctx, object, wish));
        }
        if at == 0 || !object.fields.iter().any(|field| tells(object, field)) {
            continue;
        }
        match called(object, wish) {
            None => add(object, of(ctx, object, wish)),
            Some(name) => add(object, of_link(name).into_iter().collect()),
        }
        if several(at, wish) {
            for (other, wish) in wishes().filter_map(|(other, wish)| Some((other, wish.as_ref()?))) {
                add(object, of(ctx, &mapping.objects[other], wish));
            }
        }
    }
    all
}

/// Whether a row says by itself who somebody's employer is: by a record, by a cell, or by the cell of a relation to him. A
/// row with his id says all there is to say of him.
pub fn is_told(ctx: &Ctx, mapping: &Mapping, at: usize, row: &Row) -> bool {
    let Some((position, employers)) = employer(ctx, &mapping.objects[at]) else {
        return true;
    };
    let says = |wish: &Wish, field: usize| {
        wish.values.contains_key(&field) || wish.links.iter().any(|link| link.position == field)
    };
    let has_id = row.wishes[at].as_ref().is_some_and(|wish| wish.id.is_some());
    has_id
        || row.wishes.iter().enumerate().any(|(from, wish)| {
            let Some(wish) = wish else { return false };
            let object = &mapping.objects[from];
            let leads_to = |field: &FieldDef| {
                let targets = field.link_targets().unwrap_or_default();
                targets.iter().any(|target| target == employers.key())
            };
            let relates = mapping
                .links
                .iter()
                .any(|link| link.from == from && link.to == at);
            let mut fields = object.fields.iter().enumerate();
            object.table() == employers.table()
                || (from == at && says(wish, position))
                || (relates && fields.any(|(at, field)| leads_to(field) && says(wish, at)))
        })
}

/// The field by which people have an employer, with the object of those: their only link to parties that are known by
/// domains.
pub fn employer<'a>(ctx: &'a Ctx, object: &Object) -> Option<(usize, &'a Arc<Object>)> {
    if !object.def.party || object.is_called_by_one_field() {
        return None;
    }
    let rights = ctx.policy.rights(object);
    let fields = object.fields.iter().enumerate();
    let mut found = fields.filter_map(|(at, field)| {
        let FieldType::Link { targets, many: false } = &field.kind else {
            return None;
        };
        let [target] = targets.as_slice() else { return None };
        let target = ctx.catalog.object(target)?;
        let known = target.fields.iter().any(|field| tells(target, field));
        let settable = !field.system && !field.read_only && !rights.hidden(at) && !rights.read_only(at);
        (known && settable).then_some((at, target))
    });
    match (found.next(), found.next()) {
        (Some(found), None) => Some(found),
        _ => None,
    }
}

/// The name that a wish gives a record which is called by one field.
pub fn called<'a>(object: &Object, wish: &'a Wish) -> Option<&'a str> {
    wish.values.get(&name(object)?).and_then(Json::as_str)
}

/// The position of the field by which records are called.
pub fn name(object: &Object) -> Option<usize> {
    object.position(object.def.label.first()?.first()?)
}

/// The domains of the addresses that a wish gives, but for those at which everybody has one.
pub fn of(ctx: &Ctx, object: &Object, wish: &Wish) -> BTreeSet<String> {
    let mut domains = BTreeSet::new();
    for (position, value) in &wish.values {
        if matches!(object.fields[*position].kind, FieldType::Email | FieldType::Url) {
            let items = normal(ctx, object, *position, value);
            domains.extend(items.iter().filter_map(|item| domain(item)).map(str::to_owned));
        }
    }
    domains.retain(|domain| !is_shared(domain));
    domains
}

/// The domains under which others find the record of a wish.
pub fn own(ctx: &Ctx, object: &Object, wish: &Wish) -> BTreeSet<String> {
    match object.fields.iter().any(|field| tells(object, field)) {
        true => of(ctx, object, wish),
        false => BTreeSet::new(),
    }
}

/// The domain that a link names its target by.
pub fn of_link(text: &str) -> Option<String> {
    named(text).filter(|domain| !is_shared(domain))
}
