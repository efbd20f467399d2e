//! Rows whose links led nowhere to the last, though what they point to stands in the file: it is told whether that row was
//! not taken itself, or whether rows point to each other in a circle.

use std::collections::{BTreeSet, HashMap};

use kontor_database::Value;
use kontor_kernel::{Id, Result};
use kontor_records::Ctx;

use super::find::{self, Identity};
use super::mapping::Mapping;
use super::naming;
use super::problem::Problem;
use super::row::{Row, Wanted};
use super::run::Run;
use super::stage::{Stage, call, called, named};
use super::store;

/// Rows that are looked at together.
const BLOCK: usize = 500;
/// Links that are looked at; those of a file with more stay told as they are.
const MAX_LINKS: usize = 50_000;
/// Characters of what a link was given by that are told.
pub(super) const SHOWN: usize = 100;

/// A link that led nowhere, from the records of a row to some that rows of the file are about.
struct Led {
    seq: i64,
    problem: Problem,
    from: Vec<Id>,
    to: Vec<Id>,
}

/// Tells it.
pub async fn tell(run: &mut Run) -> Result<()> {
    let (mut after, mut all) = (0, Vec::new());
    while all.len() < MAX_LINKS {
        run.check()?;
        let lines = run
            .read(move |tx, id| store::unlinked(tx, id, after, BLOCK))
            .await?;
        let Some(last) = lines.last() else { break };
        after = *last;
        let rows = run.rows_at(lines.clone()).await?;
        let problems = run
            .read(move |tx, id| store::unlinked_problems(tx, id, &lines))
            .await?;
        all.extend(run.led(rows, problems).await?);
    }
    let edges = all.iter().flat_map(|led| {
        let to = |from: Id| led.to.iter().map(move |to| (from, *to));
        led.from.iter().copied().flat_map(to)
    });
    let circle: BTreeSet<(Id, Id)> = in_circles(edges.collect()).into_iter().collect();
    let told: Vec<(i64, Problem)> = all.into_iter().map(|led| told(led, &circle)).collect();
    for told in told.chunks(BLOCK) {
        run.retell(told.to_vec()).await?;
    }
    Ok(())
}

fn told(led: Led, circle: &BTreeSet<(Id, Id)>) -> (i64, Problem) {
    let is_in = |from: &Id| led.to.iter().any(|to| circle.contains(&(*from, *to)));
    let mut problem = led.problem;
    let text = problem.params["text"].as_str().unwrap_or_default();
    let (code, detail) = match led.from.iter().any(is_in) {
        true => (
            "links_in_circle",
            format!(
                "By {text:?} rows of this file lead to each other in a circle, so none of them can be the first."
            ),
        ),
        false => (
            "row_not_taken",
            format!("{text:?} stands in a row of this file that was not taken itself."),
        ),
    };
    (problem.code, problem.detail) = (code.to_owned(), detail);
    (led.seq, problem)
}

/// The links that lead from a circle to a circle: those are left when whatever nobody points to, and whatever points to
/// nobody, is taken away as long as there is any.
fn in_circles(edges: Vec<(Id, Id)>) -> Vec<(Id, Id)> {
    let turned = |edges: Vec<(Id, Id)>| edges.into_iter().map(|(from, to)| (to, from)).collect();
    turned(pointed_to(turned(pointed_to(edges))))
}

/// The links from those to whom others point who are pointed to themselves.
fn pointed_to(edges: Vec<(Id, Id)>) -> Vec<(Id, Id)> {
    let mut pointing: HashMap<Id, usize> = HashMap::new();
    let mut links: HashMap<Id, Vec<Id>> = HashMap::new();
    for (from, to) in &edges {
        pointing.entry(*from).or_default();
        *pointing.entry(*to).or_default() += 1;
        links.entry(*from).or_default().push(*to);
    }
    let free = pointing.iter().filter(|(_, count)| **count == 0);
    let mut free: Vec<Id> = free.map(|(id, _)| *id).collect();
    while let Some(id) = free.pop() {
        for to in links.remove(&id).unwrap_or_default() {
            let count = pointing.entry(to).or_default();
            *count -= 1;
            if *count == 0 {
                free.push(to);
            }
        }
    }
    edges
        .into_iter()
        .filter(|(from, _)| links.contains_key(from))
        .collect()
}

