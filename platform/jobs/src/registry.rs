//! Handlers by name, and what a handler gets to work with.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use kontor_database::{Database, Tx};
use kontor_kernel::{Clock, Code, Error, Id, Json, Result};
use tokio::sync::watch;

use crate::job::{Claimed, Progress};
use crate::queue;

type Work = Pin<Box<dyn Future<Output = Result<Json>> + Send>>;
type Handler = Arc<dyn Fn(JobContext) -> Work + Send + Sync>;

/// Which handler runs which job.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: HashMap<String, Handler>,
}

impl Registry {
    /// No handlers.
    pub fn new() -> Registry {
        Registry::default()
    }

    /// Adds the handler of a name; a second one of the same name replaces it. It may run more than once for the same
    /// job, so its effect belongs into one transaction with [`JobContext::finish`]; what it does outside must bear
    /// repetition. What it answers is the job's result.
    pub fn add<F, W>(&mut self, name: impl Into<String>, handler: F)
    where
        F: Fn(JobContext) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Json>> + Send + 'static,
    {
        let handler = move |context| -> Work { Box::pin(handler(context)) };
        self.handlers.insert(name.into(), Arc::new(handler));
    }

    /// Runs the job's handler; a panic in it is an error of this job and of nothing else.
    pub(crate) async fn run(&self, context: JobContext) -> Result<Json> {
        let Some(handler) = self.handlers.get(&context.claimed.name).cloned() else {
            return Err(Error::internal(format!(
                "there is no handler for {}",
                context.claimed.name
            )));
        };
        let work = AssertUnwindSafe(async move { handler(context).await });
        work.catch_unwind().await.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Error::internal(format!(
                "the handler panicked: {}",
                words.unwrap_or_default()
            )))
        })
    }
}

/// Why a handler should stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// It should not.
    No,
    /// The job was cancelled or lost to another worker: nothing it does counts any more.
    Lost,
    /// The server stops: the job is handed back.
    Shutdown,
}

/// What a handler gets.
#[derive(Clone)]
pub struct JobContext {
    /// The job and the lease on it.
    pub claimed: Arc<Claimed>,
    /// The workspace's database.
    pub database: Database,
    /// Where "now" comes from.
    pub clock: Clock,
    pub(crate) shared: Arc<Shared>,
}

/// What a handler and its worker tell each other.
pub(crate) struct Shared {
    pub(crate) progress: Mutex<Progress>,
    pub(crate) progressed: AtomicBool,
    pub(crate) finished: AtomicBool,
    pub(crate) stop: watch::Sender<Stop>,
}

impl JobContext {
    pub(crate) fn new(claimed: Claimed, database: &Database, clock: &Clock) -> JobContext {
        let shared = Shared {
            progress: Mutex::default(),
            progressed: AtomicBool::new(false),
            finished: AtomicBool::new(false),
            stop: watch::Sender::new(Stop::No),
        };
        let (claimed, shared) = (Arc::new(claimed), Arc::new(shared));
        JobContext {
            claimed,
            database: database.clone(),
            clock: clock.clone(),
            shared,
        }
    }

    /// The job.
    pub fn id(&self) -> Id {
        self.claimed.id
    }

    /// Says how far the job is. Cheap: it is written down about once a second.
    pub fn progress(&self, done: i64, total: Option<i64>) {
        self.with_progress(|progress| (progress.done, progress.total) = (done, total));
    }

    /// Says what the job is at, in a few words.
    pub fn message(&self, message: impl Into<String>) {
        self.with_progress(|progress| progress.message = Some(message.into()));
    }

    fn with_progress(&self, change: impl FnOnce(&mut Progress)) {
        change(
            &mut self
                .shared
                .progress
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        self.shared.progressed.store(true, Ordering::Release);
    }

    /// Whether to stop: the job was cancelled or lost, or the server stops. A long handler asks between its steps,
    /// most simply by [`JobContext::check`], and answers an error when it stops half-way: after a shutdown the job
    /// is handed back and begins again elsewhere.
    pub fn is_cancelled(&self) -> bool {
        *self.shared.stop.borrow() != Stop::No
    }

    /// An error once the handler should stop.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(Code::Unavailable, "The job was asked to stop."));
        }
        Ok(())
    }

    /// Waits until the handler should stop, for `select!` beside something long.
    pub async fn cancelled(&self) {
        // The sender lives in this very context, so the channel can't close.
        let _ = self
            .shared
            .stop
            .subscribe()
            .wait_for(|stop| *stop != Stop::No)
            .await;
    }

    /// Completes the job in the transaction of its effect. A handler that never calls this is completed after it has
    /// answered, in a transaction of its own: enough for what bears repetition.
    pub fn finish(&self, tx: &mut Tx, result: &Json) -> Result<()> {
        queue::finish(tx, &self.claimed, self.clock.now(), result)?;
        let shared = self.shared.clone();
        tx.after_commit(Box::new(move || shared.finished.store(true, Ordering::Release)));
        Ok(())
    }
}
