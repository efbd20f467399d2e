//! A record with the records around it that conditions look at: many conditions about one record are answered in
//! memory, after a few statements that do not depend on how many there are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldType, Object};
use kontor_expression::{Expr, Facts, Value};
use kontor_kernel::{Id, Result};

use crate::ctx::Ctx;
use crate::fields::Accept;
use crate::formulas::RecordFacts;
use crate::query::load;
use crate::record::Record;
use crate::schema::{MAX_LINKS, single_target};

/// See the module.
pub struct Surroundings<'a> {
    record: &'a Record,
    /// The live records behind links, by the path of the link.
    linked: HashMap<Vec<String>, Record>,
    /// What a link points to, with all that is above it in its tree, by the path of the link.
    above: HashMap<Vec<String>, HashSet<Id>>,
}

/// Records of one object that links point to, each with the links that lead there.
type Pointed<'a> = (&'a Arc<Object>, Vec<(Id, &'a Vec<String>)>);

impl<'a> Surroundings<'a> {
    /// Reads what conditions look at, whoever asks.
    pub fn read(
        ctx: &Ctx,
        tx: &mut Tx,
        record: &'a Record,
        conditions: &[Arc<Expr>],
    ) -> Result<Surroundings<'a>> {
        let (mut links, mut trees) = (BTreeSet::new(), BTreeSet::new());
        for condition in conditions {
            for path in condition.fields() {
                links.extend((1..path.len()).map(|length| path[..length].to_vec()));
            }
            condition.walk(&mut |part| {
                if let Expr::Within { link, .. } = part {
                    trees.insert(link.path.to_vec());
                }
            });
        }
        let mut around = Surroundings {
            record,
            linked: HashMap::new(),
            above: HashMap::new(),
        };
        for length in 1..=MAX_LINKS {
            let paths = links.iter().filter(|path| path.len() == length);
            around.follow(ctx, tx, &paths.collect::<Vec<_>>())?;
        }
        for path in trees {
            let above = around.climb(ctx, tx, &path)?;
            around.above.insert(path, above);
        }
        Ok(around)
    }

    /// The record whose field ends a path.
    fn at(&self, path: &[String]) -> Option<&Record> {
        match path {
            [] => None,
            [_] => Some(self.record),
            [links @ .., _] => self.linked.get(links),
        }
    }

    /// Loads what several links point to, each object once.
    fn follow(&mut self, ctx: &Ctx, tx: &mut Tx, paths: &[&Vec<String>]) -> Result<()> {
        let mut wanted: BTreeMap<&str, Pointed<'_>> = BTreeMap::new();
        for path in paths {
            let target = self.at(path).zip(path.last()).and_then(|(record, key)| {
                let target = single_target(&ctx.catalog, record.object.field(key)?)?;
                Some((target, record.link(key)?))
            });
            if let Some((object, id)) = target {
                let (_, ids) = wanted.entry(object.table()).or_insert((object, Vec::new()));
                ids.push((id, path));
            }
        }
        let mut found = Vec::new();
        for (object, places) in wanted.values() {
            let ids: BTreeSet<Id> = places.iter().map(|(id, _)| *id).collect();
            let records = load::by_ids(ctx, tx, object, &ids.into_iter().collect::<Vec<_>>())?;
            for (id, path) in places {
                let live = records.get(id).filter(|record| record.deleted_at.is_none());
                found.extend(live.map(|record| ((*path).clone(), record.clone())));
            }
        }
        self.linked.extend(found);
        Ok(())
    }

    /// What a link points to, with all above it.
    fn climb(&self, ctx: &Ctx, tx: &mut Tx, path: &[String]) -> Result<HashSet<Id>> {
        let Some((record, key)) = self.at(path).zip(path.last()) else {
            return Ok(HashSet::new());
        };
        let Some((id, named)) = record.links(key).into_iter().next() else {
            return Ok(HashSet::new());
        };
        let field = record.object.field(key);
        let target = match field.map(|field| &field.kind) {
            Some(FieldType::Id) => Some(&record.object),
            _ => named
                .and_then(|name| ctx.catalog.object(&name))
                .or_else(|| single_target(&ctx.catalog, field?)),
        };
        let parent =
            target.and_then(|object| Some((object, object.field(object.def.hierarchy.as_deref()?)?)));
        let Some((object, parent)) = parent else {
            return Ok([id].into());
        };
        let sql = format!(
            "WITH RECURSIVE above(id) AS (SELECT r.id FROM @{table} r WHERE r.id = $1 UNION SELECT c.\"{parent}\" FROM @{table} c JOIN above a \
             ON c.id = a.id WHERE c.\"{parent}\" IS NOT NULL) SELECT id FROM above",
            parent = parent.id,
            table = object.table(),
        );
        let ids: Vec<Id> = tx.rows(&sql, &[id.into()], |row| row.get(0))?;
        Ok(ids.into_iter().collect())
    }

    /// The same for evaluation.
    pub fn facts<'s>(&'s self, accept: &'s Accept<'s>) -> impl Facts + 's {
        Around { around: self, accept }
    }
}

struct Around<'s, 'a> {
    around: &'s Surroundings<'a>,
    accept: &'s Accept<'s>,
}

impl Around<'_, '_> {
    fn ask<T>(&self, path: &[String], missing: T, ask: impl FnOnce(&RecordFacts<'_>, &[String]) -> T) -> T {
        let accept = self.accept;
        match self.around.at(path) {
            Some(record) => ask(&RecordFacts { record, accept }, &path[path.len() - 1..]),
            // The path may end within a value.
            None => match path.split_last().and_then(|(_, value)| self.around.at(value)) {
                Some(record) => ask(&RecordFacts { record, accept }, &path[path.len() - 2..]),
                None => missing,
            },
        }
    }
}

impl Facts for Around<'_, '_> {
    fn value(&self, path: &[String]) -> Value {
        self.ask(path, Value::Null, |facts, last| facts.value(last))
    }

    fn is_missing(&self, path: &[String]) -> bool {
        self.ask(path, true, |facts, last| facts.is_missing(last))
    }

    fn count(&self, path: &[String]) -> usize {
        self.ask(path, 0, |facts, last| facts.count(last))
    }

    fn item(&self, path: &[String], index: usize, name: &str) -> Value {
        self.ask(path, Value::Null, |facts, last| facts.item(last, index, name))
    }

    fn within(&self, path: &[String], ancestor: Id) -> bool {
        self.around
            .above
            .get(path)
            .is_some_and(|above| above.contains(&ancestor))
    }
}
