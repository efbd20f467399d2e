//! A request to change definitions: what it would do, and doing it, at once or as a job.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kontor_database::Tx;
use kontor_definitions::{Backfill, Catalog, CatalogData, Column, Edit, FieldDef, Plan, Step, Storage};
use kontor_jobs::NewJob;
use kontor_kernel::{Actor, Clock, Code, Error, Id, Json, Result};
use serde_json::json;

use crate::command::Work;
use crate::ctx::Ctx;
use crate::ddl::pass::{Position, Site, found};
use crate::ddl::route::{Route, Task, by_id};
use crate::ddl::{JOB, tables, trail, unique, validate, views};
use crate::former;
use crate::formulas::Formulas;
use crate::history;
use crate::undo::in_parts::Earlier;
use crate::workspace::{Workspace, store_catalog, stored_catalog};

/// How much is done in one transaction.
#[derive(Debug)]
pub struct Pace {
    /// A change that goes through more records than this becomes a job.
    pub at_once: AtomicUsize,
    /// Records of one transaction of such a job.
    pub chunk: AtomicUsize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            at_once: AtomicUsize::new(10_000),
            chunk: AtomicUsize::new(500),
        }
    }
}

impl Pace {
    pub(super) fn chunk(&self) -> usize {
        self.chunk.load(Ordering::Relaxed).max(1)
    }
}

/// Makes the next definitions from the present ones; it may be asked more than once.
pub type Make<'a> = &'a dyn Fn(&CatalogData) -> Result<Edit>;

/// What a change would do.
pub struct Preview {
    /// The plan.
    pub plan: Plan,
    /// What no longer holds afterwards, for people.
    pub warnings: Vec<Json>,
}

/// What became of a change.
pub struct Changed {
    /// The definitions in force now.
    pub catalog: Arc<Catalog>,
    /// The job that does the rest, if it does not fit into one transaction.
    pub job: Option<Id>,
}

/// Says what a change would do; refuses what the change itself would refuse.
pub fn preview(ctx: &Ctx, tx: &mut Tx, make: Make<'_>) -> Result<Preview> {
    let wanted = Wanted::new(ctx, make)?;
    wanted.check(ctx, tx)?;
    let labels = |step: &Step| match step {
        Step::RecomputeLabels { object } => Some(object.clone()),
        _ => None,
    };
    let renamed: Vec<String> = wanted.plan.steps.iter().filter_map(labels).collect();
    let warnings = validate::warnings(&ctx.trusted(), tx, &wanted.target, &renamed)?;
    Ok(Preview {
        plan: wanted.plan,
        warnings,
    })
}

/// Changes definitions, in the transaction of the request.
///
/// # Errors
/// `running_twin` while another change is under way; what the edit, the checks and unique values refuse.
pub fn change(workspace: &Workspace, work: &mut Work<'_>, make: Make<'_>) -> Result<Changed> {
    change_and(workspace, work, make, None)
}

/// The same; should it become a job, so many entries of history go back at its end. If it does not, the caller does that.
pub(crate) fn change_and(
    workspace: &Workspace,
    work: &mut Work<'_>,
    make: Make<'_>,
    back: Option<(Earlier, usize)>,
) -> Result<Changed> {
    let ctx = work.ctx.trusted();
    let wanted = Wanted::new(&ctx, make)?;
    if wanted.plan.is_empty() {
        return Ok(Changed {
            catalog: ctx.catalog.clone(),
            job: None,
        });
    }
    if running(work.tx)?.is_some() {
        let mut error = Error::new(Code::RunningTwin, "Another change of definitions is under way.");
        error.retry_after = Some(5);
        return Err(error);
    }
    wanted.check(&ctx, work.tx)?;
    work.note_change_set()?;
    trail::note(work.tx, &ctx, &wanted.target)?;
    let Wanted { base, plan, target } = wanted;
    let mut route = Route::new(
        &base,
        target.catalog.data(),
        &plan,
        ctx.change_set,
        ctx.caller.actor.as_text(),
    );
    let most = workspace.pace.at_once.load(Ordering::Relaxed);
    let long = back.as_ref().is_some_and(|(_, entries)| *entries > most) || route.is_long(work.tx, most)?;
    if long && let Some((change, _)) = back {
        route.tasks.push(Task::TakeBack { change });
    }
    let site = Site::new(&ctx, base, route);
    workspace.hub.wake_after(work.tx);
    if long {
        let (catalog, job) = begin(work.tx, &site, &ctx)?;
        workspace.waker.wake_after(work.tx);
        return Ok(Changed {
            catalog,
            job: Some(job),
        });
    }
    at_once(work.tx, &site, workspace.pace.chunk())?;
    Ok(Changed {
        catalog: site.target.catalog.clone(),
        job: None,
    })
}

