//! Rows that wait until somebody says what becomes of them, for they resemble records that are there. Each is shown with
//! those it resembles now; what was decided is done by the import's own job under the import's own id, so taking the
//! import back takes these rows back, too.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::{Statement, Tx, Value};
use kontor_duplicates::{Index, Prepared, pairs};
use kontor_kernel::{Code, Error, Id, Issue, Json, JsonMap, Result};
use kontor_records::Ctx;
use kontor_records::query::load;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::mapping::Mapping;
use super::problem::Problem;
use super::row::Row;
use super::run::{Part, Run};
use super::skip;
use super::store::{self, Import, State, number, parsed, text, word};
use super::twins::{LEFT_OUT, WAITING, values};

/// Rows of one transaction.
const BLOCK: usize = 200;
/// Records that are shown for one row.
const CANDIDATES: usize = 5;

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It makes a new record all the same.
    Create,
    /// It updates a record: the one that is named, or the one it resembles most.
    Update,
    /// It is left out.
    Skip,
}

/// What somebody says of a row.
#[derive(Clone, PartialEq, Debug)]
pub struct Decided {
    /// Its number.
    pub line: u64,
    /// What becomes of it.
    pub decision: Decision,
    /// The record that it updates.
    pub record: Option<Id>,
}

/// Notes the rows of a block that wait, with what they say about their main record.
pub fn note(tx: &mut Tx, import: Id, mapping: &Mapping, rows: &[Row]) -> Result<()> {
    let mut statements = Vec::new();
    for row in rows.iter().filter(|row| waits(row)) {
        statements.push(Statement::new(
            "INSERT INTO @k_import_waiting (import, line, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            vec![import.into(), number(row.line), text(&values(mapping, row))?],
        ));
    }
    tx.run_all(statements)
}

fn waits(row: &Row) -> bool {
    row.problems.iter().any(|problem| problem.code == WAITING)
}

/// Rows that wait after a row, each with the records it resembles; and the row after which the next page begins.
pub fn list(ctx: &Ctx, tx: &mut Tx, id: Id, after: u64, limit: usize) -> Result<(Vec<Json>, Option<u64>)> {
    let import = super::visible(ctx, tx, id)?;
    let object = ctx.object(&import.object)?.clone();
    let mut rows: Vec<(u64, JsonMap)> = tx.rows(
        "SELECT line, content FROM @k_import_waiting WHERE import = $1 AND line > $2 AND decision IS NULL \
         ORDER BY line LIMIT $3",
        &[id.into(), number(after), (limit + 1).into()],
        |row| Ok((row.get(0)?, parsed(row, 1)?)),
    )?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|(line, _)| *line).filter(|_| more);
    let index = Index::read(ctx, tx, &object)?;
    let drafts: Vec<Prepared> = rows
        .iter()
        .map(|(_, values)| index.prepare_values(ctx, values))
        .collect();
    let candidates = index.candidates(ctx, tx, &drafts, CANDIDATES)?;
    let shown = rows.into_iter().zip(candidates).map(|((line, values), found)| {
        let found: Vec<Json> = found
            .iter()
            .map(|one| pairs::candidate(ctx, &object, one))
            .collect();
        json!({"row": line, "values": values, "candidates": found})
    });
    Ok((shown.collect(), next))
}

/// Notes what was decided, for single rows and for all others that wait, and has the job of the import do it.
///
/// # Errors
/// `validation` for rows that do not wait, `conflict` while the import runs, or when it is not done.
pub fn decide(ctx: &Ctx, tx: &mut Tx, id: Id, rows: &[Decided], rest: Option<Decision>) -> Result<Json> {
    let mut import = super::visible(ctx, tx, id)?;
    if import.state != State::Done {
        let detail = "Rows that wait are decided once the import is done.";
        return Err(Error::new(Code::Conflict, detail));
    }
    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    let open = open(tx, id, &lines)?;
    let mut issues = Vec::new();
    let mut seen = BTreeSet::new();
    for (n, row) in rows.iter().enumerate() {
        if !open.contains(&row.line) || !seen.insert(row.line) {
            let detail = "This row does not wait for a decision.";
            issues.push(Issue::new(format!("/rows/{n}/row"), "not_found", detail));
        }
        if row.record.is_some() && row.decision != Decision::Update {
            let detail = "Only a row that updates a record names one.";
            issues.push(Issue::new(format!("/rows/{n}/record"), "not_allowed", detail));
        }
    }
    if rows.is_empty() && rest.is_none() {
        issues.push(Issue::new("/rows", "required", "Say what becomes of which rows."));
    }
    if !issues.is_empty() {
        return Err(Error::validation(issues));
    }
    let mut statements = Vec::new();
    for row in rows {
        statements.push(Statement::new(
            "UPDATE @k_import_waiting SET decision = $3, record = $4 WHERE import = $1 AND line = $2",
            vec![
                id.into(),
                number(row.line),
                word(row.decision)?,
                row.record.into(),
            ],
        ));
    }
    tx.run_all(statements)?;
    if let Some(rest) = rest {
        tx.execute(
            "UPDATE @k_import_waiting SET decision = $2 WHERE import = $1 AND decision IS NULL",
            &[id.into(), word(rest)?],
        )?;
    }
    let position = import.position;
    super::enqueue(ctx, tx, &mut import, position)?;
    super::shown(ctx, &import)
}

