//! A block of rows becomes commands, in the transaction that also notes how far the import is. A block that is refused is
//! halved until the rows at fault stand alone; they are rejected, and the others go through.

use std::collections::{BTreeMap, HashMap};

use kontor_definitions::Object;
use kontor_kernel::{Code, Error, Id, Issue, Json, JsonMap, Result};
use kontor_records::{Command, Ctx, Op, Record, Work, apply};
use serde_json::json;

use super::circles;
use super::domains::{self, Domains, Meant};
use super::find::{self, Found, Identity, identities};
use super::mapping::Mapping;
use super::merge;
use super::problem::Problem;
use super::row::{self, Row};
use super::spare::spared;
use super::spelled;
use super::states::Lenders;
use super::whose::ambiguous;

/// What became of a row.
#[derive(Clone, PartialEq, Debug)]
pub enum Done {
    /// Its main record is new.
    Created,
    /// Some record was changed, or a linked one is new.
    Updated,
    /// There was nothing to do.
    Skipped,
    /// It was rejected, and why.
    Failed,
}

/// A row that was gone through.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What became of it.
    pub done: Done,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
    /// The objects it made records of.
    pub made: Vec<usize>,
    /// The objects it changed records of.
    pub changed: Vec<usize>,
    /// Documents that were made of its files.
    pub documents: u64,
    /// What it gave to records; who rehearses remembers it for later blocks.
    pub given: Vec<Given>,
}

/// What a row gave to a record.
#[derive(Clone, Debug)]
pub struct Given {
    /// The id under which rows of the file know the record.
    pub staged: Id,
    /// Its id.
    pub id: Id,
    /// Which object of the row.
    pub object: usize,
    /// It was made by the row.
    pub new: bool,
    /// Values by field.
    pub values: JsonMap,
}

/// Writes rows; the outcome of each, in their order. Must be called inside a write transaction. Whoever rehearses has it
/// remember what rows gave to which record.
///
/// # Errors
/// Only what is no row's fault: the database, the disk.
pub fn write(work: &mut Work<'_>, mapping: &Mapping, rows: &[Row], remember: bool) -> Result<Vec<Outcome>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    match work.attempt(|work| Block::new(work, mapping, rows)?.write(work, remember)) {
        Ok(outcomes) => Ok(outcomes),
        Err(error) if error.code.status() >= 500 => Err(error),
        Err(error) => match rows {
            [row] => match spared(mapping, row, &error) {
                Some(row) => write(work, mapping, &[row], remember),
                None => Ok(vec![failed(mapping, row, &error)]),
            },
            rows => {
                let (first, second) = rows.split_at(rows.len() / 2);
                let mut outcomes = write(work, mapping, first, remember)?;
                outcomes.extend(write(work, mapping, second, remember)?);
                Ok(outcomes)
            }
        },
    }
}

/// Which object of the row the engine refused, and why.
pub(super) fn refused(error: &Error) -> (usize, Vec<Issue>) {
    let object = error.params.get("row_object").and_then(Json::as_u64).unwrap_or(0) as usize;
    let pointer = error
        .params
        .get("pointer")
        .or(error.params.get("field"))
        .and_then(Json::as_str);
    let issues = match error.issues.is_empty() {
        true => vec![Issue::new(
            pointer.unwrap_or_default(),
            error.code.as_str(),
            error.detail.clone(),
        )],
        false => error.issues.clone(),
    };
    (object, issues)
}

/// The key of the field that an issue is about.
pub(super) fn field_of(issue: &Issue) -> &str {
    let pointer = issue.pointer.trim_start_matches('/');
    pointer.split('/').next().unwrap_or_default()
}

/// What the engine refused, told by column and field.
fn failed(mapping: &Mapping, row: &Row, error: &Error) -> Outcome {
    let (object, issues) = refused(error);
    let mut row = row.clone();
    for issue in issues {
        let key = field_of(&issue).to_owned();
        let position = mapping.objects[object].position(&key);
        let column = position.and_then(|position| mapping.column_of(object, position));
        let field = (!key.is_empty()).then(|| format!("{}.{key}", mapping.objects[object].key()));
        row.problems
            .push(Problem::of(row.line, issue).at(column.map(str::to_owned), field));
    }
    Outcome::new(Done::Failed, row.problems)
}

impl Outcome {
    fn new(done: Done, problems: Vec<Problem>) -> Outcome {
        Outcome {
            done,
            problems,
            made: Vec::new(),
            changed: Vec::new(),
            documents: 0,
            given: Vec::new(),
        }
    }
}

