//! The nouns of the queue: a job to be enqueued, a job as it is shown, and the lease on one.

use kontor_kernel::{Actor, Clock, Code, Error, Id, Json, Result, Timestamp};
use serde::{Deserialize, Serialize};

const MAX_NAME: usize = 200;
const MAX_PAYLOAD: usize = 1 << 20;
const MAX_WORDS: usize = 2_000;

/// Which of the jobs that are due goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Somebody waits for it.
    High,
    /// The usual.
    #[default]
    Normal,
    /// Whenever nothing else is to be done.
    Low,
}

impl Priority {
    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    fn from_number(number: i64) -> Priority {
        match number {
            0 => Priority::High,
            1 => Priority::Normal,
            _ => Priority::Low,
        }
    }
}

/// Where a job stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for its time or for a worker.
    Ready,
    /// A worker has a lease on it.
    Running,
    /// Its effect is committed.
    Done,
    /// All attempts failed: a dead letter.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl State {
    const ALL: [State; 5] = [
        State::Ready,
        State::Running,
        State::Done,
        State::Failed,
        State::Cancelled,
    ];

    /// As stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A job to be enqueued.
#[derive(Clone, PartialEq, Debug)]
pub struct NewJob {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) queue: String,
    pub(crate) payload: Json,
    pub(crate) unique_key: Option<String>,
    pub(crate) priority: Priority,
    pub(crate) run_at: Timestamp,
    pub(crate) max_attempts: u32,
    pub(crate) created_by: Actor,
    pub(crate) created_at: Timestamp,
}

impl NewJob {
    /// The queue of jobs that name none.
    pub const DEFAULT_QUEUE: &str = "default";

    /// A job for the handler of this name, due at once, tried ten times, asked for by Kontor itself.
    pub fn new(clock: &Clock, name: impl Into<String>, payload: Json) -> NewJob {
        let now = clock.now();
        NewJob {
            id: Id::generate(clock),
            name: name.into(),
            queue: NewJob::DEFAULT_QUEUE.to_owned(),
            payload,
            unique_key: None,
            priority: Priority::Normal,
            run_at: now,
            max_attempts: 10,
            created_by: Actor::System,
            created_at: now,
        }
    }

    /// In a queue of its own, which workers may serve apart.
    pub fn queue(mut self, queue: impl Into<String>) -> NewJob {
        self.queue = queue.into();
        self
    }

    /// Only one job with this key waits or runs at a time; enqueueing a second one changes nothing. A job that
    /// follows the newest state should therefore read it as late as it can, or have no key.
    pub fn unique(mut self, key: impl Into<String>) -> NewJob {
        self.unique_key = Some(key.into());
        self
    }

    /// Before or after the others.
    pub fn priority(mut self, priority: Priority) -> NewJob {
        self.priority = priority;
        self
    }

    /// Not before this instant.
    pub fn at(mut self, at: Timestamp) -> NewJob {
        self.run_at = at;
        self
    }

    /// Tried this often (at least once) before it is a dead letter.
    pub fn attempts(mut self, most: u32) -> NewJob {
        self.max_attempts = most.max(1);
        self
    }

    /// Asked for by somebody.
    pub fn by(mut self, actor: Actor) -> NewJob {
        self.created_by = actor;
        self
    }

    /// The payload as text; refuses what is too large to be a job.
    pub(crate) fn checked(&self) -> Result<String> {
        let names = [Some(&self.name), Some(&self.queue), self.unique_key.as_ref()];
        if names.into_iter().flatten().any(|name| name.len() > MAX_NAME) {
            return Err(Error::new(
                Code::TooLarge,
                format!("a name of a job is longer than {MAX_NAME} bytes"),
            ));
        }
        let payload = self.payload.to_string();
        if payload.len() > MAX_PAYLOAD {
            return Err(Error::new(
                Code::TooLarge,
                format!("a job carries more than {MAX_PAYLOAD} bytes"),
            ));
        }
        Ok(payload)
    }
}

/// How far a job is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Progress {
    /// Steps done.
    pub done: i64,
    /// Steps in all, once known.
    pub total: Option<i64>,
    /// What it is at, in a few words.
    pub message: Option<String>,
}

/// A job as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    /// Its id; answers of the API refer to it.
    pub id: Id,
    /// Which handler runs it.
    pub name: String,
    /// Its queue.
    pub queue: String,
    /// What the handler gets.
    pub payload: Json,
    /// Its key among the living, if any.
    pub unique_key: Option<String>,
    /// Its place among the due.
    pub priority: Priority,
    /// When it is due, or due again.
    pub run_at: Timestamp,
    /// Attempts begun.
    pub attempts: u32,
    /// Attempts it has.
    pub max_attempts: u32,
    /// Where it stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// What it answered.
    pub result: Option<Json>,
    /// Why the last attempt failed, with inner words: for administrators only.
    pub error: Option<String>,
    /// Who asked for it.
    pub created_by: Actor,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the last attempt began; with the progress it gives the rate.
    pub started_at: Option<Timestamp>,
    /// When it was done, dead or cancelled.
    pub finished_at: Option<Timestamp>,
}

/// Which jobs to list, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// For this handler.
    pub name: Option<String>,
    /// In this queue.
    pub queue: Option<String>,
    /// Asked for by this actor.
    pub created_by: Option<Actor>,
    /// Older than this job: the last one of the page before.
    pub before: Option<Id>,
    /// At most this many; 50 when zero, never above 200.
    pub limit: usize,
}

/// Which queues a worker serves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Queues {
    /// All.
    #[default]
    All,
    /// These.
    Only(Vec<String>),
    /// All but these, which another worker serves.
    Except(Vec<String>),
}

/// The lease on a job, as its worker holds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Claimed {
    /// The job.
    pub id: Id,
    /// Which handler runs it.
    pub name: String,
    /// What the handler gets.
    pub payload: Json,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// How many it has.
    pub max_attempts: u32,
    /// The number of this claim: whoever holds an older one has lost the job.
    pub fence: i64,
    /// Who asked for it.
    pub created_by: Actor,
}

pub(crate) fn priority(number: i64) -> Priority {
    Priority::from_number(number)
}

/// Reads what [`Actor::as_text`] wrote.
pub(crate) fn actor(text: &str) -> Actor {
    match text {
        "cli" => Actor::Cli,
        user => user.parse().map_or(Actor::System, Actor::User),
    }
}

/// Words of a handler as they may be stored: of bounded length and without U+0000.
pub(crate) fn words(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MAX_WORDS).collect()
}
