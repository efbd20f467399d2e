//! How organisations behave: their VAT id is right, or it is not stored.

use kontor_kernel::Result;
use kontor_records::{Behavior, Draft, Work};

use super::vat::{self, Vat};
use crate::rule::{is_edit, say};

/// Writes VAT ids in one spelling, and refuses those of states of the Union whose form or check digits are wrong.
pub struct VatId;

impl Behavior for VatId {
    fn name(&self) -> &'static str {
        "organization.vat_id"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts
            .iter_mut()
            .filter(|draft| is_edit(draft) && draft.changes("vat_id"))
        {
            let Some(text) = draft.after.text("vat_id") else {
                continue;
            };
            match vat::read(text) {
                Vat::Valid(compact) => draft.after.set("vat_id", compact),
                Vat::Unknown => {}
                Vat::Wrong => {
                    let detail = say(
                        work.ctx,
                        "This is no VAT id of the country it names.",
                        "Das ist keine USt-IdNr. des Landes, das sie nennt.",
                    );
                    draft.refuse("vat_id", "invalid_vat_id", detail);
                }
            }
        }
        Ok(())
    }
}
