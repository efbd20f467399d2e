//! What fields were before: history is read with the fields of today, whatever they were when it was written.
//!
//! A change of definitions that gives a field another type, or takes it away, is noted in the history itself, as an entry
//! of no record. So its place among all others says which values were written in which type, on a restored backup too.
//! Values from before are carried over as the change itself carried over those of the records. Where that loses something
//! a value stays what it was: it is shown, but never written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontor_database::{Statement, Tx};
use kontor_definitions::{FieldDef, Object};
use kontor_kernel::{Id, Json, JsonMap, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::ddl::convert::{self, Options};
use crate::history::{self, Entry};

/// The kind of the entry that says what fields were.
pub(crate) const DEFINITION: &str = "definition";

/// The statement that notes what fields of an object were until now; those without options are gone altogether.
pub fn note(ctx: &Ctx, object: &str, fields: &[(&FieldDef, Option<&Options>)]) -> Result<Statement> {
    let mut changes = JsonMap::new();
    for (field, options) in fields {
        changes.insert(
            field.id.clone(),
            json!([
                serde_json::to_value(field).map_err(kontor_kernel::Error::internal)?,
                options
            ]),
        );
    }
    Ok(history::insert(
        ctx,
        object,
        Id::NIL,
        ctx.catalog.version,
        DEFINITION,
        changes,
    ))
}

/// Whether an entry is such a note, and no record's.
pub fn is_note(entry: &Entry) -> bool {
    entry.kind == DEFINITION
}

/// Whether a change set changed definitions so that something is noted of them.
pub fn noted_by(tx: &mut Tx, change_set: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM @k_history WHERE change_set = $1 AND kind = $2 LIMIT 1";
    let found = tx.row(sql, &[change_set.into(), DEFINITION.into()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// What a field was until an entry of the history.
struct Former {
    until: i64,
    by: Id,
    field: FieldDef,
    /// What took the place of options that are gone; nothing where the field itself went.
    options: Option<Options>,
}

/// What the fields of an object were, the oldest first.
pub struct Formers<'a> {
    ctx: &'a Ctx,
    object: &'a Arc<Object>,
    fields: BTreeMap<String, Vec<Former>>,
}

impl<'a> Formers<'a> {
    /// Reads what is noted of an object.
    pub fn of(ctx: &'a Ctx, tx: &mut Tx, object: &'a Arc<Object>) -> Result<Formers<'a>> {
        let mut fields: BTreeMap<String, Vec<Former>> = BTreeMap::new();
        for note in history::since(tx, object, Id::NIL, i64::MIN)? {
            for (id, (field, options)) in note.changes {
                // What a later version of the program no longer knows as a field can't be carried over.
                let Ok(field) = serde_json::from_value(field) else {
                    continue;
                };
                let former = Former {
                    until: note.seq,
                    by: note.change_set,
                    field,
                    options: serde_json::from_value(options).unwrap_or_default(),
                };
                fields.entry(id).or_default().push(former);
            }
        }
        Ok(Formers { ctx, object, fields })
    }

    /// Brings the values of an entry to the fields of today.
    pub fn carry(&self, entry: &mut Entry) {
        if self.fields.is_empty() {
            return;
        }
        let mut unfit = BTreeSet::new();
        entry.changes.retain(|id, (before, after)| {
            let passed = |former: &&Former| former.until > entry.seq;
            let steps: Vec<&Former> = self.fields.get(id).into_iter().flatten().filter(passed).collect();
            let present = self.object.fields.iter().find(|field| field.id == *id);
            let Some(present) = present.filter(|_| steps.iter().all(|step| step.options.is_some())) else {
                // Of a field that is gone nothing is said; one that has its id today is another one.
                return false;
            };
            if !self.bring(&steps, present, before) {
                unfit.insert(id.clone());
            }
            // What a change of type itself made of a value has the new type already.
            let own = steps
                .iter()
                .take_while(|step| step.by == entry.change_set)
                .count();
            self.bring(&steps[own..], present, after);
            true
        });
        entry.unfit = unfit;
    }

    /// Carries a value over; answers whether it could be without a loss. If not it stays what it was.
    fn bring(&self, steps: &[&Former], present: &FieldDef, value: &mut Json) -> bool {
        let accept = self.ctx.accept();
        let nothing = Options::new();
        let mut carried = value.clone();
        for (n, step) in steps.iter().enumerate() {
            let to = steps.get(n + 1).map_or(present, |next| &next.field);
            let options = step.options.as_ref().unwrap_or(&nothing);
            let next = convert::converted(&step.field, to, &carried, options, &accept);
            if convert::is_lost(&step.field, to, &carried, &next, &accept) {
                return false;
            }
            carried = next;
        }
        *value = carried;
        true
    }
}
