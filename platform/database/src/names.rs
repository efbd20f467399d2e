//! One text for both databases: `@name` becomes the table of the workspace and `$1` the placeholder.
//!
//! What was rewritten is remembered, because fixed statements come again and again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::dialect::Dialect;

/// Texts remembered; when they are more, somebody builds texts that never come again, and all are forgotten.
const REMEMBERED: usize = 2_048;

/// How the tables of one workspace are written.
pub(crate) struct Names {
    pub(crate) dialect: Dialect,
    /// The schema's name on PostgreSQL.
    pub(crate) schema: Option<String>,
    known: RwLock<HashMap<Box<str>, Arc<str>>>,
}

impl Names {
    pub(crate) fn new(dialect: Dialect, schema: Option<String>) -> Names {
        Names {
            dialect,
            schema,
            known: RwLock::default(),
        }
    }

    /// The text as this database wants it.
    pub(crate) fn rewrite(&self, sql: &str) -> Arc<str> {
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(sql) {
            return known.clone();
        }
        let text: Arc<str> = self.rewritten(sql).into();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(sql.into(), text.clone());
        text
    }

    /// A table, quoted, and qualified where there is a schema.
    pub(crate) fn table(&self, name: &str) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quoted(schema), quoted(name)),
            None => quoted(name),
        }
    }

    fn rewritten(&self, sql: &str) -> String {
        let bytes = sql.as_bytes();
        let mut out = String::with_capacity(sql.len() + 32);
        // Everything cut at is ASCII, so every slice is whole characters.
        let (mut kept, mut at) = (0, 0);
        while at < bytes.len() {
            let next = match bytes[at] {
                quote @ (b'\'' | b'"') => end_of_quoted(bytes, at, quote),
                b'-' if bytes[at..].starts_with(b"--") => end_at(sql, at, "\n"),
                b'/' if bytes[at..].starts_with(b"/*") => end_at(sql, at + 2, "*/"),
                b'$' if self.dialect == Dialect::Sqlite && digit(bytes, at + 1) => {
                    out.push_str(&sql[kept..at]);
                    out.push('?');
                    kept = at + 1;
                    at + 1
                }
                // `@@`, `@>` and `<@` are operators.
                b'@' if bytes.get(at + 1) == Some(&b'@') => at + 2,
                b'@' if letter(bytes, at + 1) && (at == 0 || bytes[at - 1] != b'<') => {
                    let end = (at + 1..bytes.len())
                        .find(|end| !name_part(bytes[*end]))
                        .unwrap_or(bytes.len());
                    out.push_str(&sql[kept..at]);
                    out.push_str(&self.table(&sql[at + 1..end]));
                    kept = end;
                    end
                }
                _ => at + 1,
            };
            at = next;
        }
        out.push_str(&sql[kept..]);
        out
    }
}

/// A name as both databases quote it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

fn letter(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
}

fn name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Past the closing quote; a doubled one closes and opens again, which comes to the same.
fn end_of_quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    (start + 1..bytes.len())
        .find(|at| bytes[*at] == quote)
        .map_or(bytes.len(), |at| at + 1)
}

fn end_at(sql: &str, start: usize, end: &str) -> usize {
    sql[start..]
        .find(end)
        .map_or(sql.len(), |at| start + at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(sql: &str) -> (String, String) {
        let sqlite = Names::new(Dialect::Sqlite, None);
        let postgres = Names::new(Dialect::Postgres, Some("ws \"x\"".to_owned()));
        (sqlite.rewrite(sql).to_string(), postgres.rewrite(sql).to_string())
    }

    #[test]
    fn tables_are_quoted_and_qualified_and_parameters_numbered() {
        let (sqlite, postgres) = both("SELECT $2, $1, $1 FROM @job AS j, @job_2 WHERE j.x = $12");
        assert_eq!(
            sqlite,
            r#"SELECT ?2, ?1, ?1 FROM "job" AS j, "job_2" WHERE j.x = ?12"#
        );
        let expected = r#"SELECT $2, $1, $1 FROM "ws ""x"""."job" AS j, "ws ""x"""."job_2" WHERE j.x = $12"#;
        assert_eq!(postgres, expected);
    }

    #[test]
    fn quoted_texts_comments_and_operators_are_left_alone() {
        for sql in [
            "SELECT '@job $1', 'it''s @job', 'ü@job'",
            "SELECT \"@job\" -- @job $1\n",
            "SELECT 1 /* @job $1 */",
            "SELECT a @@ b, a @@to_tsquery(b), a @> b, a <@b, a <@ b, @ 1",
            "SELECT '@job",
            "SELECT '",
            "@",
        ] {
            assert_eq!(both(sql), (sql.to_owned(), sql.to_owned()));
        }
    }
}
