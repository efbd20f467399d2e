//! Rows whose links led nowhere are tried again once all rows were gone through: what they point to may have come in
//! a later row. Round follows round until one brings nothing more.

use kontor_kernel::Result;

use super::run::{Part, Run};
use super::store;

/// Rows of one transaction.
const BLOCK: usize = 200;

/// Tries them again; the counts of the import follow.
pub async fn settle(run: &mut Run) -> Result<()> {
    loop {
        let (mut after, failed) = (0, run.import.counts.failed);
        loop {
            run.check()?;
            let lines = run
                .read(move |tx, id| store::unlinked(tx, id, after, BLOCK))
                .await?;
            let Some(last) = lines.last() else { break };
            after = *last;
            let rows = run.rows_at(lines).await?;
            run.write(rows, Part::Again).await?;
        }
        if run.import.counts.failed == failed {
            return Ok(());
        }
    }
}
