//! The table: on the screen, and in docs/performance.md.

use std::fmt::Write as _;

use crate::rows::Row;

/// The rows as a table in Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| work | Kontor, CPU µs | by hand, CPU µs | ratio of CPU | of time | at most | |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let (ours, hand, cpu, wall) = match (&row.compared, &row.alone) {
            (Some(compared), _) => (
                figure(compared.ours.cpu),
                figure(compared.hand.cpu),
                format!("{:.2} ×", compared.cpu_ratio),
                format!("{:.2} ×", compared.wall_ratio),
            ),
            (None, Some(alone)) => {
                let cpu = if alone.cpu.is_nan() { alone.wall } else { alone.cpu };
                (figure(cpu), String::new(), String::new(), String::new())
            }
            (None, None) => Default::default(),
        };
        let verdict = match (&row.compared, row.budget) {
            (Some(compared), Some(budget)) => {
                let kept = compared.cpu_ratio <= budget;
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

fn figure(micros: f64) -> String {
    match micros {
        small if small < 100.0 => format!("{small:.1}"),
        large => format!("{large:.0}"),
    }
}
