//! How roles of parties behave: they end after they begin.

use kontor_kernel::Result;
use kontor_records::{Behavior, Draft, Work};

use crate::rule::{dates_in_order, is_edit};

/// Keeps the two dates in order.
pub struct Dates;

impl Behavior for Dates {
    fn name(&self) -> &'static str {
        "party_role.dates"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        drafts
            .iter_mut()
            .filter(|draft| is_edit(draft))
            .for_each(|draft| dates_in_order(work.ctx, draft));
        Ok(())
    }
}
