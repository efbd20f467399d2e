//! Commands: the only way to change records. A batch is applied whole or not at all.
//!
//! [`apply`] reads top to bottom: it cuts the batch into runs of the same act on the same object, prepares a run
//! ([`prepare`]), and writes it ([`write`]). What a run costs does not depend on how it came in.

pub(crate) mod check;
mod conflict;
mod mentions;
pub mod merge;
mod parts;
mod prepare;
pub(crate) mod side;
mod stages;
mod unique;
pub(crate) mod write;

pub use side::side_key;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Statement, Tx};
use kontor_definitions::{Catalog, Object};
use kontor_events::{Change as Event, Kind};
use kontor_kernel::{Code, Error, Id, JsonMap, Result};

use crate::behavior::{Behaviors, Change, ChangeKind};
use crate::ctx::Ctx;
use crate::formulas::Formulas;
use crate::history;
use crate::query::load;
use crate::record::Record;

/// Most commands of one batch.
pub const MAX_BATCH: usize = 500;
/// How deep behaviours may cause further commands.
const MAX_DEPTH: u32 = 8;

/// One change that somebody asks for.
#[derive(Clone, Debug)]
pub struct Command {
    /// Key of the object.
    pub object: String,
    /// What to do.
    pub op: Op,
}

/// What to do with a record.
#[derive(Clone, Debug)]
pub enum Op {
    /// Make one; with an id that the client chose, or a fresh one.
    Create {
        /// The id, if the client chose it.
        id: Option<Id>,
        /// Values in wire form.
        values: JsonMap,
    },
    /// Change values: a JSON merge patch (RFC 7396), null clears, arrays replace.
    Update {
        /// Which record.
        id: Id,
        /// The version the caller saw; other people's later changes of other fields are kept.
        version: Option<i64>,
        /// The patch.
        values: JsonMap,
    },
    /// Put into the trash, with its parts.
    Delete {
        /// Which record.
        id: Id,
        /// The version the caller saw.
        version: Option<i64>,
        /// For good.
        forever: bool,
    },
    /// Take out of the trash, with what went there with it.
    Restore {
        /// Which record.
        id: Id,
    },
    /// Add an item to a link to many, or to the tags.
    Link {
        /// Which record.
        id: Id,
        /// Field and item, in wire form.
        values: JsonMap,
    },
    /// Remove an item.
    Unlink {
        /// Which record.
        id: Id,
        /// Field and item, in wire form.
        values: JsonMap,
    },
    /// Merge another record into this one.
    Merge {
        /// The record that stays.
        id: Id,
        /// The version of it that the caller saw.
        version: Option<i64>,
        /// The record that becomes part of it.
        other: Id,
        /// Whose value each field gets, where it is not as usual.
        choose: merge::Choices,
    },
}

impl Command {
    /// Makes a record.
    pub fn create(object: &str, values: JsonMap) -> Command {
        Command {
            object: object.to_owned(),
            op: Op::Create { id: None, values },
        }
    }

    /// Changes a record, whatever version it has.
    pub fn update(object: &str, id: Id, values: JsonMap) -> Command {
        Command {
            object: object.to_owned(),
            op: Op::Update {
                id,
                version: None,
                values,
            },
        }
    }

    /// Puts a record into the trash, whatever version it has.
    pub fn delete(object: &str, id: Id) -> Command {
        Command {
            object: object.to_owned(),
            op: Op::Delete {
                id,
                version: None,
                forever: false,
            },
        }
    }

    /// Takes a record out of the trash.
    pub fn restore(object: &str, id: Id) -> Command {
        Command {
            object: object.to_owned(),
            op: Op::Restore { id },
        }
    }
}

/// What became of a command.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What happened.
    pub kind: ChangeKind,
    /// The record as it is now.
    pub record: Record,
    /// Nothing had to be changed.
    pub unchanged: bool,
}

/// A write in progress: the request's context, the transaction, and what was done in it so far.
pub struct Work<'a> {
    /// Who asks, and what is defined.
    pub ctx: &'a Ctx,
    /// The transaction.
    pub tx: &'a mut Tx,
    behaviors: &'a Behaviors,
    trusted: bool,
    unmasked: bool,
    depth: u32,
    change_set_noted: bool,
    undoes: Option<Id>,
    events: Vec<Event>,
    /// Behaviours do not follow what is written: a merge, or the undo of one, writes everything itself.
    quiet: bool,
    /// The record that is merged into another at this moment.
    merged: Option<Id>,
}

