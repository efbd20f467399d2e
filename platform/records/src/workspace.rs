//! A workspace at work: its database, the present definitions and settings, and the doors for reading and writing.
//!
//! Definitions and settings are cached in memory as immutable snapshots. What decides is the database: every write
//! asks in its own transaction whether its snapshot is still the newest, and is repeated with the newest if not.

mod seeds;
mod snapshot;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use kontor_database::{Database, Tx};
use kontor_definitions::{CatalogData, diff, merge_standard};
use kontor_events::{Hub, HubOptions};
use kontor_jobs::Waker;
use kontor_kernel::{Actor, Caller, Clock, Code, Error, Id, Json, Result};

use crate::command::Work;
use crate::ctx::Ctx;
use crate::ddl::{self, Pace};
use crate::module::Engine;
use crate::policy::{Bounds, Policy};
use crate::principal::{self, Principal};
use crate::rollups;
use crate::settings::{Settings, change};
use crate::tables::MIGRATIONS;
use crate::texts;

pub use snapshot::State;
use snapshot::generation;
pub(crate) use snapshot::{
    PEOPLE, SETTINGS, raise, read_settings, read_state, store_catalog, stored_catalog,
};

/// How often a request begins anew because definitions, settings or people changed under it.
const MAX_RELOADS: usize = 10;
/// How long nobody asks whether another server has changed something.
const FRESH_MICROS: i64 = 1_000_000;

/// An open workspace.
pub struct Workspace {
    /// Its name.
    pub name: String,
    /// Its database.
    pub database: Database,
    /// All modules of the program.
    pub engine: Arc<Engine>,
    /// The clock of the program.
    pub clock: Clock,
    /// Live updates.
    pub hub: Hub,
    /// Wakes the workers of this workspace's jobs.
    pub waker: Waker,
    /// How much a change of definitions does in one transaction.
    pub pace: Pace,
    /// When it was last asked whether the snapshot is still the newest (microseconds).
    asked: AtomicI64,
    state: RwLock<Arc<State>>,
    principals: Mutex<HashMap<Id, Arc<Principal>>>,
}

/// How a write stands to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It shares its commit with others where that is cheaper.
    Grouped,
    /// Long work, which shares its commit with nobody.
    Alone,
    /// It changes definitions: nobody writes meanwhile, on no server.
    Excluding,
}

/// The table by which writes and changes of definitions keep apart.
const CATALOG: &str = "k_catalog";

/// Waits until nobody writes, and keeps everybody from it until the end of the transaction, whose first act it is. Whoever
/// waited sees the new definitions.
pub(crate) fn exclude_writers(tx: &mut Tx) -> Result<()> {
    tx.exclude(CATALOG)
}

impl Workspace {
    /// Opens a workspace: makes or upgrades its tables, and gives a new one its first records.
    pub async fn open(
        name: &str,
        database: Database,
        engine: Arc<Engine>,
        clock: Clock,
    ) -> Result<Arc<Workspace>> {
        let steps: Vec<_> = [
            kontor_jobs::MIGRATIONS,
            kontor_events::MIGRATIONS,
            kontor_search::MIGRATIONS,
            MIGRATIONS,
            texts::MIGRATIONS,
        ]
        .concat();
        database.migrate(&steps).await?;
        let standard = engine.objects.clone();
        let now = clock.now();
        let fresh = database
            .write_alone(move |tx| {
                kontor_search::create_indexes(tx)?;
                rollups::ensure(tx)?;
                if let Some(stored) = stored_catalog(tx)? {
                    ddl::complete(tx, &stored, now)?;
                    return Ok(false);
                }
                let new = CatalogData {
                    version: 1,
                    objects: standard.clone(),
                };
                ddl::create(tx, &diff(&CatalogData::default(), &new))?;
                store_catalog(tx, &new, now.micros())?;
                Ok(true)
            })
            .await?;
        let state = database.read(read_state).await?;
        let hub = Hub::new(database.clone(), HubOptions::of(&database));
        let workspace = Arc::new(Workspace {
            name: name.to_owned(),
            database,
            engine,
            clock,
            hub,
            waker: Waker::new(),
            pace: Pace::default(),
            asked: AtomicI64::new(now.micros()),
            state: RwLock::new(Arc::new(state)),
            principals: Mutex::new(HashMap::new()),
        });
        if fresh {
            workspace.seed().await?;
        } else {
            workspace.upgrade().await?;
        }
        Ok(workspace)
    }

