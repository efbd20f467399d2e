//! Counting what held and what did not.

use std::fmt::Display;

/// What an examination has found so far.
#[derive(Debug, Default)]
pub struct Verdict {
    passed: u64,
    failed: u64,
    left_out: Option<String>,
}

/// Findings that are shown; more of them say nothing new.
const SHOWN: u64 = 40;

impl Verdict {
    /// One thing that had to hold; `what` says what went wrong where it did not.
    pub fn expect<T: Display>(&mut self, holds: bool, what: impl FnOnce() -> T) {
        if holds {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        if self.failed <= SHOWN {
            println!("  FAILED: {}", what());
        }
    }

    /// Nothing could be looked at here, for this reason.
    pub fn left_out(reason: impl Display) -> Verdict {
        Verdict {
            left_out: Some(reason.to_string()),
            ..Verdict::default()
        }
    }

    /// How much did not hold so far.
    pub fn failures(&self) -> u64 {
        self.failed
    }

    /// Adds what another has found.
    pub fn add(&mut self, other: Verdict) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The last line; whether all held, and anything was looked at or could not be for a
    /// reason that was told.
    pub fn conclude(&self) -> bool {
        if let Some(reason) = &self.left_out {
            println!("LEFT OUT: {reason}");
            return true;
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0 && self.passed > 0
    }
}