/// A record that rows of the block are about.
pub(super) struct Target {
    object: usize,
    pub(super) id: Id,
    pub(super) present: Option<Record>,
    /// Values the rows give it, on top of what it has.
    pub(super) values: BTreeMap<usize, Json>,
}

pub(super) struct Block<'a> {
    pub(super) mapping: &'a Mapping,
    rows: &'a [Row],
    pub(super) found: Found,
    pub(super) domains: Domains,
    lenders: Lenders,
    pub(super) targets: Vec<Target>,
    pub(super) by_identity: HashMap<(usize, Identity), usize>,
    by_id: HashMap<(usize, Id), usize>,
    /// For each row: its targets, and whether it changes them.
    parts: Vec<Vec<(usize, bool)>>,
    outcomes: Vec<Outcome>,
}

impl<'a> Block<'a> {
    fn new(work: &mut Work<'_>, mapping: &'a Mapping, rows: &'a [Row]) -> Result<Block<'a>> {
        let mut found = Found::look_up(work.ctx, work.tx, mapping, rows)?;
        let domains = Domains::look_up(work.ctx, work.tx, mapping, rows, &found)?;
        for (at, object) in mapping.objects.iter().enumerate().skip(1) {
            found.know(work.ctx, work.tx, mapping, at, &domains.ids(object))?;
        }
        let mut block = Block {
            mapping,
            rows,
            found,
            domains,
            lenders: Lenders::look_up(work.ctx, work.tx, mapping, rows)?,
            targets: Vec::new(),
            by_identity: HashMap::new(),
            by_id: HashMap::new(),
            parts: Vec::with_capacity(rows.len()),
            outcomes: Vec::with_capacity(rows.len()),
        };
        for row in rows {
            block.add(work.ctx, row);
        }
        Ok(block)
    }

    /// Adds what a row says to its targets.
    fn add(&mut self, ctx: &Ctx, row: &Row) {
        if row.is_empty() || row.is_rejected() {
            let done = if row.is_empty() {
                Done::Skipped
            } else {
                Done::Failed
            };
            self.outcomes.push(Outcome::new(done, row.problems.clone()));
            self.parts.push(Vec::new());
            return;
        }
        let mut row = row.clone();
        let told: Vec<bool> = (0..row.wishes.len())
            .map(|at| domains::is_told(ctx, self.mapping, at, &row))
            .collect();
        self.follow_links(ctx, &mut row);
        self.find_whose(ctx, &mut row);
        self.follow_stages(ctx, &mut row);
        row::without_ends(self.mapping, &mut row);
        if row.is_rejected() {
            self.outcomes.push(Outcome::new(Done::Failed, row.problems));
            self.parts.push(Vec::new());
            return;
        }
        let mut linked: Vec<Option<Id>> = vec![None; self.mapping.objects.len()];
        let mut parts = Vec::new();
        for at in self.mapping.order.clone() {
            if row.wishes[at].is_none() {
                continue;
            }
            let target = self.target(ctx, at, &row, &linked);
            linked[at] = Some(self.targets[target].id);
            let mut changed = self.merge(ctx, target, at, &row, &linked);
            changed |= !told[at] && self.employ(ctx, target, at, &mut row);
            if let Some(wish) = &row.wishes[at] {
                let id = self.targets[target].id;
                self.domains.note(ctx, &self.mapping.objects[at], wish, id);
            }
            parts.push((target, changed));
        }
        self.parts.push(parts);
        self.outcomes.push(Outcome::new(Done::Skipped, row.problems));
    }

    /// Links that are given by key or name become ids; what is not found rejects the row.
    fn follow_links(&self, ctx: &Ctx, row: &mut Row) {
        for at in 0..row.wishes.len() {
            let Some(mut wish) = row.wishes[at].take() else {
                continue;
            };
            let object = &self.mapping.objects[at];
            for wanted in std::mem::take(&mut wish.links) {
                let field = &object.fields[wanted.position];
                let targets = find::targets(ctx, field, &wanted);
                let found = self.found.target(&targets, &wanted);
                if matches!(found, Some((_, Meant::Several))) {
                    let problem = ambiguous(self.mapping, row, at, wanted.position, &wanted.text);
                    let column = wanted.column.map(|at| self.mapping.columns[at].name.clone());
                    let path = problem.field.clone();
                    // Without a link that it must have there is no record.
                    row.problems
                        .push(problem.at(column, path).warning(!field.required));
                    continue;
                }
                let one = found.and_then(|(target, meant)| match meant {
                    Meant::One(id) => merge::link(ctx, object, wanted.position, &target, id),
                    Meant::Several => None,
                });
                match one {
                    Some(link) => {
                        let value = match wish.values.get(&wanted.position) {
                            Some(old) => merge::value(ctx, object, wanted.position, old, &link),
                            None => link,
                        };
                        wish.values.insert(wanted.position, value);
                    }
                    None => {
                        let names: Vec<&str> = targets.iter().map(|target| target.key()).collect();
                        let shown: String = wanted.text.chars().take(circles::SHOWN).collect();
                        let detail =
                            format!("There is no {} {shown:?} that you can see.", names.join(" or "));
                        let path = format!("{}.{}", object.key(), field.key);
                        let column = wanted.column.map(|at| self.mapping.columns[at].name.clone());
                        let problem = Problem::new(row.line, "not_found", detail)
                            .with(json!({"objects": names, "text": shown}))
                            .at(column, Some(path));
                        row.problems
                            .push(problem.warning(wanted.optional && !wanted.waits));
                    }
                }
            }
            row.wishes[at] = Some(wish);
        }
    }

    /// Stages that are given by their names become keys.
    fn follow_stages(&self, ctx: &Ctx, row: &mut Row) {
        for at in 0..row.wishes.len() {
            if row.wishes[at].as_ref().is_none_or(|wish| wish.stages.is_empty()) {
                continue;
            }
            let mut known = identities(ctx, self.mapping, at, row, &[]);
            known.extend(row.ids.get(at).copied().map(Identity::Id));
            let id = known.iter().find_map(|identity| self.found.get(at, identity));
            let present = id.and_then(|id| self.found.records.get(&id));
            self.lenders.follow(ctx, self.mapping, row, at, present);
        }
    }

    /// The record that a row is about: one the block knows already, one that was found, or a new one.
    fn target(&mut self, ctx: &Ctx, at: usize, row: &Row, linked: &[Option<Id>]) -> usize {
        let mut all = identities(ctx, self.mapping, at, row, linked);
        // Another row of the file may have made it, whatever it is called by now.
        all.extend(row.ids.get(at).copied().map(Identity::Id));
        let known = all.iter().find_map(|identity| {
            let here = self.by_identity.get(&(at, identity.clone())).copied();
            here.or_else(|| self.found.get(at, identity).map(|id| self.present(at, id)))
        });
        let target = known.unwrap_or_else(|| {
            let id = row.wishes[at].as_ref().and_then(|wish| wish.id);
            let id = id
                .or(row.ids.get(at).copied())
                .unwrap_or_else(|| Id::generate(&ctx.caller.clock));
            self.targets.push(Target {
                object: at,
                id,
                present: None,
                values: BTreeMap::new(),
            });
            self.by_id.insert((at, id), self.targets.len() - 1);
            self.targets.len() - 1
        });
        for identity in all {
            self.by_identity.entry((at, identity)).or_insert(target);
        }
        target
    }

    fn present(&mut self, at: usize, id: Id) -> usize {
        if let Some(known) = self.by_id.get(&(at, id)) {
            return *known;
        }
        let present = self.found.records.get(&id).cloned();
        self.targets.push(Target {
            object: at,
            id,
            present,
            values: BTreeMap::new(),
        });
        self.by_id.insert((at, id), self.targets.len() - 1);
        self.targets.len() - 1
    }

    /// Puts the values of a row on top of what its target has; answers whether that differs.
    fn merge(&mut self, ctx: &Ctx, target: usize, at: usize, row: &Row, linked: &[Option<Id>]) -> bool {
        let object = &self.mapping.objects[at];
        let Some(wish) = &row.wishes[at] else { return false };
        let mut changed = false;
        let target = &mut self.targets[target];
        let mut put = |position: usize, merged: &dyn Fn(&Json) -> Json| {
            let before = match target.values.get(&position) {
                Some(value) => value,
                None => target
                    .present
                    .as_ref()
                    .map_or(&Json::Null, |record| &record.values[position]),
            };
            let after = merged(before);
            if after != *before {
                target.values.insert(position, after);
                changed = true;
            }
        };
        // Whom a row only names keeps a name that is spelled otherwise, and the address of another place.
        let is_named = at > 0;
        let name = domains::name(object).filter(|_| is_named);
        for (position, value) in &wish.values {
            put(*position, &|before| match name == Some(*position) {
                true if spelled::alike(before, value) => before.clone(),
                _ => merge::value(ctx, object, *position, before, value),
            });
        }
        for address in &wish.addresses {
            put(address.position, &|before| {
                merge::address(ctx, object, before, address, is_named)
            });
        }
        for link in self.mapping.links.iter().filter(|link| link.from == at) {
            let to = &self.mapping.objects[link.to];
            if let Some(id) = linked[link.to]
                && !self.mapping.is_brought(link, |at| row.wishes[at].is_some())
                && !wish.values.contains_key(&link.position)
                && let Some(value) = merge::link(ctx, object, link.position, to, id)
            {
                put(link.position, &|before| match link.many {
                    true => merge::value(ctx, object, link.position, before, &value),
                    false => value.clone(),
                });
            }
        }
        let key = find::key(self.mapping, at, row);
        if let (Some(key), Some(position)) = (key, object.position("external_ids")) {
            let item = json!([{"system": self.mapping.system, "key": key}]);
            put(position, &|before| {
                merge::value(ctx, object, position, before, &item)
            });
        }
        changed
    }

    /// Writes the targets and tells what became of the rows.
    fn write(mut self, work: &mut Work<'_>, remember: bool) -> Result<Vec<Outcome>> {
        let order = &self.mapping.order;
        let mut written: Vec<usize> = Vec::new();
        for new in [true, false] {
            for at in order {
                let due = |target: &Target| {
                    target.object == *at
                        && target.present.is_none() == new
                        && (new || !target.values.is_empty())
                };
                written.extend(
                    self.targets
                        .iter()
                        .enumerate()
                        .filter(|(_, t)| due(t))
                        .map(|(n, _)| n),
                );
            }
        }
        let commands = written
            .iter()
            .map(|target| self.command(&self.targets[*target]))
            .collect();
        let results = apply(work, commands).map_err(|error| {
            let command = error.params.get("command").and_then(Json::as_u64).unwrap_or(0) as usize;
            let object = written
                .get(command)
                .map_or(0, |target| self.targets[*target].object);
            error.with("row_object", object)
        })?;
        let mut touched: HashMap<usize, bool> = HashMap::new();
        for (target, result) in written.iter().zip(results) {
            touched.insert(*target, !result.unchanged);
        }
        let mut seen: Vec<bool> = vec![false; self.targets.len()];
        for ((parts, outcome), row) in self.parts.iter().zip(&mut self.outcomes).zip(self.rows) {
            for (n, changes) in parts {
                let target = &self.targets[*n];
                let new = target.present.is_none() && !seen[*n];
                seen[*n] = true;
                if let Some(staged) = row.ids.get(target.object).filter(|_| remember) {
                    let object = &self.mapping.objects[target.object];
                    outcome.given.push(Given {
                        staged: *staged,
                        id: target.id,
                        object: target.object,
                        new,
                        values: values(object, target),
                    });
                }
                if new {
                    outcome.made.push(target.object);
                } else if *changes && touched.get(n).copied().unwrap_or(false) {
                    outcome.changed.push(target.object);
                }
            }
            if outcome.done != Done::Failed {
                outcome.done = match (&outcome.made, &outcome.changed) {
                    (made, _) if made.contains(&0) => Done::Created,
                    (made, changed) if made.is_empty() && changed.is_empty() => Done::Skipped,
                    _ => Done::Updated,
                };
            }
        }
        debug_assert_eq!(self.outcomes.len(), self.rows.len());
        Ok(self.outcomes)
    }

    fn command(&self, target: &Target) -> Command {
        let object: &Object = &self.mapping.objects[target.object];
        let values = values(object, target);
        let op = match target.present {
            None => Op::Create {
                id: Some(target.id),
                values,
            },
            Some(_) => Op::Update {
                id: target.id,
                version: None,
                values,
            },
        };
        Command {
            object: object.key().to_owned(),
            op,
        }
    }
}

fn values(object: &Object, target: &Target) -> JsonMap {
    let values = target.values.iter();
    values
        .map(|(position, value)| (object.fields[*position].key.clone(), value.clone()))
        .collect()
}

/// Whether an error ends the import instead of being tried again: its file or map is at fault, or whoever asked for it
/// may no longer do it.
pub fn is_final(error: &Error) -> bool {
    error.code.status() < 500 && error.code != Code::RunningTwin
}
