//! What modules attach to objects: code that runs inside the write path, always over slices of records.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_definitions::Object;
use kontor_kernel::{Id, Issue, Json, Result};

use crate::command::Work;
use crate::record::Record;

/// What happens to a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChangeKind {
    /// It is made.
    Create,
    /// Values change.
    Update,
    /// It goes to the trash.
    Delete,
    /// It comes back from the trash.
    Restore,
    /// It is deleted for good.
    Final,
}

impl ChangeKind {
    /// The word in history and events.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Create => "create",
            ChangeKind::Update => "update",
            ChangeKind::Delete => "delete",
            ChangeKind::Restore => "restore",
            ChangeKind::Final => "final",
        }
    }
}

/// A change that is about to be written.
#[derive(Debug)]
pub struct Draft {
    /// Which command of the batch it comes from.
    pub command: usize,
    /// What happens.
    pub kind: ChangeKind,
    /// The record as it is; `None` when it is made.
    pub before: Option<Record>,
    /// The record as it will be.
    pub after: Record,
    /// What is wrong with it; anything here refuses the whole batch.
    pub issues: Vec<Issue>,
}

impl Draft {
    /// The record's object.
    pub fn object(&self) -> &Arc<Object> {
        &self.after.object
    }

    /// The record's id.
    pub fn id(&self) -> Id {
        self.after.id
    }

    /// Whether a field gets another value than it had.
    pub fn changes(&self, key: &str) -> bool {
        self.object().position(key).is_some_and(|at| self.changes_at(at))
    }

    /// The same by position.
    pub fn changes_at(&self, at: usize) -> bool {
        match &self.before {
            Some(before) => before.values[at] != self.after.values[at],
            None => !self.after.values[at].is_null(),
        }
    }

    /// Refuses the value of a field. What was said first about a field stands: the rest mostly follows from it.
    pub fn refuse(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        self.refuse_with(field, code, detail, Json::Null);
    }

    /// The same with figures, for clients that word it themselves.
    pub fn refuse_with(&mut self, field: &str, code: &str, detail: impl Into<String>, params: Json) {
        if !self.issues.iter().any(|issue| issue.is_at(field)) {
            self.issues
                .push(Issue::new(format!("/{field}"), code, detail).with(params));
        }
    }
}

/// A change that was written, still inside the transaction.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The record as it was.
    pub before: Option<Record>,
    /// The record as it is now; for a final deletion, as it last was.
    pub after: Record,
}

impl Change {
    /// Whether a field got another value than it had.
    pub fn changed(&self, key: &str) -> bool {
        match &self.before {
            Some(before) => before.get(key) != self.after.get(key),
            None => *self.after.get(key) != Json::Null,
        }
    }
}

/// What a module attaches to an object. It may run more than once for one request (the transaction may be
/// repeated), and does nothing outside the transaction.
pub trait Behavior: Send + Sync {
    /// Names it in `kontor doctor`.
    fn name(&self) -> &'static str;

    /// May fill in and refuse values before they are checked and written. All drafts are of one object.
    fn before(&self, _work: &mut Work<'_>, _drafts: &mut [Draft]) -> Result<()> {
        Ok(())
    }

    /// May write further records in the same transaction and change set.
    fn after(&self, _work: &mut Work<'_>, _changes: &[Change]) -> Result<()> {
        Ok(())
    }
}

/// The behaviours of all modules by object, in the order of registration.
#[derive(Default)]
pub struct Behaviors {
    by_object: HashMap<String, Vec<Arc<dyn Behavior>>>,
    names: Vec<(String, &'static str)>,
}

impl Behaviors {
    /// Attaches one to an object; `*` attaches it to every object, behind those of the object itself.
    pub fn attach(&mut self, object: &str, behavior: Arc<dyn Behavior>) {
        self.names.push((object.to_owned(), behavior.name()));
        self.by_object
            .entry(object.to_owned())
            .or_default()
            .push(behavior);
    }

    /// Those of an object, in order.
    pub fn of(&self, object: &str) -> Vec<Arc<dyn Behavior>> {
        let list = |key: &str| self.by_object.get(key).into_iter().flatten().cloned();
        list(object).chain(list("*")).collect()
    }

    /// Object and name of each, in order of registration.
    pub fn names(&self) -> &[(String, &'static str)] {
        &self.names
    }
}
