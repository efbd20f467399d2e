//! Texts of files, extracted by a process of its own: this program, called with a hidden command.

use std::fs::File;
use std::io;

use kontor_extract::child::{Child, Ended};
use kontor_http::app::{Extracted, Extractor};

/// Extracts in a child process.
pub struct Process(pub Child);

impl Process {
    /// With the running program as the child.
    pub fn of_this_program() -> io::Result<Process> {
        Child::of_this_program().map(Process)
    }
}

impl Extractor for Process {
    fn extract(&self, kind: &str, content: File) -> io::Result<Extracted> {
        Ok(match self.0.extract(kind, content)? {
            Ended::Text(text) => Extracted::Text(text),
            Ended::Refused(refusal) => Extracted::Nothing(refusal.as_str(), None),
            Ended::TooLong => Extracted::Nothing("too_long", None),
            Ended::Died(how) => Extracted::Nothing("died", Some(how)),
        })
    }
}
