//! Rows whose links led nowhere are tried again once all rows were gone through: what they point to may have come in
//! a later row. Round follows round until one brings nothing more. A link that may be left out is left out only then.

use std::collections::BTreeSet;

use kontor_kernel::Result;
use kontor_records::Ctx;

use super::circles;
use super::mapping::Mapping;
use super::row::Row;
use super::run::{Part, Run};
use super::stage::Stage;
use super::store;

/// Rows of one transaction.
const BLOCK: usize = 200;

/// Tries them again; the counts of the import follow.
pub async fn settle(run: &mut Run) -> Result<()> {
    rounds(run, false).await?;
    match run.has_waiting_links {
        true => rounds(run, true).await,
        false => Ok(()),
    }
}

/// Round after round; in the `last` ones no link waits any more.
async fn rounds(run: &mut Run, last: bool) -> Result<()> {
    loop {
        let (mut after, failed) = (0, run.import.counts.failed);
        loop {
            run.check()?;
            let lines = run
                .read(move |tx, id| store::unlinked(tx, id, after, BLOCK))
                .await?;
            let Some(line) = lines.last() else { break };
            after = *line;
            let rows = run.rows_at(lines).await?;
            run.write(rows, Part::Again { last }).await?;
        }
        if run.import.counts.failed == failed {
            return Ok(());
        }
    }
}

/// Has links that may be left out wait for the rows of the file that their targets stand in; answers whether there are any.
pub(super) async fn wait(ctx: &Ctx, mapping: &Mapping, stage: &Stage, rows: &mut [Row]) -> Result<bool> {
    let optional = |row: &Row| {
        let links = row.wishes.iter().flatten().flat_map(|wish| &wish.links);
        links.clone().any(|link| link.optional)
    };
    let mut names: BTreeSet<String> = BTreeSet::new();
    for row in rows.iter().filter(|row| optional(row)) {
        for (at, wish) in row.wishes.iter().enumerate() {
            let links = wish.iter().flat_map(|wish| &wish.links);
            names.extend(links.flat_map(|link| circles::names_of(ctx, mapping, at, link)));
        }
    }
    let known = stage.known(names).await?;
    let mut any = false;
    for row in rows.iter_mut().filter(|_| !known.is_empty()) {
        for (at, wish) in row.wishes.iter_mut().enumerate() {
            for link in wish.iter_mut().flat_map(|wish| &mut wish.links) {
                let names = circles::names_of(ctx, mapping, at, link);
                link.waits = link.optional && names.iter().any(|name| known.contains_key(name));
                any |= link.waits;
            }
        }
    }
    Ok(any)
}
