//! The same work in workspaces of three sizes, each ten times the one before: what grows, and how fast. A table, and a
//! picture with logarithmic axes, where what grows in proportion rises as steeply as the dotted line.

use std::fmt::Write as _;

use crate::dataset::Size;
use crate::report::figure;
use crate::rows::Row;

/// What some work costs in each of the workspaces, in microseconds of CPU.
struct Line {
    work: String,
    costs: Vec<f64>,
}

impl Line {
    /// How many times as much it costs in a workspace ten times as large, on average.
    fn each_tenfold(&self) -> f64 {
        let steps = self.costs.len().saturating_sub(1).max(1);
        let (first, last) = (self.costs.first(), self.costs.last());
        let times = first.zip(last).map_or(1.0, |(first, last)| last / first);
        times.powf(1.0 / steps as f64)
    }
}

/// What was measured, by workspace: its size and its rows.
pub type Measured = Vec<(Size, Vec<Row>)>;

fn lines(measured: &Measured) -> Vec<Line> {
    let Some((_, rows)) = measured.first() else {
        return Vec::new();
    };
    let line = |(n, row): (usize, &Row)| Line {
        work: row.work.clone(),
        costs: measured
            .iter()
            .filter_map(|(_, rows)| Some(rows.get(n)?.cost()))
            .collect(),
    };
    rows.iter().enumerate().map(line).collect()
}

/// The table in Markdown.
pub fn table(measured: &Measured) -> String {
    let mut out = String::from("| Kontor, CPU µs |");
    for (size, _) in measured {
        let _ = write!(out, " {} people |", size.people);
    }
    out.push_str(" times as much in a workspace ten times as large |\n|---|");
    out.push_str(&"---|".repeat(measured.len() + 1));
    out.push('\n');
    for line in lines(measured) {
        let _ = write!(out, "| {} |", line.work);
        for cost in &line.costs {
            let _ = write!(out, " {} |", figure(*cost));
        }
        let _ = writeln!(out, " {:.2} |", line.each_tenfold());
    }
    out
}

const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 620.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 520.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 570.0;
/// Between two names at the right edge.
const NAMES_APART: f64 = 24.0;

/// The picture, as SVG.
pub fn picture(measured: &Measured) -> String {
    let mut lines = lines(measured);
    let all = || {
        lines
            .iter()
            .flat_map(|line| &line.costs)
            .copied()
            .filter(|cost| *cost > 0.0)
    };
    let lowest = all().fold(f64::INFINITY, f64::min).log10().floor();
    let highest = all().fold(1.0, f64::max).log10().ceil();
    let x = |n: usize| LEFT + (RIGHT - LEFT) * n as f64 / (measured.len().saturating_sub(1).max(1)) as f64;
    let y =
        |cost: f64| BOTTOM - (BOTTOM - TOP) * (cost.max(1e-3).log10() - lowest) / (highest - lowest).max(1.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for power in lowest as i32..=highest as i32 {
        let (at, cost) = (y(10_f64.powi(power)), figure(10_f64.powi(power)));
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{RIGHT}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{cost}</text>",
            LEFT - 6.0,
            at + 4.0
        );
    }
    for (n, (size, _)) in measured.iter().enumerate() {
        let at = x(n);
        let _ = writeln!(
            out,
            "<line x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{BOTTOM}\" stroke=\"#ddd\"/>\n\
             <text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{} people</text>",
            BOTTOM + 20.0,
            size.people
        );
    }
    let decades = measured.len().saturating_sub(1) as i32;
    let from = 10_f64.powf(lowest);
    let _ = writeln!(
        out,
        "<line x1=\"{LEFT}\" y1=\"{:.1}\" x2=\"{RIGHT}\" y2=\"{:.1}\" stroke=\"#888\" stroke-dasharray=\"2 4\"/>\n\
         <text x=\"{LEFT}\" y=\"{}\" fill=\"#555\">µs of CPU; dotted: in proportion to the size</text>",
        y(from),
        y(from * 10_f64.powi(decades)),
        HEIGHT - 10.0
    );
    // From the bottom up, so that names that would lie upon each other are moved upwards.
    let end = |line: &Line| line.costs.last().copied().unwrap_or_default();
    lines.sort_by(|a, b| end(a).total_cmp(&end(b)));
    let mut free = f64::INFINITY;
    let of_all = lines.len().max(1);
    for (n, line) in lines.iter().enumerate() {
        let colour = format!("hsl({} 70% 38%)", n * 360 / of_all);
        let points: Vec<String> = line
            .costs
            .iter()
            .enumerate()
            .map(|(n, cost)| format!("{:.1},{:.1}", x(n), y(*cost)))
            .collect();
        let at = y(end(line));
        let name = at.min(free - NAMES_APART);
        free = name;
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n\
             <line x1=\"{RIGHT}\" y1=\"{at:.1}\" x2=\"{}\" y2=\"{name:.1}\" stroke=\"{colour}\" stroke-width=\"0.5\"/>\n\
             <text x=\"{}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
            points.join(" "),
            RIGHT + 26.0,
            RIGHT + 30.0,
            name + 4.0,
            line.work
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Taken;

    fn measured(costs: [f64; 3]) -> Measured {
        let row = |cpu| Row::alone("work", Taken { cpu, wall: 0.0 });
        let sizes = [1_000, 10_000, 100_000].map(Size::of);
        sizes
            .into_iter()
            .zip(costs)
            .map(|(size, cpu)| (size, vec![row(cpu)]))
            .collect()
    }

    #[test]
    fn what_grows_in_proportion_grows_tenfold() {
        assert!(table(&measured([5.0, 50.0, 500.0])).contains("| work | 5.0 | 50.0 | 500 | 10.00 |"));
        assert!(table(&measured([5.0, 5.0, 5.0])).ends_with("| 1.00 |\n"));
    }

    #[test]
    fn the_picture_has_a_line_for_each_work() {
        let svg = picture(&measured([5.0, 50.0, 500.0]));
        assert_eq!(svg.matches("<polyline").count(), 1);
        // Three powers of ten from top to bottom, of which each step takes one.
        assert!(
            svg.contains("points=\"70.0,441.9 295.0,258.5 520.0,75.2\""),
            "{svg}"
        );
    }
}
