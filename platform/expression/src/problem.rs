//! What is wrong with an expression, and where.

use kontor_kernel::{Code, Error};

/// Why an expression was refused. It converts into an [`Error`] with [`Code::BadFilter`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Stable code: `syntax`, `too_long`, `too_deep`, `too_large`, `bad_tree`, `unsupported`, `unknown_field`,
    /// `unknown_function`, `unknown_option`, `wrong_arguments`, `wrong_type`, `bad_value`, `not_in_filter`.
    pub code: &'static str,
    /// What is wrong, in English.
    pub message: String,
    /// Where in the text, in characters (code points) from 0; known when the tree came from text.
    pub position: Option<usize>,
    /// Where in the tree, as JSON pointer: `/args/0/args/1`.
    pub path: Option<String>,
    /// The field it is about: unknown to who asks, or of another type.
    pub field: Option<String>,
    /// What the message is made of, by name, for those who word it in another language.
    pub figures: Box<[(&'static str, String)]>,
}

impl Problem {
    /// A problem whose place is not known yet.
    pub fn new(code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            code,
            message: message.into(),
            position: None,
            path: None,
            field: None,
            figures: Box::default(),
        }
    }

    /// The same with a figure of its message.
    pub fn with(mut self, name: &'static str, figure: &str) -> Problem {
        let more = [(name, figure.to_owned())];
        self.figures = self.figures.into_iter().chain(more).collect();
        self
    }

    /// The same, told of a field, unless it names one already.
    pub fn about(mut self, field: &str) -> Problem {
        if self.field.is_none() {
            self.message = format!("{field}: {}", self.message);
            self.field = Some(field.to_owned());
        }
        self
    }

    /// The same at a place of the text.
    pub fn at(mut self, position: usize) -> Problem {
        self.position = Some(position);
        self
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        let mut error = Error::new(Code::BadFilter, problem.message).with("reason", problem.code);
        if let Some(position) = problem.position {
            error = error.with("position", position);
        }
        if let Some(path) = problem.path {
            error = error.with("path", path);
        }
        if let Some(field) = problem.field {
            error = error.with("field", field);
        }
        for (name, figure) in problem.figures {
            error = error.with(name, figure);
        }
        error
    }
}
