//! Counting what held and what did not.

use std::fmt::Display;

/// What an examination has found so far.
#[derive(Debug, Default)]
pub struct Verdict {
    passed: u64,
    failed: u64,
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

    /// Adds what another has found.
    pub fn add(&mut self, other: Verdict) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The last line; whether all held, and anything was looked at.
    pub fn conclude(&self) -> bool {
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0 && self.passed > 0
    }
}
