//! Whether a list is read along its order, for those who see but some of the records.
//!
//! Of a condition such as `owner == me()` SQLite takes the index over owners, reads all records it finds and sorts them:
//! right for the few of most people, wrong for who has thousands, for a page is full after a few steps along the order.
//! It does not know which of both it is, so it is looked up: what a row filter lets through is counted up to a limit, and
//! where the caller has a condition besides, the next records in the order are asked how many of them meet all. PostgreSQL
//! has statistics and decides by itself.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::storage::indexes;
use kontor_definitions::{Action, Object};
use kontor_kernel::Result;

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::scope::{ROOT, Scope, column};
use crate::query::sort::Key;

/// Who sees more records than this is likely to find a page of them soon: with a million records in all, every 250th is
/// his, and a page takes about as many reads as there are records to sort otherwise.
const MANY: usize = 4_000;

/// Records that are looked at in the order where the caller has a condition besides, and how many of them must be in the
/// list for it to be read along its order: a page of fifty takes at most some ten times as many then.
pub const LOOKED_AT: usize = 400;
/// See [`LOOKED_AT`].
pub const ENOUGH: i64 = 5;

/// Answers whether there is an index in the order of these keys, and the caller sees many, but not all.
pub fn has_many(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, keys: &[Key]) -> Result<bool> {
    let some = matches!(ctx.policy.permit(object, Action::Read), Permit::Where(_));
    let in_order = |key: &Key| {
        let stored = indexes(&object.def, &[]);
        stored
            .iter()
            .any(|index| column(ROOT, &index.columns[0]) == key.sql)
    };
    if tx.dialect().knows_how_common() || !some || !keys.first().is_some_and(in_order) {
        return Ok(false);
    }
    let mut scope = Scope::new(ctx, tx.dialect());
    let Some(condition) = scope.permission(ROOT, object, Action::Read)? else {
        return Ok(false);
    };
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM @{} {ROOT}{} WHERE {condition} LIMIT {MANY}) some_rows",
        object.table(),
        scope.joins(),
    );
    let found = tx.row(&sql, &scope.params, |row| row.get::<i64>(0))?;
    Ok(found.unwrap_or(0) >= MANY as i64)
}