/// Brings a database to the definitions of another version of the program.
pub(crate) fn upgrade(
    tx: &mut Tx,
    ctx: &Ctx,
    base: CatalogData,
    target: CatalogData,
    plan: &Plan,
) -> Result<()> {
    let ctx = ctx.trusted();
    tx.run(&history::note_change_set(&ctx, None))?;
    let route = Route::new(&base, target, plan, ctx.change_set, ctx.caller.actor.as_text());
    let site = Site::new(&ctx, base, route);
    at_once(tx, &site, Pace::default().chunk())
}

/// A change that was asked for.
struct Wanted {
    base: CatalogData,
    target: Ctx,
    plan: Plan,
}

impl Wanted {
    fn new(ctx: &Ctx, make: Make<'_>) -> Result<Wanted> {
        let base = ctx.catalog.data();
        let edit = make(&base)?;
        let plan = edit.plan(&base);
        Ok(Wanted {
            target: with(ctx, edit.catalog),
            base,
            plan,
        })
    }

    /// Formulas, defaults, and values that occur twice where nothing is converted before.
    fn check(&self, ctx: &Ctx, tx: &mut Tx) -> Result<()> {
        validate::check(ctx, &self.target)?;
        let converted = |table: &str, field: &str| {
            let steps = self.plan.steps.iter();
            steps.into_iter().any(|step| {
                matches!(step, Step::ConvertField { .. })
                    && step.object() == table
                    && step.field() == Some(field)
            })
        };
        for step in &self.plan.steps {
            let Step::BackfillIndex {
                object,
                fields,
                purpose: Backfill::Unique,
            } = step
            else {
                continue;
            };
            let indexes = self.plan.steps.iter().filter_map(|step| match step {
                Step::AddIndex { table, index } if table == object && index.unique => Some(index),
                _ => None,
            });
            for index in indexes.filter(|index| fields.iter().any(|field| field == index.field())) {
                if !converted(object, index.field()) {
                    let (object, field) = found(&self.target, object, index.field())?;
                    unique::check(tx, &self.target, &object, &field, index)?;
                }
            }
        }
        Ok(())
    }
}

/// The same request with other definitions, and everything allowed.
fn with(ctx: &Ctx, data: CatalogData) -> Ctx {
    let catalog = Arc::new(Catalog::new(data));
    let formulas = Arc::new(Formulas::of_wish(&catalog));
    Ctx {
        catalog,
        formulas,
        ..ctx.trusted()
    }
}

impl Site {
    /// Makes a route ready for work.
    pub(crate) fn new(ctx: &Ctx, base: CatalogData, route: Route) -> Site {
        let base = with(ctx, base);
        let meanwhile = match route.switches() {
            true => with(ctx, route.meanwhile(&base.catalog)),
            false => with(ctx, route.target.clone()),
        };
        let target = with(ctx, route.target.clone());
        Site {
            route,
            base,
            meanwhile,
            target,
        }
    }

    /// What is done before anything else: new tables and columns, and the coming columns of converted fields.
    fn open(&self, tx: &mut Tx) -> Result<()> {
        self.route
            .opening
            .iter()
            .try_for_each(|step| tables::shape(tx, step))?;
        for conversion in &self.route.conversions {
            let (_, to) = self.pair(conversion)?;
            for mut column in to.columns() {
                column.name = tables::coming(&column.name);
                tables::add_column(tx, &conversion.object, &column)?;
            }
            let name = tables::version_of(&conversion.field);
            tables::add_column(
                tx,
                &conversion.object,
                &Column {
                    name,
                    storage: Storage::Int,
                },
            )?;
        }
        self.note_gone(tx)
    }

    /// Notes which fields there will be no more, for who reads history then; views go on without them.
    fn note_gone(&self, tx: &mut Tx) -> Result<()> {
        let mut some = false;
        for before in self.base.catalog.objects() {
            let Some(after) = by_id(&self.target.catalog, before.table()) else {
                continue;
            };
            let stays = |field: &FieldDef| after.fields.iter().any(|other| other.id == field.id);
            let gone: Vec<_> = before
                .fields
                .iter()
                .filter(|field| !stays(field))
                .map(|field| (field, None))
                .collect();
            if !gone.is_empty() {
                tx.run(&former::note(&self.meanwhile, before.table(), &gone)?)?;
                some = true;
            }
        }
        if some {
            views::mend(tx, &self.meanwhile, &self.base.catalog)?;
        }
        Ok(())
    }

    /// Does a task, or a chunk of it.
    pub(super) fn perform(&self, tx: &mut Tx, task: &Task, after: Id, limit: usize) -> Result<Position> {
        match task {
            Task::Switch => self.switch(tx, limit).map(|()| None),
            Task::Shape { step } => tables::shape(tx, step).map(|()| None),
            Task::Drop { table, column } => tables::drop_column(tx, table, column).map(|()| None),
            Task::Forget { counter } => {
                tx.execute(
                    "DELETE FROM @k_counter WHERE name = $1",
                    &[counter.as_str().into()],
                )?;
                Ok(None)
            }
            through_records => self.chunk(tx, through_records, after, limit),
        }
    }

