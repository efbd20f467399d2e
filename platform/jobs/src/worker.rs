//! The worker: claims what is due, runs several jobs at a time, keeps their leases alive, and drains on shutdown.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use kontor_database::{Database, Tx};
use kontor_kernel::{Clock, Code, Error, Result, Timestamp};
use tokio::sync::watch;
use tokio::task::{Id as TaskId, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use crate::job::Queues;
use crate::queue::{self, Claim};
use crate::registry::{JobContext, Registry, Stop};
use crate::schedule;
use crate::settle::settle;

const PRUNE_EVERY: Duration = Duration::from_secs(3_600);
/// What [`Worker::run_pending`] takes for a job that enqueues itself for ever.
const MOST_PENDING: usize = 10_000;

/// Wakes the workers of a database in this process; its clones are the same bell.
#[derive(Clone, Debug)]
pub struct Waker(watch::Sender<()>);

impl Waker {
    /// A bell nobody hears yet; give it to the workers' [`WorkerOptions`].
    pub fn new() -> Waker {
        Waker(watch::Sender::new(()))
    }

    /// Has the workers look now.
    pub fn wake(&self) {
        self.0.send_replace(());
    }

    /// Has the workers look once this transaction is committed: to be called beside [`queue::enqueue`], else the job
    /// waits for the next sweep.
    pub fn wake_after(&self, tx: &mut Tx) {
        let waker = self.clone();
        tx.after_commit(Box::new(move || waker.wake()));
    }
}

impl Default for Waker {
    fn default() -> Waker {
        Waker::new()
    }
}

/// How a worker works.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// What wakes it.
    pub waker: Waker,
    /// Which queues it serves.
    pub queues: Queues,
    /// How many jobs run at the same time.
    pub limit: usize,
    /// No other process works on this database: what runs when it begins was left behind, and is due at once.
    pub alone: bool,
    /// How often it looks without being woken: for jobs of other servers.
    pub sweep: Duration,
    /// How often it looks after the running jobs: progress, cancellations, leases.
    pub beat: Duration,
    /// How long a lease lasts; it is prolonged after a third. At most half an hour.
    pub lease: Duration,
    /// When to try again what the database has refused.
    pub retry: Duration,
    /// How long a handler that was told to stop may go on before it is dropped.
    pub grace: Duration,
}

impl Default for WorkerOptions {
    fn default() -> WorkerOptions {
        WorkerOptions {
            waker: Waker::new(),
            queues: Queues::All,
            limit: 4,
            alone: false,
            sweep: Duration::from_secs(10),
            beat: Duration::from_secs(1),
            lease: Duration::from_secs(20),
            retry: Duration::from_millis(500),
            grace: Duration::from_secs(20),
        }
    }
}

/// Runs the jobs of one database; a cheap handle, its clones are the same worker.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    database: Database,
    clock: Clock,
    registry: Registry,
    options: WorkerOptions,
}

/// The jobs under way: their tasks, and what each is told through.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    jobs: HashMap<TaskId, Lease>,
}

struct Lease {
    context: JobContext,
    renewed: Instant,
    until: Timestamp,
}

impl Worker {
    /// A worker for the jobs of these handlers.
    pub fn new(database: Database, clock: Clock, registry: Registry, options: WorkerOptions) -> Worker {
        Worker(Arc::new(Inner {
            database,
            clock,
            registry,
            options,
        }))
    }

    /// What wakes this worker.
    pub fn waker(&self) -> &Waker {
        &self.0.options.waker
    }

    /// Runs jobs until `shutdown` is ready. Then it claims no more, tells the running handlers to stop, waits for
    /// them as long as the grace lasts, and hands back what did not get done.
    pub async fn run_until(&self, shutdown: impl Future<Output = ()>) {
        let options = &self.0.options;
        let mut shutdown = pin!(shutdown);
        let mut woken = options.waker.0.subscribe();
        let mut beat = interval(options.beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        if options.alone {
            let now = self.0.clock.now();
            noted(
                self.0
                    .database
                    .write(move |tx| queue::take_back_all(tx, now))
                    .await,
            );
        }
        let mut running = Running::default();
        let mut look_at = Instant::now();
        let mut prune_at = Instant::now();
        loop {
            if Instant::now() >= prune_at {
                let now = self.0.clock.now();
                noted(self.0.database.write(move |tx| queue::prune(tx, now)).await);
                prune_at = Instant::now() + PRUNE_EVERY;
            }
            if Instant::now() >= look_at {
                look_at = Instant::now() + self.fill(&mut running).await;
            }
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                // The options hold the sender, so the channel can't close.
                _ = woken.changed() => look_at = Instant::now(),
                Some(ended) = running.tasks.join_next_with_id() => {
                    running.forget(ended);
                    look_at = Instant::now();
                }
                _ = beat.tick(), if !running.jobs.is_empty() => self.beat(&mut running).await,
                () = sleep_until(look_at) => {}
            }
        }
        for lease in running.jobs.values() {
            lease.context.shared.stop.send_if_modified(|stop| {
                let stops = *stop == Stop::No;
                if stops {
                    *stop = Stop::Shutdown;
                }
                stops
            });
        }
        while !running.jobs.is_empty() {
            tokio::select! {
                Some(ended) = running.tasks.join_next_with_id() => running.forget(ended),
                _ = beat.tick() => self.beat(&mut running).await,
            }
        }
    }

