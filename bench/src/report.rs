//! The table: on the screen, and in docs/performance.md.

use std::fmt::Write as _;

use crate::rows::Row;

/// The rows as a table in Markdown. What counts is CPU, but on PostgreSQL, whose CPU is not in the figures, time.
pub fn table(rows: &[Row], by_time: bool) -> String {
    let mut out = String::from(
        "| work | Kontor, CPU µs | by hand, CPU µs | ratio of CPU | of time | at most | |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let (ours, hand, cpu, wall) = match &row.compared {
            Some(compared) => (
                figure(compared.ours.cpu),
                figure(compared.hand.cpu),
                format!("{:.2} ×", compared.cpu_ratio),
                format!("{:.2} ×", compared.wall_ratio),
            ),
            None => (figure(row.cost()), String::new(), String::new(), String::new()),
        };
        let verdict = match (&row.compared, row.budget) {
            (Some(compared), Some(budget)) => {
                let ratio = if by_time {
                    compared.wall_ratio
                } else {
                    compared.cpu_ratio
                };
                let kept = ratio <= budget;
                format!("{budget:.2} × {}", if kept { "✓" } else { "✗" })
            }
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "| {} | {ours} | {hand} | {cpu} | {wall} | {verdict} | {} |",
            row.work, row.remark
        );
    }
    out
}

/// Microseconds, with as many digits as mean something.
pub fn figure(micros: f64) -> String {
    match micros {
        small if small < 100.0 => format!("{small:.1}"),
        large => format!("{large:.0}"),
    }
}
