//! Prints how well duplicates are told on published sets: `cargo run -p kontor-duplicates --example linkage`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it prints, and stops where it can't go on"
)]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/linkage/sets.rs"]
mod sets;

fn main() {
    println!(
        "{:<12} {:>8} {:>10} {:>8} {:>8} {:>8} {:>10}",
        "set", "records", "verdict", "found", "prec.", "recall", "F1"
    );
    for set in sets::all() {
        let outcome = set.evaluate();
        for (verdict, figures) in [("same", outcome.same), ("any", outcome.any)] {
            println!(
                "{:<12} {:>8} {:>10} {:>8} {:>8.4} {:>8.4} {:>10.4}",
                set.name,
                outcome.records,
                verdict,
                figures.found,
                figures.precision,
                figures.recall,
                figures.f1
            );
        }
        println!(
            "{:<12} candidates {}, blocked recall {:.4}",
            "", outcome.candidates, outcome.reachable
        );
    }
}