    /// Claims as much as there is room for and starts it; answers when to look again.
    async fn fill(&self, running: &mut Running) -> Duration {
        let options = &self.0.options;
        let room = options.limit.saturating_sub(running.jobs.len());
        if room == 0 {
            return options.sweep;
        }
        let now = self.0.clock.now();
        let next_due = self.0.database.read(move |tx| queue::next_due(tx, now)).await;
        let wait = match noted(next_due) {
            None => return options.retry,
            Some(None) => return options.sweep,
            Some(Some(due)) => due.micros() - now.micros(),
        };
        if wait > 0 {
            return options.sweep.min(Duration::from_micros(wait.unsigned_abs()));
        }
        // A clock that jumped (a machine that slept) must not make the worker take its own jobs for abandoned.
        if running.jobs.values().any(|lease| self.is_off(lease, now)) {
            self.beat(running).await;
        }
        let Some(claimed) = noted(self.claim(now, room).await) else {
            return options.retry;
        };
        // What is due may belong to queues that others serve; and what there was no room for waits for an end.
        let wait = if claimed.is_empty() {
            options.sweep
        } else {
            Duration::ZERO
        };
        let until = self.lease_until(now);
        for context in claimed {
            let worker = self.clone();
            let task = running.tasks.spawn({
                let context = context.clone();
                async move { worker.run(context).await }
            });
            running.jobs.insert(
                task.id(),
                Lease {
                    context,
                    renewed: Instant::now(),
                    until,
                },
            );
        }
        wait
    }

    /// Enqueues what the schedules are due for, and claims.
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<JobContext>> {
        let wanted = Claim {
            now,
            lease_until: self.lease_until(now),
            queues: self.0.options.queues.clone(),
            limit,
        };
        let work = move |tx: &mut Tx| {
            schedule::tick(tx, now)?;
            queue::claim(tx, &wanted)
        };
        let claimed = self.0.database.write(work).await?;
        let context = |claimed| JobContext::new(claimed, &self.0.database, &self.0.clock);
        Ok(claimed.into_iter().map(context).collect())
    }

    fn lease_until(&self, now: Timestamp) -> Timestamp {
        let lease = self.0.options.lease.min(Duration::from_secs(1_800));
        now.plus_micros(lease.as_micros() as i64)
    }

    /// Whether the present lies outside of a lease.
    fn is_off(&self, lease: &Lease, now: Timestamp) -> bool {
        lease.until <= now || lease.until > self.lease_until(now)
    }

    /// Runs one job to its end, whatever that is.
    async fn run(&self, context: JobContext) {
        let dropped = async {
            context.cancelled().await;
            sleep(self.0.options.grace).await;
        };
        let outcome = tokio::select! {
            outcome = self.0.registry.run(context.clone()) => outcome,
            () = dropped => Err(Error::new(Code::Unavailable, "The handler did not stop in time.")),
        };
        if let Err(error) = &outcome {
            let (job, name) = (context.claimed.id, &context.claimed.name);
            tracing::warn!(%job, name, attempt = context.claimed.attempt, %error, "a job did not succeed");
        }
        if !context.shared.finished.load(Ordering::Acquire) {
            settle(&context, outcome, self.0.options.retry).await;
        }
    }

    /// Looks after the running jobs: tells those that are no longer ours to stop, prolongs leases, notes progress.
    async fn beat(&self, running: &mut Running) {
        let ids = running
            .jobs
            .values()
            .map(|lease| lease.context.claimed.id)
            .collect();
        let Some(ours) = noted(self.0.database.read(move |tx| queue::running(tx, ids)).await) else {
            return;
        };
        let now = self.0.clock.now();
        let lease_until = self.lease_until(now);
        let mut beats = Vec::new();
        for lease in running.jobs.values_mut() {
            let old = lease.renewed.elapsed() >= self.0.options.lease / 3 || self.is_off(lease, now);
            let shared = &lease.context.shared;
            if !ours.contains(&(lease.context.claimed.id, lease.context.claimed.fence)) {
                // A job whose effect is committed only clears up.
                if !shared.finished.load(Ordering::Acquire) {
                    shared.stop.send_replace(Stop::Lost);
                }
            } else if shared.progressed.swap(false, Ordering::AcqRel) || old {
                (lease.renewed, lease.until) = (Instant::now(), lease_until);
                let progress = shared
                    .progress
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                beats.push((lease.context.claimed.clone(), progress));
            }
        }
        if beats.is_empty() {
            return;
        }
        let beaten = self.0.database.write(move |tx| {
            for (job, progress) in &beats {
                match queue::heartbeat(tx, job, lease_until, progress) {
                    // It ended since it was looked at.
                    Err(error) if error.code == Code::Conflict => {}
                    other => other?,
                }
            }
            Ok(())
        });
        noted(beaten.await);
    }

    /// For tests: runs everything that is due, one after the other, the most urgent first, until nothing is due any
    /// more. It neither sleeps nor waits; answers how many jobs it ran.
    pub async fn run_pending(&self) -> Result<usize> {
        for ran in 0..MOST_PENDING {
            match self.claim(self.0.clock.now(), 1).await?.pop() {
                Some(context) => self.run(context).await,
                None => return Ok(ran),
            }
        }
        Err(Error::internal(format!(
            "{MOST_PENDING} jobs ran and more are due: does one enqueue itself?"
        )))
    }

    /// How many jobs run or are due.
    pub async fn pending_count(&self) -> Result<u64> {
        let now = self.0.clock.now();
        self.0
            .database
            .read(move |tx| queue::pending_count(tx, now))
            .await
    }
}

impl Running {
    fn forget(&mut self, ended: Result<(TaskId, ()), tokio::task::JoinError>) {
        // A task itself can hardly panic, for its handler's panic is caught; but then its lease runs out.
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.jobs.remove(&id);
    }
}

/// A failure of the database is logged, and what was to be done is done at the next round.
fn noted<T>(result: Result<T>) -> Option<T> {
    result
        .inspect_err(|error| tracing::warn!(%error, "the queue could not be reached"))
        .ok()
}
