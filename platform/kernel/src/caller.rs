//! Who asks for something, how they came in, and in whose language and time zone they think.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::text::Locale;
use crate::time::{Clock, Date, Timestamp};

/// Who acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A user of the workspace.
    User(Id),
    /// The command line of the machine's owner.
    Cli,
    /// Kontor itself: jobs, rollups, upgrades.
    System,
}

impl Actor {
    /// The user's id, if it is a user.
    pub fn user(self) -> Option<Id> {
        match self {
            Actor::User(id) => Some(id),
            Actor::Cli | Actor::System => None,
        }
    }

    /// As stored in history: a user's id, `cli` or `system`.
    pub fn as_text(self) -> String {
        match self {
            Actor::User(id) => id.to_string(),
            Actor::Cli => "cli".to_owned(),
            Actor::System => "system".to_owned(),
        }
    }
}

/// The door a request came through; shown in history.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// A signed-in browser.
    Session,
    /// An API key.
    Key,
    /// The command line.
    Cli,
    /// An import.
    Import,
    /// An undo of an earlier change set.
    Undo,
    /// A job of Kontor itself.
    Job,
}

/// The circumstances of one request: they are fixed when it begins, so that everything in it agrees.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// Through which door.
    pub via: Via,
    /// Language of texts for this caller.
    pub locale: Locale,
    /// Time zone in which days, months and "today" are meant.
    pub zone: TimeZone,
    /// The instant the request began; `now()` of every expression in it.
    pub now: Timestamp,
    /// The clock, for what must look again.
    pub clock: Clock,
    /// Names the request in answers and logs.
    pub request: Id,
}

impl Caller {
    /// Kontor itself, acting now.
    pub fn system(clock: &Clock) -> Caller {
        Caller {
            actor: Actor::System,
            via: Via::Job,
            locale: Locale::En,
            zone: TimeZone::UTC,
            now: clock.now(),
            clock: clock.clone(),
            request: Id::generate(clock),
        }
    }

    /// Today in the caller's zone.
    pub fn today(&self) -> Date {
        self.now.date_in(&self.zone)
    }
}