    /// What was written since the last look is carried over; then the coming columns take the place of the present ones.
    fn switch(&self, tx: &mut Tx, limit: usize) -> Result<()> {
        for which in 0..self.route.conversions.len() {
            let mut after = Id::NIL;
            while let Some(last) = self.chunk(tx, &Task::Convert { which }, after, limit)? {
                after = last;
            }
        }
        self.route
            .stale
            .iter()
            .try_for_each(|step| tables::shape(tx, step))?;
        for conversion in &self.route.conversions {
            let (from, to) = self.pair(conversion)?;
            let was = [(&from, Some(&conversion.options))];
            tx.run(&former::note(&self.meanwhile, &conversion.object, &was)?)?;
            for column in from.columns() {
                tables::rename_column(
                    tx,
                    &conversion.object,
                    &column.name,
                    &tables::former(&column.name),
                )?;
            }
            for column in to.columns() {
                tables::rename_column(
                    tx,
                    &conversion.object,
                    &tables::coming(&column.name),
                    &column.name,
                )?;
            }
        }
        for (table, index) in &self.route.unique {
            let (object, field) = found(&self.target, table, index.field())?;
            unique::check(tx, &self.target, &object, &field, index)?;
            tables::shape(
                tx,
                &Step::AddIndex {
                    table: table.clone(),
                    index: index.clone(),
                },
            )?;
        }
        if !self.route.conversions.is_empty() {
            views::mend(tx, &self.target, &self.meanwhile.catalog)?;
        }
        Ok(())
    }

    /// Goes back to the definitions it began at; possible until the switch.
    pub(super) fn retreat(&self, tx: &mut Tx) -> Result<()> {
        for conversion in &self.route.conversions {
            let (_, to) = self.pair(conversion)?;
            let coming = to
                .columns()
                .into_iter()
                .map(|column| tables::coming(&column.name));
            for column in coming.chain([tables::version_of(&conversion.field)]) {
                tables::drop_column(tx, &conversion.object, &column)?;
            }
            if to.is_many() {
                let key = format!("{}.{}", conversion.object, conversion.field);
                tx.execute("DELETE FROM @k_link WHERE field = $1", &[key.into()])?;
            }
        }
        self.route
            .opening
            .iter()
            .rev()
            .try_for_each(|step| tables::unshape(tx, step))?;
        // What it noted as lost was not.
        tx.execute(
            "DELETE FROM @k_history WHERE change_set = $1",
            &[self.route.change_set.into()],
        )?;
        tx.execute(
            "UPDATE @k_change_set SET undone_by = NULL WHERE undone_by = $1",
            &[self.route.change_set.into()],
        )?;
        self.store(tx, self.base.catalog.data())
    }

    /// Puts definitions in force.
    pub(super) fn store(&self, tx: &mut Tx, mut data: CatalogData) -> Result<()> {
        data.version = stored_catalog(tx)?.map_or(0, |stored| stored.version) + 1;
        store_catalog(tx, &data, self.target.caller.now.micros())
    }
}

fn at_once(tx: &mut Tx, site: &Site, chunk: usize) -> Result<()> {
    site.open(tx)?;
    for task in &site.route.tasks {
        let mut after = Id::NIL;
        while let Some(last) = site.perform(tx, task, after, chunk)? {
            after = last;
        }
    }
    site.store(tx, site.route.target.clone())
}

/// Does what adds, notes the rest, and asks a job for it.
fn begin(tx: &mut Tx, site: &Site, ctx: &Ctx) -> Result<(Arc<Catalog>, Id)> {
    site.open(tx)?;
    site.store(tx, site.meanwhile.catalog.data())?;
    let route = serde_json::to_string(&site.route).map_err(Error::internal)?;
    tx.execute(
        "INSERT INTO @k_definition_change (id, at, state, route, task, position) \
         VALUES ($1, $2, 'running', $3, 0, $4)",
        &[
            ctx.change_set.into(),
            ctx.caller.now.into(),
            route.into(),
            Id::NIL.into(),
        ],
    )?;
    let job = enqueue(tx, &ctx.caller.clock, ctx.change_set, ctx.caller.actor)?;
    Ok((site.meanwhile.catalog.clone(), job))
}

/// Asks for the job that carries on with a change; one is enough.
pub(super) fn enqueue(tx: &mut Tx, clock: &Clock, change: Id, by: Actor) -> Result<Id> {
    let job = NewJob::new(clock, JOB, json!({"change": change.to_string()}))
        .unique(JOB)
        .by(by);
    kontor_jobs::enqueue(tx, job)
}

/// The change that is under way.
pub(super) fn running(tx: &mut Tx) -> Result<Option<Id>> {
    tx.row(
        "SELECT id FROM @k_definition_change WHERE state = 'running'",
        &[],
        |row| row.get(0),
    )
}