/// What the rows of the file may call what a link leads to, if they are about such.
pub(super) fn names_of(ctx: &Ctx, mapping: &Mapping, at: usize, link: &Wanted) -> Vec<String> {
    let mut names = Vec::new();
    for target in find::targets(ctx, &mapping.objects[at].fields[link.position], link) {
        if let Some(to) = mapping
            .objects
            .iter()
            .position(|known| known.key() == target.key())
        {
            names.push(named(to, &Identity::Key(link.text.clone())));
            let others = naming::names_of(ctx, target, &link.text);
            names.extend(others.iter().map(|name| call(to, name)));
        }
    }
    names
}

/// What the rows of the file may call what a link of a row leads to: by field and text as they are told, all names.
pub(super) fn names(ctx: &Ctx, mapping: &Mapping, row: &Row) -> HashMap<(String, String), Vec<String>> {
    let mut all: HashMap<(String, String), Vec<String>> = HashMap::new();
    for (at, wish) in row.wishes.iter().enumerate() {
        let object = &mapping.objects[at];
        for link in wish.iter().flat_map(|wish| &wish.links) {
            let path = format!("{}.{}", object.key(), object.fields[link.position].key);
            let shown: String = link.text.chars().take(SHOWN).collect();
            let names = all.entry((path, shown)).or_default();
            names.extend(names_of(ctx, mapping, at, link));
        }
    }
    all
}

impl Run {
    /// The links of rows that led nowhere, though rows of the file are about what they lead to.
    async fn led(&mut self, rows: Vec<Row>, problems: Vec<(i64, Problem)>) -> Result<Vec<Led>> {
        let (ctx, mapping, stage) = self.staged().await?;
        let rows: HashMap<u64, _> = rows
            .into_iter()
            .map(|row| (row.line, (names(&ctx, &mapping, &row), row.ids)))
            .collect();
        let all: BTreeSet<String> = rows
            .values()
            .flat_map(|(names, _)| names.values().flatten().cloned())
            .collect();
        let known = stage.known(all).await?;
        let led = problems.into_iter().filter_map(|(seq, problem)| {
            let (names, ids) = rows.get(&problem.row)?;
            let text = problem.params["text"].as_str()?.to_owned();
            let names = names.get(&(problem.field.clone()?, text))?;
            let to: Vec<Id> = names.iter().filter_map(|name| known.get(name).copied()).collect();
            let from = ids.iter().copied().filter(|id| *id != Id::NIL).collect();
            (!to.is_empty()).then_some(Led {
                seq,
                problem,
                from,
                to,
            })
        });
        Ok(led.collect())
    }
}

impl Stage {
    /// The ids under which rows of the file know what has these names.
    pub(super) async fn known(&self, names: BTreeSet<String>) -> Result<HashMap<String, Id>> {
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("name", "$1");
            let known = Value::Texts(names.iter().cloned().collect());
            let sql = format!("SELECT name, id FROM @known WHERE {listed}");
            let known = tx.rows(&sql, &[known], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut all = called(tx, names)?;
            all.extend(known);
            Ok(all)
        });
        // Of several that are called so the first.
        Ok(read.await?.into_iter().rev().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_points_to_each_other_is_in_a_circle() {
        let id = |n: u128| Id::from_bytes(n.to_be_bytes());
        let edge = |(from, to)| (id(from), id(to));
        // 1, 2 and 3 are a circle, 4 leads into it, 5 out of it, 7 leads to itself, 8 to 9.
        let edges = [(1, 2), (2, 3), (3, 1), (4, 1), (2, 5), (5, 6), (7, 7), (8, 9)];
        let mut found = in_circles(edges.map(edge).into());
        found.sort();
        assert_eq!(found, [(1, 2), (2, 3), (3, 1), (7, 7)].map(edge));
    }
}