impl<'a> Work<'a> {
    /// Begins the writing of a request.
    pub fn new(ctx: &'a Ctx, tx: &'a mut Tx, behaviors: &'a Behaviors) -> Work<'a> {
        Work {
            ctx,
            tx,
            behaviors,
            trusted: false,
            unmasked: false,
            depth: 0,
            change_set_noted: false,
            undoes: None,
            events: Vec::new(),
            quiet: false,
            merged: None,
        }
    }

    /// Goes on with a request whose change set stands already, such as in a job.
    pub(crate) fn further(ctx: &'a Ctx, tx: &'a mut Tx, behaviors: &'a Behaviors) -> Work<'a> {
        Work {
            change_set_noted: true,
            ..Work::new(ctx, tx, behaviors)
        }
    }

    /// Does something with the caller's permissions on objects and records, but without masks and read-only fields:
    /// for undo, which looks at the masks itself.
    pub fn with_read_only<T>(&mut self, act: impl FnOnce(&mut Work<'_>) -> Result<T>) -> Result<T> {
        let before = std::mem::replace(&mut self.unmasked, true);
        let result = act(self);
        self.unmasked = before;
        result
    }

    /// Does something without the behaviours that follow writes: for merges and their undo, which bring every record to
    /// its new state themselves.
    pub(crate) fn quietly<T>(&mut self, act: impl FnOnce(&mut Work<'_>) -> Result<T>) -> Result<T> {
        let before = std::mem::replace(&mut self.quiet, true);
        let result = act(self);
        self.quiet = before;
        result
    }

    /// Whether behaviours do not follow.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Notes that this request undoes an earlier change set.
    pub fn undoing(&mut self, change_set: Id) {
        self.undoes = Some(change_set);
    }

    /// The statement that notes the change set, for the first who changes something.
    fn change_set(&mut self) -> Option<Statement> {
        let first = !std::mem::replace(&mut self.change_set_noted, true);
        first.then(|| history::note_change_set(self.ctx, self.undoes))
    }

    /// Notes the change set of what is no change of records.
    pub(crate) fn note_change_set(&mut self) -> Result<()> {
        match self.change_set() {
            Some(statement) => self.tx.run(&statement).map(drop),
            None => Ok(()),
        }
    }

    /// Does something as Kontor itself, in the same transaction and change set: read-only fields may be set, and
    /// permissions do not bind. For behaviours, undo and restore of backups; never for a caller's own values.
    pub fn trusted<T>(&mut self, act: impl FnOnce(&mut Work<'_>) -> Result<T>) -> Result<T> {
        self.trusted_in(&self.ctx.trusted(), self.behaviors, act)
    }

    /// The same with the definitions that this very transaction has put in force, and without rules: for what a change of
    /// definitions did to records, which no rule followed.
    pub(crate) fn trusted_with<T>(
        &mut self,
        catalog: Arc<Catalog>,
        act: impl FnOnce(&mut Work<'_>) -> Result<T>,
    ) -> Result<T> {
        let ctx = Ctx {
            formulas: Arc::new(Formulas::compile(&catalog)),
            catalog,
            ..self.ctx.trusted()
        };
        self.trusted_in(&ctx, &Behaviors::default(), act)
    }

    fn trusted_in<T>(
        &mut self,
        ctx: &Ctx,
        behaviors: &Behaviors,
        act: impl FnOnce(&mut Work<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut inner = Work {
            ctx,
            tx: self.tx,
            behaviors,
            trusted: true,
            unmasked: true,
            depth: self.depth,
            change_set_noted: self.change_set_noted,
            undoes: self.undoes,
            events: std::mem::take(&mut self.events),
            quiet: self.quiet,
            merged: self.merged,
        };
        let result = act(&mut inner);
        let (noted, events) = (inner.change_set_noted, std::mem::take(&mut inner.events));
        self.change_set_noted = noted;
        self.events = events;
        result
    }

    /// Does a part of the work that may fail alone: what it changed is then undone, and the rest may go on.
    pub fn attempt<T>(&mut self, act: impl FnOnce(&mut Work<'_>) -> Result<T>) -> Result<T> {
        let (noted, events) = (self.change_set_noted, self.events.len());
        let (ctx, behaviors) = (self.ctx, self.behaviors);
        let (trusted, unmasked, depth, undoes) = (self.trusted, self.unmasked, self.depth, self.undoes);
        let (quiet, merged) = (self.quiet, self.merged);
        let (change_set_noted, all) = (&mut self.change_set_noted, &mut self.events);
        let result = self.tx.savepoint(|tx| {
            let (noted, events) = (*change_set_noted, std::mem::take(all));
            let mut inner = Work {
                ctx,
                tx,
                behaviors,
                trusted,
                unmasked,
                depth,
                change_set_noted: noted,
                undoes,
                events,
                quiet,
                merged,
            };
            let result = act(&mut inner);
            (*change_set_noted, *all) = (inner.change_set_noted, std::mem::take(&mut inner.events));
            result
        });
        if result.is_err() {
            self.change_set_noted = noted;
            self.events.truncate(events);
        }
        result
    }

    /// Whether anything was changed so far.
    pub(crate) fn has_written(&self) -> bool {
        self.change_set_noted
    }

    /// Whether read-only and masked fields may be set.
    pub(crate) fn is_unmasked(&self) -> bool {
        self.unmasked
    }

    /// Whether this runs as Kontor itself.
    pub fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// Whether records of one of these objects were changed.
    pub fn touched(&self, objects: &[&str]) -> bool {
        self.events
            .iter()
            .any(|event| objects.contains(&event.object.as_str()))
    }

    /// The records of an object that were changed, not those that were made.
    pub fn changed(&self, object: &str) -> Vec<Id> {
        let changed = |event: &&Event| event.object == object && event.kind != Kind::Create;
        self.events
            .iter()
            .filter(changed)
            .map(|event| event.record)
            .collect()
    }

    /// Writes the events of everything done; the last act of a request. Answers whether anything was changed.
    pub fn finish(mut self) -> Result<bool> {
        let events = std::mem::take(&mut self.events);
        kontor_events::publish(self.tx, &events)?;
        Ok(!events.is_empty())
    }
}

/// Applies commands in order. The answer has an outcome for each, in the same order.
///
/// # Errors
/// The first command that fails refuses all; its index is in the parameter `command` of the error.
pub fn apply(work: &mut Work<'_>, commands: Vec<Command>) -> Result<Vec<Outcome>> {
    if work.depth >= MAX_DEPTH {
        return Err(Error::new(
            Code::Conflict,
            "Rules of several objects keep causing one another.",
        ));
    }
    let catalog = work.ctx.catalog.clone();
    let mut outcomes = Vec::with_capacity(commands.len());
    let mut commands = commands.into_iter().enumerate().peekable();
    while let Some((first, command)) = commands.next() {
        let object = catalog.object(&command.object).ok_or_else(|| {
            Error::not_found()
                .with("object", command.object.as_str())
                .with("command", first)
        })?;
        if let Op::Merge { .. } = &command.op {
            let outcome =
                merge::merge(work, object, command.op).map_err(|error| error.with("command", first))?;
            outcomes.push(outcome);
            continue;
        }
        let kind = std::mem::discriminant(&command.op);
        // Two commands on the same record never share a run: the second must see what the first did.
        let mut targets: HashSet<Id> = target(&command.op).into_iter().collect();
        let mut run = vec![(first, command.op)];
        let more = |next: &(usize, Command)| {
            std::mem::discriminant(&next.1.op) == kind
                && catalog
                    .object(&next.1.object)
                    .is_some_and(|other| Arc::ptr_eq(other, object))
        };
        let fresh = |next: &(usize, Command), targets: &HashSet<Id>| {
            target(&next.1.op).is_none_or(|id| !targets.contains(&id))
        };
        while let Some((at, next)) = commands.next_if(|next| more(next) && fresh(next, &targets)) {
            targets.extend(target(&next.op));
            run.push((at, next.op));
        }
        outcomes.extend(apply_run(work, object, run)?);
    }
    if work.depth == 0 {
        renew(work, &mut outcomes)?;
    }
    Ok(outcomes)
}

/// Totals, behaviours and later commands may have changed a record once more: who asked sees it as it is in the end.
fn renew(work: &mut Work<'_>, outcomes: &mut [Outcome]) -> Result<()> {
    let newest: HashMap<Id, i64> = work
        .events
        .iter()
        .map(|event| (event.record, event.version))
        .collect();
    let mut old: HashMap<String, (Arc<Object>, Vec<Id>)> = HashMap::new();
    for outcome in outcomes.iter() {
        let record = &outcome.record;
        if newest
            .get(&record.id)
            .is_some_and(|version| *version > record.version)
        {
            let object = &record.object;
            old.entry(object.key().to_owned())
                .or_insert_with(|| (object.clone(), Vec::new()))
                .1
                .push(record.id);
        }
    }
    for (object, ids) in old.into_values() {
        let rows = load::by_ids(work.ctx, work.tx, &object, &ids)?;
        for outcome in outcomes.iter_mut() {
            if let Some(row) = rows.get(&outcome.record.id) {
                outcome.record = row.clone();
            }
        }
    }
    Ok(())
}

pub(crate) fn target(op: &Op) -> Option<Id> {
    match op {
        Op::Create { id, .. } => *id,
        Op::Update { id, .. }
        | Op::Delete { id, .. }
        | Op::Restore { id }
        | Op::Link { id, .. }
        | Op::Unlink { id, .. }
        | Op::Merge { id, .. } => Some(*id),
    }
}

fn apply_run(work: &mut Work<'_>, object: &Arc<Object>, run: Vec<(usize, Op)>) -> Result<Vec<Outcome>> {
    let drafts = prepare::drafts(work, object, run)?;
    let changes = write::write(work, object, drafts)?;
    Ok(changes
        .into_iter()
        .map(|(change, unchanged): (Change, bool)| Outcome {
            kind: change.kind,
            record: change.after,
            unchanged,
        })
        .collect())
}
