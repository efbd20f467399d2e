//! What was looked up in the last few seconds, so that a page with twenty requests asks the database once.
//!
//! It is short and it is emptied by every revocation in this process, right after the commit; on PostgreSQL with
//! several servers, another one notices at the latest when the entry is a few seconds old.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kontor_database::Tx;
use kontor_kernel::Timestamp;

use crate::key::ApiKey;
use crate::secret::Digest;
use crate::session::Session;
use crate::workspace::Workspace;

/// How long an answer is believed.
const KEPT_MICROS: i64 = 5_000_000;
/// Answers kept at most.
const MOST: usize = 10_000;

/// Answers by the hash of what was asked for. Only what exists is kept, so strangers can't fill it.
pub(crate) struct Recent<V> {
    state: Mutex<State<V>>,
}

struct State<V> {
    answers: HashMap<Digest, (V, Timestamp)>,
    /// Counts how often everything was forgotten.
    generation: u64,
}

/// The moment a look-up began; an answer from before a revocation is not kept.
#[derive(Clone, Copy)]
pub(crate) struct Begun(u64);

impl<V: Clone> Recent<V> {
    fn new() -> Recent<V> {
        Recent {
            state: Mutex::new(State {
                answers: HashMap::new(),
                generation: 0,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, or the permission to look.
    pub(crate) fn get(&self, key: &Digest, now: Timestamp) -> Result<V, Begun> {
        let state = self.state();
        match state.answers.get(key) {
            Some((value, at)) if fresh(*at, now) => Ok(value.clone()),
            _ => Err(Begun(state.generation)),
        }
    }

    /// Keeps an answer, unless everything was forgotten since the look-up began.
    pub(crate) fn put(&self, begun: Begun, key: Digest, value: V, now: Timestamp) {
        let mut state = self.state();
        if state.generation != begun.0 {
            return;
        }
        if state.answers.len() >= MOST {
            state.answers.retain(|_, (_, at)| fresh(*at, now));
        }
        if state.answers.len() < MOST {
            state.answers.insert(key, (value, now));
        }
    }

    fn forget(&self) {
        let mut state = self.state();
        state.generation += 1;
        state.answers.clear();
    }
}

fn fresh(at: Timestamp, now: Timestamp) -> bool {
    (0..KEPT_MICROS).contains(&(now.micros() - at.micros()))
}

/// Everything that is kept for a moment.
#[derive(Clone)]
pub(crate) struct Caches {
    pub(crate) sessions: Arc<Recent<Arc<Session>>>,
    pub(crate) keys: Arc<Recent<Arc<ApiKey>>>,
    pub(crate) workspaces: Arc<Recent<Arc<[Workspace]>>>,
}

impl Caches {
    pub(crate) fn new() -> Caches {
        Caches {
            sessions: Arc::new(Recent::new()),
            keys: Arc::new(Recent::new()),
            workspaces: Arc::new(Recent::new()),
        }
    }

    /// Forgets all sessions when this transaction is committed.
    pub(crate) fn forget_sessions(&self, tx: &mut Tx) {
        let sessions = self.sessions.clone();
        tx.after_commit(Box::new(move || sessions.forget()));
    }

    /// Forgets all API keys when this transaction is committed.
    pub(crate) fn forget_keys(&self, tx: &mut Tx) {
        let keys = self.keys.clone();
        tx.after_commit(Box::new(move || keys.forget()));
    }

    /// Forgets all workspaces when this transaction is committed.
    pub(crate) fn forget_workspaces(&self, tx: &mut Tx) {
        let workspaces = self.workspaces.clone();
        tx.after_commit(Box::new(move || workspaces.forget()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn digest(n: usize) -> Digest {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        Digest(bytes)
    }

    #[test]
    fn an_answer_is_believed_for_five_seconds() {
        let recent = Recent::new();
        let begun = recent.get(&digest(1), at(0)).unwrap_err();
        recent.put(begun, digest(1), "ann", at(0));
        assert_eq!(recent.get(&digest(1), at(4)).ok(), Some("ann"));
        assert_eq!(recent.get(&digest(1), at(5)).ok(), None);
        assert_eq!(recent.get(&digest(1), at(-1)).ok(), None);
    }

    #[test]
    fn an_answer_from_before_a_revocation_is_not_kept() {
        let recent = Recent::new();
        let begun = recent.get(&digest(1), at(0)).unwrap_err();
        recent.forget();
        recent.put(begun, digest(1), "ann", at(0));
        assert_eq!(recent.get(&digest(1), at(0)).ok(), None);
    }

    #[test]
    fn it_never_grows_beyond_its_bound() {
        let recent = Recent::new();
        let begun = recent.get(&digest(0), at(0)).unwrap_err();
        (0..MOST + 10).for_each(|n| recent.put(begun, digest(n), n, at(0)));
        assert_eq!(recent.state().answers.len(), MOST);
        recent.put(begun, digest(MOST + 20), 7, at(6));
        assert_eq!(recent.state().answers.len(), 1);
    }
}
