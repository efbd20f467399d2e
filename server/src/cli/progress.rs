//! The line that shows how far a long piece of work is, for people only: where standard error is no terminal it is silent.

use std::io::{IsTerminal, Write, stderr};

use kontor_kernel::Json;

/// Characters of the bar.
const BAR: usize = 24;

/// A line that is written anew each time.
pub struct ProgressLine {
    is_seen: bool,
    before: &'static str,
}

impl ProgressLine {
    /// A line; `before` says what is done as long as nobody knows how much there is.
    pub fn new(before: &'static str) -> ProgressLine {
        ProgressLine {
            is_seen: stderr().is_terminal(),
            before,
        }
    }

    /// Shows how far it is, for the last time when it has `ended`.
    pub fn show(&mut self, progress: &Json, ended: bool) {
        if !self.is_seen {
            return;
        }
        let end = if ended { "\n" } else { "" };
        // Whoever closed standard error does not want to know.
        let _ = write!(stderr(), "\r{}{end}", bar(progress, self.before)).and_then(|()| stderr().flush());
    }
}

/// `[#########.............]  41 %  205000 of 500000 rows, 8120 a second`
fn bar(progress: &Json, before: &str) -> String {
    let number = |key: &str| progress[key].as_u64();
    let done = number("done").unwrap_or(0);
    let rate = number("rate")
        .map(|rate| format!(", {rate} a second"))
        .unwrap_or_default();
    match number("total") {
        Some(total) if total > 0 => {
            let part = ((done * BAR as u64 / total) as usize).min(BAR);
            let (full, empty) = ("#".repeat(part), ".".repeat(BAR - part));
            let percent = (done * 100 / total).min(100);
            format!("[{full}{empty}] {percent:3} %  {done} of {total} rows{rate}   ")
        }
        _ => format!("{before} ... {done} rows{rate}   "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bar_fills_with_the_work() {
        let shown = |progress: Json| bar(&progress, "counting");
        assert_eq!(shown(json!({"done": 0, "total": null})), "counting ... 0 rows   ");
        assert_eq!(
            shown(json!({"done": 41, "total": 100, "rate": 7})),
            format!(
                "[{}{}]  41 %  41 of 100 rows, 7 a second   ",
                "#".repeat(9),
                ".".repeat(15)
            )
        );
        // What is written may be more than was counted a moment ago.
        let over = shown(json!({"done": 300, "total": 200}));
        assert!(over.starts_with(&format!("[{}] 100 %", "#".repeat(24))), "{over}");
    }
}
