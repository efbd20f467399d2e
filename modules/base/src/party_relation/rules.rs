//! How relations behave: they end after they begin, and nobody stands in a relation to himself. What an employment
//! means for the person is in [`crate::employment`].

use kontor_kernel::Result;
use kontor_records::{Behavior, Draft, Work};

use crate::rule::{dates_in_order, is_edit, say};

/// Keeps the two dates in order and the two parties apart.
pub struct TwoParties;

impl Behavior for TwoParties {
    fn name(&self) -> &'static str {
        "party_relation.two_parties"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            dates_in_order(work.ctx, draft);
            let from = draft.after.link("from_party");
            if from.is_some() && from == draft.after.link("to_party") {
                let detail = say(
                    work.ctx,
                    "A party can't have a relation with itself.",
                    "Niemand kann eine Beziehung zu sich selbst haben.",
                );
                draft.refuse("to_party", "same_party", detail);
            }
        }
        Ok(())
    }
}
