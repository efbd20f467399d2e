//! A statement that was built elsewhere and waits to be run.

use std::borrow::Cow;
use std::sync::Arc;

use crate::names::Names;
use crate::value::Value;

/// SQL text with its bound values.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// The text.
    pub text: Cow<'static, str>,
    /// The values of `$1`, `$2`, ...
    pub params: Vec<Value>,
    /// The text is already in the database's own form: no `@name`, its own kind of placeholder.
    pub(crate) finished: bool,
    /// PostgreSQL is to plan it for these very values and not to keep it.
    pub(crate) once: bool,
}

impl Statement {
    /// A statement written once for both databases: `$1` is a parameter and may repeat, `@name` a table.
    pub fn new(text: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Statement {
        Statement {
            text: text.into(),
            params,
            finished: false,
            once: false,
        }
    }

    /// A text in the database's own form.
    pub fn finished(text: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Statement {
        Statement {
            finished: true,
            ..Statement::new(text, params)
        }
    }

    /// The same, planned by PostgreSQL for these very values and not kept as a prepared statement: for texts that hardly
    /// come again, and for conditions whose best plan hangs on the value (full text). It then takes the types of the
    /// parameters from the values: cast where another one is needed. SQLite has one plan for all values and keeps it.
    pub fn once(mut self) -> Statement {
        self.once = true;
        self
    }
}

/// The text that is sent.
pub(crate) enum Sql<'a> {
    Finished(&'a str),
    Rewritten(Arc<str>),
}

impl AsRef<str> for Sql<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Sql::Finished(text) => text,
            Sql::Rewritten(text) => text,
        }
    }
}

impl Statement {
    /// Its text in the database's own form.
    pub(crate) fn sql(&self, names: &Names) -> Sql<'_> {
        if self.finished {
            Sql::Finished(&self.text)
        } else {
            Sql::Rewritten(names.rewrite(&self.text))
        }
    }
}
