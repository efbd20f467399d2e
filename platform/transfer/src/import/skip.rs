//! Why rows were skipped, for the report.

use super::block::{Done, Outcome};
use super::row::Row;
use super::twins;

/// It waits for a decision.
pub(super) const WAITING: &str = "waiting";

/// Why a row was skipped, if it was.
pub(super) fn why(row: &Row, outcome: &Outcome) -> Option<&'static str> {
    let has = |code: &str| outcome.problems.iter().any(|problem| problem.code == code);
    (outcome.done == Done::Skipped).then(|| match () {
        () if has(twins::WAITING) => WAITING,
        () if has(twins::LEFT_OUT) => "duplicate",
        () if row.left_out => "left_out",
        () if row.is_empty() => "empty",
        () => "unchanged",
    })
}
