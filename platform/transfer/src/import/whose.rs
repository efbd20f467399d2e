//! Which organisation a row means that it does not name, or that it calls by a name which several have: the one with the
//! domain of its addresses. Where several come into question that is told, and nothing is linked.

use std::collections::BTreeSet;

use kontor_definitions::Object;
use kontor_kernel::Id;
use kontor_records::Ctx;
use kontor_records::domains::named;
use serde_json::json;

use super::block::Block;
use super::circles::SHOWN;
use super::domains::{self, Meant};
use super::find::{Identity, identities};
use super::mapping::Mapping;
use super::merge;
use super::problem::Problem;
use super::row::Row;

/// What is told where several records may be meant.
pub const AMBIGUOUS: &str = "ambiguous";

/// Several records may be meant by a text.
pub fn ambiguous(mapping: &Mapping, row: &Row, at: usize, position: usize, text: &str) -> Problem {
    let object = &mapping.objects[at];
    let shown: String = text.chars().take(SHOWN).collect();
    let detail = format!("Several records may be meant by {shown:?}.");
    let path = format!("{}.{}", object.key(), object.fields[position].key);
    let column = mapping.column_of(at, position).map(str::to_owned);
    Problem::new(row.line, AMBIGUOUS, detail)
        .with(json!({"text": shown}))
        .at(column, Some(path))
        .warning(true)
}

impl Block<'_> {
    /// Finds the records of a row that it calls by a domain, or by what several are called.
    pub(super) fn find_whose(&self, ctx: &Ctx, row: &mut Row) {
        for at in 1..row.wishes.len() {
            let object = &self.mapping.objects[at];
            let Some(wish) = row.wishes[at].as_ref().filter(|wish| wish.id.is_none()) else {
                continue;
            };
            let Some(name) = domains::name(object).filter(|_| object.is_called_by_one_field()) else {
                continue;
            };
            let staged = row.ids.get(at).filter(|id| self.is_made(at, **id));
            let known = identities(ctx, self.mapping, at, row, &[]);
            let mut surest = staged.copied().map(Identity::Id).into_iter().chain(known);
            let hit = surest.find(|identity| self.knows(at, identity));
            let called = domains::called(object, wish);
            let by_domain = called.and_then(named);
            let spelled = match &hit {
                Some(identity @ Identity::Spelling(_)) => self.found.get(at, identity),
                _ => None,
            };
            let meant = match (&hit, called) {
                (Some(identity), _) => match self.several(at, identity) {
                    None if spelled.is_none() => continue,
                    None => spelled.map(Meant::One),
                    Some(several) => self.one_of(ctx, row, at, several),
                },
                (None, None) => self.having(object, &domains::of(ctx, object, wish)),
                (None, Some(_)) => self.having(object, &by_domain.clone().into_iter().collect()),
            };
            let text = called.map(str::to_owned);
            match meant {
                None => {}
                Some(Meant::One(id)) => {
                    if let Some(wish) = &mut row.wishes[at] {
                        wish.id = Some(id);
                        // A domain is no name, and another spelling no new one.
                        if spelled.is_some() || (by_domain.is_some() && hit.is_none()) {
                            wish.values.remove(&name);
                        }
                    }
                }
                Some(Meant::Several) => {
                    let domains = domains::of(ctx, object, wish);
                    let text = text.unwrap_or_else(|| shown(&domains));
                    let problem = ambiguous(self.mapping, row, at, name, &text);
                    row.problems.push(problem);
                    row.wishes[at] = None;
                }
            }
        }
    }

    /// Links somebody of whom the row does not say where he is to the organisation that has the domain of his addresses;
    /// answers whether it did.
    pub(super) fn employ(&mut self, ctx: &Ctx, target: usize, at: usize, row: &mut Row) -> bool {
        let object = &self.mapping.objects[at];
        let Some((position, employers)) = domains::employer(ctx, object) else {
            return false;
        };
        let Some(wish) = &row.wishes[at] else { return false };
        let here = &self.targets[target];
        let has = |record: &kontor_records::Record| !record.values[position].is_null();
        if here.present.as_ref().is_some_and(has) || here.values.contains_key(&position) {
            return false;
        }
        let domains = domains::of(ctx, object, wish);
        match self.having(employers, &domains) {
            None => false,
            Some(Meant::Several) => {
                let mut problem = ambiguous(self.mapping, row, at, position, &shown(&domains));
                problem.column = problem.column.or_else(|| self.column_of_domain(at));
                row.problems.push(problem);
                false
            }
            Some(Meant::One(id)) => {
                let Some(link) = merge::link(ctx, object, position, employers, id) else {
                    return false;
                };
                self.targets[target].values.insert(position, link);
                true
            }
        }
    }

    /// Whether a row of the file has made the record that has this id in the file.
    fn is_made(&self, at: usize, id: Id) -> bool {
        let here = self.by_identity.get(&(at, Identity::Id(id)));
        here.is_some_and(|target| self.targets[*target].id == id)
            || self.found.get(at, &Identity::Id(id)).is_some()
    }

    fn knows(&self, at: usize, identity: &Identity) -> bool {
        self.by_identity.contains_key(&(at, identity.clone())) || self.found.get(at, identity).is_some()
    }

    /// The records that have the same name, where a row of the block has not said which one it means.
    fn several(&self, at: usize, identity: &Identity) -> Option<&BTreeSet<Id>> {
        let here = self.by_identity.contains_key(&(at, identity.clone()));
        self.found.several(at, identity).filter(|_| !here)
    }

    /// The one of several that has a domain of the row.
    fn one_of(&self, ctx: &Ctx, row: &Row, at: usize, several: &BTreeSet<Id>) -> Option<Meant> {
        let object = &self.mapping.objects[at];
        let wishes = row.wishes.iter().zip(&self.mapping.objects);
        let domains = wishes
            .filter_map(|(wish, object)| Some(domains::of(ctx, object, wish.as_ref()?)))
            .flatten()
            .collect();
        let having = self.domains.having(object, &domains);
        let both: BTreeSet<Id> = having.intersection(several).copied().collect();
        Meant::of(&both).or(Some(Meant::Several))
    }

    fn having(&self, object: &Object, domains: &BTreeSet<String>) -> Option<Meant> {
        Meant::of(&self.domains.having(object, domains))
    }

    /// The column that tells the domain of a record.
    fn column_of_domain(&self, at: usize) -> Option<String> {
        let fields = self.mapping.objects[at].fields.iter().enumerate();
        let columns = fields
            .filter(|(_, field)| {
                use kontor_definitions::FieldType::{Email, Url};
                matches!(field.kind, Email | Url)
            })
            .filter_map(|(position, _)| self.mapping.column_of(at, position));
        columns.map(str::to_owned).next()
    }
}

fn shown(domains: &BTreeSet<String>) -> String {
    domains.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
