//! How documents behave: a new version counts on from the one before.

use kontor_kernel::{Id, Result};
use kontor_records::query::load;
use kontor_records::{Behavior, Draft, Work};

use super::KEY;
use crate::rule::{is_edit, say};

/// Numbers the versions of a document.
pub struct Revisions;

impl Behavior for Revisions {
    fn name(&self) -> &'static str {
        "document.revisions"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let open = |draft: &&mut Draft| is_edit(draft) && draft.after.get("revision").is_null();
        let previous: Vec<Id> = drafts
            .iter_mut()
            .filter(open)
            .filter_map(|draft| draft.after.link("previous"))
            .collect();
        let object = work.ctx.object(KEY)?.clone();
        let known = load::by_ids(work.ctx, work.tx, &object, &previous)?;
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            let previous = draft.after.link("previous");
            if draft.after.get("revision").is_null() {
                let before = previous
                    .and_then(|id| known.get(&id)?.get("revision").as_i64())
                    .unwrap_or(0);
                draft.after.set("revision", before + 1);
            }
            if previous == Some(draft.id()) {
                let detail = say(
                    work.ctx,
                    "A document is not its own previous version.",
                    "Ein Dokument ist nicht seine eigene vorige Fassung.",
                );
                draft.refuse("previous", "cycle", detail);
            }
        }
        Ok(())
    }
}
