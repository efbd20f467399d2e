//! Why a command did not do what it was asked: one line for people, one exit code for programs.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use kontor_kernel::{Code, Error, Json};

/// It failed; the line says why.
const FAILED: u8 = 1;
/// It was asked in the wrong way; `clap` answers the same for what it finds itself.
const USAGE: u8 = 2;

/// A part of it was done, a part refused.
const PARTLY: u8 = 3;

/// The end of a command that did not succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    code: u8,
    words: String,
}

impl Failure {
    /// It can't be done.
    pub fn new(words: impl Into<String>) -> Failure {
        Failure {
            code: FAILED,
            words: words.into(),
        }
    }

    /// It can't be meant.
    pub fn usage(words: impl Into<String>) -> Failure {
        Failure {
            code: USAGE,
            words: words.into(),
        }
    }

    /// A part of it could not be done; the rest is.
    pub fn partly(words: impl Into<String>) -> Failure {
        Failure {
            code: PARTLY,
            words: words.into(),
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
        Failure::new(if words.is_empty() {
            text(&problem["title"])
        } else {
            words
        })
    }

    /// What happened.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Says it on standard error, in one line, and answers the exit code.
    pub fn report(&self) -> ExitCode {
        let line: Vec<&str> = self.words.split_whitespace().collect();
        // Whoever closed standard error still has the exit code.
        let _ = writeln!(std::io::stderr(), "kontor: {}", line.join(" "));
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
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_api() {
        let detail = json!({"title": "Not found", "detail": "There is nothing here."});
        assert_eq!(Failure::refused(&detail), Failure::new("There is nothing here."));
        let issues = json!({"title": "Some values are not valid", "detail": "2 values are not valid.", "errors": [
            {"pointer": "/email", "detail": "Missing."}, {"pointer": "/name", "detail": "Too long."}]});
        assert_eq!(
            Failure::refused(&issues),
            Failure::new("email: Missing. name: Too long.")
        );
        assert_eq!(
            Failure::refused(&json!({"title": "Not found"})),
            Failure::new("Not found")
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
