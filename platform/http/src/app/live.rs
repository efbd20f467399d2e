//! The streams of live updates that are open: how many there may be, and what they ask together.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kontor_events::Event;
use kontor_kernel::{Actor, Code, Error, Result};
use tokio::sync::OnceCell;

/// Streams of one user in one workspace.
const MOST_OF_ONE: usize = 20;
/// Streams of this process.
const MOST: usize = 1_000;
/// Seconds after which one that was refused may come again.
const RETRY_SECONDS: u32 = 30;
/// Answers that are kept for other listeners of the same batch.
const ANSWERS: usize = 64;

/// Which events of a batch may be told, in their order; asked once.
pub type Answer = Arc<OnceCell<Vec<bool>>>;

/// All open streams.
pub struct Live {
    open: Arc<Mutex<Open>>,
    asked: Mutex<VecDeque<Asked>>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_listener: HashMap<Listener, usize>,
}

type Listener = (String, String);

/// A batch, as the hub hands the same one to all, and whose eyes looked at it.
struct Asked {
    events: Arc<[Event]>,
    eyes: String,
    answer: Answer,
}

/// Counts as one stream for as long as it lives.
pub struct Ticket {
    open: Arc<Mutex<Open>>,
    listener: Listener,
}

impl Live {
    pub(super) fn new() -> Live {
        Live {
            open: Arc::default(),
            asked: Mutex::default(),
        }
    }

    /// Admits one more stream.
    ///
    /// # Errors
    /// `rate_limited` when there are too many.
    pub fn enter(&self, workspace: &str, who: Actor) -> Result<Ticket> {
        let listener = (workspace.to_owned(), who.as_text());
        let mut open = lock(&self.open);
        let own = open.by_listener.get(&listener).copied().unwrap_or(0);
        if own >= MOST_OF_ONE || open.all >= MOST {
            let mut error = Error::new(Code::RateLimited, "Too many streams of live updates are open.");
            error.retry_after = Some(RETRY_SECONDS);
            return Err(error);
        }
        open.all += 1;
        open.by_listener.insert(listener.clone(), own + 1);
        Ok(Ticket {
            open: self.open.clone(),
            listener,
        })
    }

    /// The place of the answer for a batch as seen by certain eyes: whoever comes first fills it.
    pub fn answer(&self, events: &Arc<[Event]>, eyes: &str) -> Answer {
        let mut asked = lock(&self.asked);
        let same = |one: &&Asked| Arc::ptr_eq(&one.events, events) && one.eyes == eyes;
        if let Some(known) = asked.iter().rev().find(same) {
            return known.answer.clone();
        }
        if asked.len() >= ANSWERS {
            asked.pop_front();
        }
        let answer = Answer::default();
        asked.push_back(Asked {
            events: events.clone(),
            eyes: eyes.to_owned(),
            answer: answer.clone(),
        });
        answer
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.all -= 1;
        if let Some(own) = open.by_listener.get_mut(&self.listener) {
            *own -= 1;
            if *own == 0 {
                open.by_listener.remove(&self.listener);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use kontor_kernel::{Clock, Id};

    use super::*;

    fn user() -> Actor {
        Actor::User(Id::generate(&Clock::System))
    }

    #[test]
    fn a_user_has_twenty_streams_and_gets_them_back() {
        let (live, ann) = (Live::new(), user());
        let mut tickets: Vec<Ticket> = (0..MOST_OF_ONE)
            .map(|_| live.enter("main", ann).unwrap())
            .collect();
        let refused = live.enter("main", ann).map(drop).unwrap_err();
        assert_eq!(
            (refused.code, refused.retry_after),
            (Code::RateLimited, Some(RETRY_SECONDS))
        );
        assert!(live.enter("main", user()).is_ok() && live.enter("other", ann).is_ok());
        tickets.pop();
        assert!(live.enter("main", ann).is_ok());
        drop(tickets);
        assert!(lock(&live.open).by_listener.is_empty());
    }

    #[test]
    fn the_process_has_a_thousand_streams() {
        let live = Live::new();
        let tickets: Vec<Ticket> = (0..MOST).map(|_| live.enter("main", user()).unwrap()).collect();
        assert!(live.enter("main", user()).is_err());
        drop(tickets);
        assert!(live.enter("main", user()).is_ok());
    }

    #[test]
    fn a_batch_is_asked_once_for_the_same_eyes() {
        let live = Live::new();
        let (one, other): (Arc<[Event]>, Arc<[Event]>) = (Arc::from([]), Arc::from([]));
        let first = live.answer(&one, "member");
        assert!(Arc::ptr_eq(&first, &live.answer(&one, "member")));
        assert!(!Arc::ptr_eq(&first, &live.answer(&one, "manager")));
        assert!(!Arc::ptr_eq(&first, &live.answer(&other, "member")));
        (0..ANSWERS).for_each(|n| drop(live.answer(&one, &n.to_string())));
        assert!(
            !Arc::ptr_eq(&first, &live.answer(&one, "member")),
            "old answers are forgotten"
        );
    }
}