/// Which of these rows wait for a decision.
fn open(tx: &mut Tx, import: Id, lines: &[u64]) -> Result<BTreeSet<u64>> {
    let listed = tx.dialect().in_list("line", "$2");
    let sql =
        format!("SELECT line FROM @k_import_waiting WHERE import = $1 AND decision IS NULL AND {listed}");
    let found = tx.rows(&sql, &[import.into(), store::lines(lines)], |row| {
        row.get::<u64>(0)
    })?;
    Ok(found.into_iter().collect())
}

/// Does what was decided, row after row; the counts of the import follow.
pub(super) async fn settle(run: &mut Run) -> Result<()> {
    loop {
        run.check()?;
        let decided = run.read(next).await?;
        if decided.is_empty() {
            return Ok(());
        }
        let rows = run
            .rows_at(decided.iter().map(|decided| decided.line).collect())
            .await?;
        run.write(rows, Part::Decided(decided)).await?;
    }
}

fn next(tx: &mut Tx, import: Id) -> Result<Vec<Decided>> {
    tx.rows(
        "SELECT line, decision, record FROM @k_import_waiting WHERE import = $1 AND decision IS NOT NULL \
         ORDER BY line LIMIT $2",
        &[import.into(), BLOCK.into()],
        |row| {
            Ok(Decided {
                line: row.get(0)?,
                decision: serde_json::from_value(json!(row.text(1)?)).map_err(Error::internal)?,
                record: row.id(2)?,
            })
        },
    )
}

/// Changes rows as was decided.
pub(super) fn apply(
    ctx: &Ctx,
    tx: &mut Tx,
    mapping: &Mapping,
    rows: &mut [Row],
    decided: &[Decided],
) -> Result<()> {
    let object = mapping.main().clone();
    let named: Vec<Id> = decided.iter().filter_map(|decided| decided.record).collect();
    let live = load::live(ctx, tx, &object, &named)?;
    let index = Index::read(ctx, tx, &object)?;
    let drafts: Vec<Prepared> = rows
        .iter()
        .map(|row| index.prepare_values(ctx, &values(mapping, row)))
        .collect();
    let nearest = index.candidates(ctx, tx, &drafts, 1)?;
    let decided: BTreeMap<u64, &Decided> = decided.iter().map(|decided| (decided.line, decided)).collect();
    for (row, nearest) in rows.iter_mut().zip(nearest) {
        let Some(decided) = decided.get(&row.line) else {
            continue;
        };
        match decided.decision {
            Decision::Create => {}
            Decision::Skip => {
                row.left_out = true;
                let problem = Problem::new(row.line, LEFT_OUT, "Left out: somebody decided so.");
                row.problems
                    .push(problem.with(json!({"decision": decided.decision})).warning(true));
            }
            Decision::Update => {
                let target = match decided.record {
                    Some(record) => Some(record).filter(|record| live.contains(record)),
                    None => nearest.first().map(|candidate| candidate.id),
                };
                match (target, row.wishes.first_mut().and_then(Option::as_mut)) {
                    (Some(id), Some(wish)) => {
                        wish.id = Some(id);
                        row.ids[0] = id;
                    }
                    _ => {
                        let detail = "The record that it was to update is not there any more.";
                        row.problems.push(Problem::new(row.line, "not_found", detail));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Takes decided rows out of those that wait, and what was told of them out of the report; answers the rows that were
/// among them. Another worker may have been here.
pub(super) fn take(tx: &mut Tx, import: &mut Import, decided: &[Decided]) -> Result<BTreeSet<u64>> {
    let lines: Vec<u64> = decided.iter().map(|decided| decided.line).collect();
    let params: [Value; 2] = [import.id.into(), store::lines(&lines)];
    let listed = tx.dialect().in_list("line", "$2");
    let sql = format!("SELECT line FROM @k_import_waiting WHERE import = $1 AND {listed}");
    let found: BTreeSet<u64> = tx
        .rows(&sql, &params, |row| row.get::<u64>(0))?
        .into_iter()
        .collect();
    tx.execute(
        &format!("DELETE FROM @k_import_waiting WHERE import = $1 AND {listed}"),
        &params,
    )?;
    let found_lines: Vec<u64> = found.iter().copied().collect();
    // All that is told of a row that was put aside are warnings.
    let warnings = tx.execute(
        &format!("DELETE FROM @k_import_problem WHERE import = $1 AND {listed}"),
        &[import.id.into(), store::lines(&found_lines)],
    )?;
    let (counts, count) = (&mut import.counts, found.len() as u64);
    counts.rows -= count;
    counts.skipped -= count;
    counts.waiting -= count;
    if let Some(waiting) = counts.skipped_because.get_mut(skip::WAITING) {
        *waiting = waiting.saturating_sub(count);
    }
    counts.skipped_because.retain(|_, count| *count > 0);
    counts.warnings -= warnings;
    Ok(found)
}
