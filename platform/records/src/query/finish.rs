//! The last step of every read: fills what the pages left open, from other tables. The number of statements depends on
//! what is asked for and never on how many records there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::Action;
use kontor_kernel::{Id, Result};

use crate::command::side_key;
use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::labels::{Labels, Target};
use crate::query::render::{LIVE, Page, read};
use crate::query::shape::{Expand, Shape};

/// The text of each record, in order.
pub type Texts = Vec<(Id, Vec<u8>)>;
/// The targets of links to many on a page, by record and field.
pub(super) type Many = HashMap<(Id, usize), Vec<Target>>;
/// The texts of expanded records, by what is expanded in them in turn.
pub(super) type Inside = HashMap<Expand, HashMap<Target, Vec<u8>>>;

/// Where expanded records come from: what is expanded in them in turn, and how the links name their object.
type Origin = (Expand, Arc<str>);

/// A page with what was read for it.
struct Part {
    page: Page,
    many: Many,
    /// For expanded records.
    origin: Option<Origin>,
}

/// Fills what was left open on a page and answers the text of each record, in order.
pub fn finish(ctx: &Ctx, tx: &mut Tx, page: Page) -> Result<Texts> {
    Ok(finish_all(ctx, tx, vec![page])?.pop().unwrap_or_default())
}

/// The same for several pages, of different objects maybe. Level by level: one statement for the links to many, one
/// for each object whose records are expanded; at last one for all labels.
pub fn finish_all(ctx: &Ctx, tx: &mut Tx, pages: Vec<Page>) -> Result<Vec<Texts>> {
    let mut labels = Labels::default();
    let mut levels: Vec<Vec<Part>> = Vec::new();
    let mut open: Vec<(Option<Origin>, Page)> = pages.into_iter().map(|page| (None, page)).collect();
    while !open.is_empty() {
        let many = links_to_many(tx, &open)?;
        let part = |((origin, page), many)| Part { page, many, origin };
        let level: Vec<Part> = open.drain(..).zip(many).map(part).collect();
        let mut wanted: BTreeMap<Origin, Vec<Id>> = BTreeMap::new();
        for Part { page, many, .. } in &level {
            for (target, field) in page.targets(many) {
                labels.want(target);
                if let Some(expand) = page.shape.expand.get(&field) {
                    wanted
                        .entry((expand.clone(), target.object.clone()))
                        .or_default()
                        .push(target.id);
                }
            }
        }
        levels.push(level);
        for (origin, mut ids) in wanted {
            let Some(object) = ctx.catalog.object(&origin.1) else {
                continue;
            };
            if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
                continue;
            }
            ids.sort_unstable();
            ids.dedup();
            let shape = Arc::new(Shape::whole(ctx, object, &origin.0, false));
            open.push((Some(origin), read(ctx, tx, shape, &ids, LIVE)?));
        }
    }
    labels.resolve(ctx, tx)?;
    let mut inside = Inside::new();
    while let Some(level) = levels.pop() {
        let stitched = level
            .iter()
            .map(|part| part.page.stitch(&part.many, &labels, &inside));
        if levels.is_empty() {
            return Ok(stitched.collect());
        }
        let mut above = Inside::new();
        for (texts, part) in stitched.zip(&level) {
            let Some((expand, object)) = &part.origin else {
                continue;
            };
            let named = |(id, text)| {
                (
                    Target {
                        object: object.clone(),
                        id,
                    },
                    text,
                )
            };
            above
                .entry(expand.clone())
                .or_default()
                .extend(texts.into_iter().map(named));
        }
        inside = above;
    }
    Ok(Vec::new())
}

/// The targets of the links to many on each page.
fn links_to_many(tx: &mut Tx, pages: &[(Option<Origin>, Page)]) -> Result<Vec<Many>> {
    let mut found: Vec<Many> = pages.iter().map(|_| Many::new()).collect();
    let mut places: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    let mut sources: BTreeSet<Id> = BTreeSet::new();
    for (n, (_, page)) in pages.iter().enumerate() {
        let object = &page.shape.object;
        let many: Vec<usize> = page
            .shape
            .shown
            .iter()
            .copied()
            .filter(|at| object.fields[*at].is_many())
            .collect();
        for at in &many {
            places
                .entry(side_key(object, &object.fields[*at]))
                .or_default()
                .push((n, *at));
        }
        if !many.is_empty() {
            sources.extend(page.starts.iter().map(|(_, id)| *id));
        }
    }
    if sources.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT source, field, target, target_object FROM @k_link WHERE {} ORDER BY source, field, pos",
        tx.dialect().in_list("source", "$1")
    );
    let rows = tx.rows(&sql, &[Value::Ids(sources.into_iter().collect())], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<Id>(2)?,
            Arc::<str>::from(row.text(3)?.unwrap_or_default()),
        ))
    })?;
    for (source, field, id, object) in rows {
        for (n, at) in places.get(&field).into_iter().flatten() {
            found[*n].entry((source, *at)).or_default().push(Target {
                object: object.clone(),
                id,
            });
        }
    }
    Ok(found)
}
