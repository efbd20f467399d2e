//! Why a command did not do what it was asked: one line for people, one exit code for programs.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use kontor_kernel::{Code, Error, Json};
use serde_json::json;

/// It failed; the line says why.
const FAILED: u8 = 1;
/// It was asked in the wrong way; `clap` answers the same for what it finds itself.
const USAGE: u8 = 2;

/// A part of it was done, a part refused.
const PARTLY: u8 = 3;

/// The end of a command that did not succeed.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    code: u8,
    words: String,
    problem: Option<Box<Json>>,
}

impl Failure {
    /// It can't be done.
    pub fn new(words: impl Into<String>) -> Failure {
        Failure::with_code(FAILED, words)
    }

    /// It can't be meant.
    pub fn usage(words: impl Into<String>) -> Failure {
        Failure::with_code(USAGE, words)
    }

    /// A part of it could not be done; the rest is.
    pub fn partly(words: impl Into<String>) -> Failure {
        Failure::with_code(PARTLY, words)
    }

    fn with_code(code: u8, words: impl Into<String>) -> Failure {
        Failure {
            code,
            words: words.into(),
            problem: None,
        }
    }

    /// Something could not be done, and why.
    pub fn because(what: impl Display, cause: impl Display) -> Failure {
        Failure::new(format!("{what}: {cause}"))
    }

    /// The API refused: `problem` is its answer.
    pub fn refused(problem: &Json) -> Failure {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let issues: Vec<String> = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|issue| {
                format!(
                    "{}: {}",
                    text(&issue["pointer"]).trim_start_matches('/'),
                    text(&issue["detail"])
                )
            })
            .collect();
        let words = if issues.is_empty() {
            text(&problem["detail"])
        } else {
            issues.join(" ")
        };
        let words = match words.is_empty() {
            true => text(&problem["title"]),
            false => words,
        };
        Failure {
            problem: Some(Box::new(problem.clone())),
            ..Failure::new(words)
        }
    }

    /// What happened.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Says it on standard error, in one line, and answers the exit code. For programs the line is JSON: the problem the
    /// API answered with, or one that has only its `detail`.
    pub fn report(&self, as_json: bool) -> ExitCode {
        let words = || self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = match &self.problem {
            Some(problem) if as_json => problem.to_string(),
            None if as_json => json!({"detail": words()}).to_string(),
            _ => format!("kontor: {}", words()),
        };
        // Whoever closed standard error still has the exit code.
        let _ = writeln!(std::io::stderr(), "{line}");
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    /// Of the program's own doing, on the owner's own machine: so with the cause.
    fn from(error: Error) -> Failure {
        let Some(source) = error.source else {
            return Failure::new(error.detail);
        };
        let cause = with_causes(&*source);
        match error.code {
            Code::Internal => Failure::new(cause),
            _ => Failure::because(error.detail.trim_end_matches('.'), cause),
        }
    }
}

/// An error with what lies beneath it: drivers say little by themselves.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        next = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_api() {
        let detail = json!({"title": "Not found", "detail": "There is nothing here."});
        assert_eq!(Failure::refused(&detail).words(), "There is nothing here.");
        let issues = json!({"title": "Some values are not valid", "detail": "2 values are not valid.", "errors": [
            {"pointer": "/email", "detail": "Missing."}, {"pointer": "/name", "detail": "Too long."}]});
        assert_eq!(
            Failure::refused(&issues).words(),
            "email: Missing. name: Too long."
        );
        assert_eq!(
            Failure::refused(&json!({"title": "Not found"})).words(),
            "Not found"
        );
    }

    #[test]
    fn the_owner_of_the_machine_is_told_the_cause() {
        let error =
            Error::new(Code::Unavailable, "The database can't be reached.").because("connection refused");
        assert_eq!(
            Failure::from(error).words(),
            "The database can't be reached: connection refused"
        );
        assert_eq!(
            Failure::from(Error::internal("disk on fire")).words(),
            "disk on fire"
        );
    }
}
