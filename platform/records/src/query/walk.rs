//! Whether a list is read along its order, for those who see but some of the records.
//!
//! Of a condition such as `owner == me()` SQLite takes the index over owners, reads all records it finds and sorts them:
//! right for the few of most people, wrong for who has thousands, for a page is full after a few steps along the order.
//! It does not know which of both it is, so the next records in the order are asked: how many of them he may see tells how
//! many are his in all, and how many meet everything tells how far it is to the end of the page. PostgreSQL has statistics
//! and decides by itself.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::storage::indexes;
use kontor_definitions::{Action, Object};
use kontor_kernel::Result;

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::scope::{ROOT, column};
use crate::query::sort::Key;

/// Records that are asked.
pub const ASKED: usize = 400;

/// Answers whether it is a question at all: there is an index in the order of these keys, and the caller sees some records
/// and not others.
pub fn is_possible(ctx: &Ctx, tx: &Tx, object: &Arc<Object>, keys: &[Key]) -> bool {
    let some = matches!(ctx.policy.permit(object, Action::Read), Permit::Where(_));
    let in_order = |key: &Key| {
        let stored = indexes(&object.def, &[]);
        stored
            .iter()
            .any(|index| column(ROOT, &index.columns[0]) == key.sql)
    };
    !tx.dialect().knows_how_common() && some && keys.first().is_some_and(in_order)
}

/// What the next records in the order say.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// So many there were.
    pub asked: i64,
    /// So many of them the caller may see.
    pub seen: i64,
    /// So many of these are in the list.
    pub listed: i64,
    /// About how many records the object has.
    pub all: i64,
}

impl Sample {
    /// Whether a page of `wanted` records is full before as many records were read as the caller may see in all.
    pub fn favours_the_order(self, wanted: usize) -> bool {
        let [asked, seen, listed, all] = [self.asked, self.seen, self.listed, self.all].map(i128::from);
        // wanted * asked / listed < all * seen / asked
        wanted as i128 * asked * asked < all * seen * listed
    }
}

/// Asks for about how many records an object has.
pub fn about_how_many(tx: &mut Tx, object: &Object) -> Result<i64> {
    let sql = tx.dialect().about_how_many(object.table());
    Ok(tx.row(&sql, &[], |row| row.get(0))?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_many_walks_and_who_has_few_does_not() {
        let sample = |seen, listed, all| Sample {
            asked: 400,
            seen,
            listed,
            all,
        };
        // A tenth of a million, of which four in five meet the condition: some 640 records, and not 100,000.
        assert!(sample(40, 32, 1_000_000).favours_the_order(51));
        // One in a hundred and thirty is in the list: 6,800 records.
        assert!(sample(40, 3, 1_000_000).favours_the_order(51));
        // The same in a small workspace, where all of the caller's are 400.
        assert!(!sample(40, 3, 4_000).favours_the_order(51));
        assert!(!sample(40, 0, 1_000_000).favours_the_order(51));
        assert!(!sample(0, 0, 1_000_000).favours_the_order(51));
    }
}