    /// Brings an older workspace to the standard definitions of this program. A change of definitions that was
    /// interrupted goes on as a job; only where there is something to upgrade it is carried to its end before.
    async fn upgrade(self: &Arc<Workspace>) -> Result<()> {
        let interrupted = ddl::resume(self).await?;
        let needed = |old: &CatalogData, engine: &Engine| {
            let new = merge_standard(old, &engine.objects);
            let plan = diff(old, &new);
            (new, plan)
        };
        if needed(&self.state().catalog.data(), &self.engine).1.is_empty() {
            return Ok(());
        }
        if interrupted {
            ddl::proceed(self, |_| Ok(())).await?;
            self.reload().await?;
        }
        let (ctx, engine) = (self.system(Caller::system(&self.clock)), self.engine.clone());
        let work = move |work: &mut Work<'_>| {
            let old = work.ctx.catalog.data();
            let (mut new, plan) = needed(&old, &engine);
            new.version = old.version + 1;
            ddl::upgrade(work.tx, work.ctx, old, new, &plan)
        };
        self.write_in(&ctx, How::Excluding, work).await?;
        self.reload().await
    }

    /// The present snapshot.
    pub fn state(&self) -> Arc<State> {
        self.state
            .read()
            .expect("nobody panics while holding the lock")
            .clone()
    }

    fn ctx(&self, state: &State, caller: Caller, policy: Arc<Policy>) -> Ctx {
        Ctx {
            change_set: Id::generate(&self.clock),
            caller,
            catalog: state.catalog.clone(),
            settings: state.settings.clone(),
            formulas: state.formulas.clone(),
            policy,
        }
    }

    /// The context of Kontor itself, or of the owner of the machine.
    pub fn system(&self, mut caller: Caller) -> Ctx {
        let state = self.state();
        if caller.actor == Actor::System {
            // Nobody's day: that of the workspace.
            caller.zone = state.settings.time_zone();
        }
        self.ctx(&state, caller, Arc::new(Policy::everything()))
    }

    /// The context of a user's request, within bounds he may bring along.
    ///
    /// # Errors
    /// `unauthenticated` when there is no such active user.
    pub async fn ctx_of(&self, caller: Caller, user: Id, bounds: Option<&Bounds>) -> Result<Ctx> {
        for _ in 0..MAX_RELOADS {
            let state = self.state();
            if let Some(policy) = self.policy(&state, user, bounds).await? {
                return Ok(self.ctx(&state, caller, policy));
            }
        }
        Err(changing())
    }

    /// What a user may do, by these definitions; nothing when they are no longer the present ones.
    async fn policy(&self, state: &State, user: Id, bounds: Option<&Bounds>) -> Result<Option<Arc<Policy>>> {
        let policy = &self.principal(user).await?.policy;
        let fits = policy.fits(state.generation.basis);
        Ok(fits.then(|| policy.within(bounds, &state.catalog)))
    }

    /// Who a user is here and what he may do; cached until users, teams, roles or definitions change.
    ///
    /// # Errors
    /// `unauthenticated` when there is no such active user.
    pub async fn principal(&self, user: Id) -> Result<Arc<Principal>> {
        self.stay_fresh().await?;
        if let Some(known) = self.principals().get(&user) {
            return Ok(known.clone());
        }
        let state = self.state();
        let read_in = state.generation.basis;
        let caller = Caller::system(&self.clock);
        let ctx = self.ctx(&state, caller, Arc::new(Policy::everything()));
        let load = move |tx: &mut Tx| principal::load(&ctx, tx, user, read_in);
        let principal = Arc::new(self.database.read(load).await?);
        let mut principals = self.principals();
        // What was read while somebody changed users, teams or roles may be old already.
        if self.state().generation.basis == read_in {
            principals.insert(user, principal.clone());
        }
        Ok(principal)
    }

    fn principals(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Arc<Principal>>> {
        self.principals
            .lock()
            .expect("nobody panics while holding the lock")
    }

    /// Reads.
    pub async fn read<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnOnce(&Ctx, &mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (version, ctx) = (ctx.catalog.version, ctx.clone());
        let outcome = self.database.read(move |tx| work(&ctx, tx)).await;
        self.judged(version, outcome).await
    }

    /// Reads one snapshot, each statement within a time limit of its own. It may run more than once.
    pub async fn read_within<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        limit: Duration,
        mut work: impl FnMut(&Ctx, &mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (version, ctx) = (ctx.catalog.version, ctx.clone());
        let outcome = self.database.read_snapshot(limit, move |tx| work(&ctx, tx)).await;
        self.judged(version, outcome).await
    }

    async fn judged<T>(&self, version: i64, outcome: Result<T>) -> Result<T> {
        // A read does not ask first whether its definitions still hold; where they don't, it may miss a column.
        match outcome {
            Err(error) if error.code == Code::Internal && self.is_newer_than(version).await => {
                self.reload().await?;
                Err(changing().because(error))
            }
            other => other,
        }
    }

    /// Whether the stored definitions are newer than a version; not where that can't be found out.
    async fn is_newer_than(&self, version: i64) -> bool {
        self.database
            .read(generation)
            .await
            .is_ok_and(|present| present.basis.catalog > version)
    }

    /// Looks about once a second whether another server has changed definitions, settings or people. Writes need not:
    /// they ask in their own transaction.
    pub async fn stay_fresh(&self) -> Result<()> {
        let now = self.clock.now().micros();
        let asked = self.asked.load(Ordering::Relaxed);
        if (0..FRESH_MICROS).contains(&(now - asked))
            || self
                .asked
                .compare_exchange(asked, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_err()
        {
            return Ok(());
        }
        if self.database.read(generation).await? != self.state().generation {
            self.reload().await?;
        }
        Ok(())
    }

    /// Writes: one transaction, one change set. The work may run more than once.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Workspace>,
        ctx: &Ctx,
        work: impl FnMut(&mut Work<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.write_in(ctx, How::Grouped, work).await
    }

    /// The same for long work: it shares its transaction with nobody.
    pub async fn write_alone<T: Send + 'static>(
        self: &Arc<Workspace>,
        ctx: &Ctx,
        work: impl FnMut(&mut Work<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.write_in(ctx, How::Alone, work).await
    }

    /// The same, as it stands to other writes.
    pub async fn write_in<T: Send + 'static>(
        self: &Arc<Workspace>,
        ctx: &Ctx,
        how: How,
        work: impl FnMut(&mut Work<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let work = Arc::new(Mutex::new(work));
        let mut ctx = ctx.clone();
        for _ in 0..MAX_RELOADS {
            let state = self.state();
            // What was allowed under other definitions, or to somebody with another role, says nothing any more.
            if let Some(user) = ctx
                .caller
                .actor
                .user()
                .filter(|_| !ctx.policy.fits(state.generation.basis))
            {
                match self.policy(&state, user, ctx.policy.bounds()).await? {
                    Some(policy) => ctx.policy = policy,
                    None => continue,
                }
            }
            ctx.catalog = state.catalog.clone();
            ctx.settings = state.settings.clone();
            ctx.formulas = state.formulas.clone();
            let attempt = {
                let (this, work, ctx, state) = (self.clone(), work.clone(), ctx.clone(), state.clone());
                move |tx: &mut Tx| {
                    match how {
                        How::Excluding => exclude_writers(tx)?,
                        How::Grouped | How::Alone => tx.share(CATALOG)?,
                    }
                    this.attempt(tx, &ctx, &state, &work)
                }
            };
            let outcome = match how {
                How::Grouped => self.database.write(attempt).await,
                How::Alone | How::Excluding => self.database.write_alone(attempt).await,
            };
            match outcome {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => self.reload().await?,
                // PostgreSQL shows a transaction the newest columns, however old what it sees in them is; and whoever
                // changes the tables is somebody one collides with.
                Err(error)
                    if matches!(error.code, Code::Internal | Code::Unavailable)
                        && self.is_newer_than(ctx.catalog.version).await =>
                {
                    self.reload().await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(changing())
    }

    /// One try inside the transaction; `None` when the snapshot is old.
    fn attempt<T>(
        self: &Arc<Workspace>,
        tx: &mut Tx,
        ctx: &Ctx,
        state: &State,
        work: &Mutex<impl FnMut(&mut Work<'_>) -> Result<T>>,
    ) -> Result<Option<T>> {
        if generation(tx)? != state.generation {
            return Ok(None);
        }
        let mut act = work
            .lock()
            .map_err(|_| Error::internal("an earlier try panicked"))?;
        let mut inner = Work::new(ctx, tx, &self.engine.behaviors);
        let value = (*act)(&mut inner)?;
        let people = inner.touched(&["user", "team", "role"]);
        if inner.finish()? {
            if people {
                raise(tx, PEOPLE)?;
            }
            self.hub.wake_after(tx);
            self.waker.wake_after(tx);
        }
        if people {
            let this = self.clone();
            tx.after_commit(Box::new(move || this.forget_people()));
        }
        Ok(Some(value))
    }

    /// Users, teams or roles changed: everybody's permissions are read again.
    fn forget_people(&self) {
        // Whoever is reading a user sees the new generation, or is cleared with the rest.
        let mut principals = self.principals();
        let mut state = self.state.write().expect("nobody panics while holding the lock");
        let mut generation = state.generation;
        generation.basis.people += 1;
        *state = Arc::new(State {
            catalog: state.catalog.clone(),
            settings: state.settings.clone(),
            formulas: state.formulas.clone(),
            generation,
        });
        principals.clear();
    }

    /// Reads the newest definitions and settings, if they are newer than the snapshot.
    pub async fn reload(&self) -> Result<()> {
        let state = self.database.read(read_state).await?;
        self.database.forget_statements();
        // Nobody meets the new definitions with principals of the old ones. Locks in this order, as everywhere.
        let mut principals = self.principals();
        *self.state.write().expect("nobody panics while holding the lock") = Arc::new(state);
        principals.clear();
        Ok(())
    }

    /// Changes the settings with a JSON merge patch.
    ///
    /// # Errors
    /// `validation` for unknown members and values that make no sense.
    pub async fn change_settings(self: &Arc<Workspace>, ctx: &Ctx, patch: Json) -> Result<Settings> {
        let work = move |work: &mut Work<'_>| change::change(work, &patch);
        let settings = self.write_alone(ctx, work).await?;
        self.follow_settings().await?;
        Ok(settings)
    }

    /// After a change of settings: everybody works with the new ones, and what follows from them is done.
    pub async fn follow_settings(self: &Arc<Workspace>) -> Result<()> {
        self.reload().await?;
        self.name_seeds().await?;
        self.waker.wake();
        Ok(())
    }

    /// Stops its background tasks and closes its database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// Definitions changed under a request.
fn changing() -> Error {
    let mut error = Error::new(Code::Unavailable, "The definitions are changing; try again.");
    error.retry_after = Some(1);
    error
}
