//! How people behave: nobody is born tomorrow, and the main employer is kept in step with its relation
//! ([`crate::employment`]).

use kontor_kernel::{Date, Result};
use kontor_records::{Behavior, Draft, Work};

use crate::rule::{is_edit, say};

/// Refuses dates of birth that lie in the future.
pub struct BirthDate;

impl Behavior for BirthDate {
    fn name(&self) -> &'static str {
        "person.birth_date"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let today = work.ctx.caller.today();
        for draft in drafts
            .iter_mut()
            .filter(|draft| is_edit(draft) && draft.changes("birth_date"))
        {
            let born = draft.after.text("birth_date").and_then(Date::parse);
            if born.is_some_and(|born| born > today) {
                let detail = say(
                    work.ctx,
                    "The day of birth lies in the future.",
                    "Der Geburtstag liegt in der Zukunft.",
                );
                draft.refuse("birth_date", "in_future", detail);
            }
        }
        Ok(())
    }
}
