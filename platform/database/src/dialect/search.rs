//! The full-text pair: FTS5 without content on SQLite, a `tsvector` with a GIN index on PostgreSQL.
//!
//! Both hold the same finished tokens per document number and nothing else. A document's tokens are put and removed
//! through [`crate::Tx::search_put`] and [`crate::Tx::search_remove`], which write them at the right moment.
//! A search asks for [`Dialect::search_windows`] one after the other, newest first, until it has enough.

use super::Dialect;
use crate::names::quoted;
use crate::statement::Statement;
use crate::value::Value;

/// Which documents are meant: tokens, beginnings of tokens, and their combinations.
#[derive(Clone, PartialEq, Debug)]
pub enum Match {
    /// The document has this token; white space in it does not count.
    Token(String),
    /// The document has a token that begins so.
    Prefix(String),
    /// All of these; of none, nothing.
    All(Vec<Match>),
    /// At least one of these.
    Any(Vec<Match>),
}

/// Letters of the prefixes that are tokens of their own on PostgreSQL; FTS5 has them in its `prefix` index.
const PREFIX: usize = 5;
/// Documents per window, and the lexeme that names one.
const WINDOW: i64 = 32_768;
/// A token that no document has.
const NOWHERE: &str = "%-1";
/// Bytes of a token; PostgreSQL takes 2,046.
const LONGEST: usize = 2_000;

impl Dialect {
    /// The statements that create a search index; for [`crate::Tx::ddl`].
    pub fn search_create(self, index: &str) -> Vec<String> {
        match self {
            Dialect::Sqlite => {
                let name = quoted(index);
                // Tokens arrive finished, so only white space parts them; the quotes are doubled for both levels.
                let marks = ('!'..='~').filter(char::is_ascii_punctuation).collect::<String>();
                let marks = marks.replace('\'', "''").replace('"', "\"\"");
                let option = |key: &str, value: i64| {
                    format!("INSERT INTO {name} ({name}, rank) VALUES ('{key}', {value})")
                };
                vec![
                    format!(
                        "CREATE VIRTUAL TABLE {name} USING fts5(tokens, content='', contentless_delete=1, detail=none, \
                         prefix='1 2 3 4 5', tokenize=\"ascii tokenchars '{marks}'\")"
                    ),
                    // Merging is the writer's affair: by default FTS5 merges at moments that stall everybody.
                    option("automerge", 0),
                    option("crisismerge", 16),
                    option("usermerge", 4),
                ]
            }
            Dialect::Postgres => vec![
                format!("CREATE TABLE @{index} (doc bigint PRIMARY KEY, tokens tsvector NOT NULL)"),
                // Every search reads the list of pending entries, so it is kept short.
                format!(
                    "CREATE INDEX {} ON @{index} USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 256)",
                    quoted(&format!("{index}_tokens"))
                ),
            ],
        }
    }

    /// Puts a new document; only [`crate::Tx`] runs it.
    pub(crate) fn search_put(self, index: &str, doc: i64, tokens: &[String]) -> Statement {
        match self {
            Dialect::Sqlite => {
                let sql = format!("INSERT INTO @{index} (rowid, tokens) VALUES ($1, $2)");
                let tokens: Vec<String> = tokens.iter().filter_map(|token| clean(token)).collect();
                Statement::new(sql, vec![doc.into(), tokens.join(" ").into()])
            }
            Dialect::Postgres => {
                let sql = format!("INSERT INTO @{index} (doc, tokens) VALUES ($1, array_to_tsvector($2))");
                Statement::new(sql, vec![doc.into(), Value::Texts(lexemes(doc, tokens))])
            }
        }
    }

    /// Removes a document; only [`crate::Tx`] runs it.
    pub(crate) fn search_remove(self, index: &str, doc: i64) -> Statement {
        let sql = format!("DELETE FROM @{index} WHERE {} = $1", self.pick("rowid", "doc"));
        Statement::new(sql, vec![doc.into()])
    }

    /// The document number of a row of the index.
    pub fn search_doc(self, alias: &str) -> String {
        format!("{alias}.{}", self.pick("rowid", "doc"))
    }

    /// The condition of a search; `placeholder` is bound to [`Dialect::search_text`]. Run it with
    /// [`Statement::once`]: PostgreSQL must plan for the very words.
    pub fn search_condition(self, index: &str, alias: &str, placeholder: &str) -> String {
        match self {
            Dialect::Sqlite => format!("{alias}.{} MATCH {placeholder}", quoted(index)),
            Dialect::Postgres => {
                format!("{alias}.tokens @@ CAST(CAST({placeholder} AS text) AS tsquery)")
            }
        }
    }

    /// Newest first. FTS5 streams in this order; PostgreSQL must be kept from walking its primary key backwards.
    pub fn search_order(self, alias: &str) -> String {
        self.pick(&format!("{alias}.rowid DESC"), &format!("({alias}.doc + 0) DESC"))
            .to_owned()
    }

    /// The windows of document numbers to ask one after the other, newest first; the last one is everything. GIN
    /// gathers all that match before the first is given, so PostgreSQL looks in narrow windows first.
    pub fn search_windows(self, newest: i64) -> Vec<Option<(i64, i64)>> {
        let top = newest.max(0) / WINDOW;
        match self {
            Dialect::Sqlite => vec![None],
            Dialect::Postgres if top == 0 => vec![None],
            Dialect::Postgres => {
                let mut windows = vec![Some((top, top)), Some(((top - 4).max(0), top - 1))];
                if top > 4 {
                    windows.push(Some(((top - 20).max(0), top - 5)));
                }
                windows.push(None);
                windows
            }
        }
    }

    /// How to see all that an index holds: statements that prepare it ([`crate::Tx::ddl`]), and a last one that is the
    /// text of a query with the columns `doc` and `token`. For tests and doctors.
    pub fn search_tokens(self, index: &str) -> Vec<String> {
        match self {
            Dialect::Sqlite => vec![
                format!(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5vocab({}, instance)",
                    quoted(&format!("{index}_vocab")),
                    quoted(index)
                ),
                format!("SELECT doc, term AS token FROM @{index}_vocab"),
            ],
            Dialect::Postgres => {
                vec![format!(
                    "SELECT doc, unnest(tsvector_to_array(tokens)) AS token FROM @{index}"
                )]
            }
        }
    }

    /// The words of a search, to be bound; `window` is one of [`Dialect::search_windows`].
    pub fn search_text(self, wanted: &Match, window: Option<(i64, i64)>) -> String {
        let mut text = String::new();
        match self {
            Dialect::Sqlite => write(wanted, &mut text, &["AND", "OR"], &mut fts5),
            Dialect::Postgres => {
                write(wanted, &mut text, &["&", "|"], &mut tsquery);
                if let Some((from, to)) = window {
                    let any: Vec<String> = (from..=to).map(|window| format!("'%{window}'")).collect();
                    text = format!("{text} & ({})", any.join(" | "));
                }
            }
        }
        text
    }
}

/// Writes the tree; `operators` are those of [`Match::All`] and [`Match::Any`].
fn write(
    wanted: &Match,
    out: &mut String,
    operators: &[&str; 2],
    leaf: &mut impl FnMut(&str, bool, &mut String),
) {
    let (parts, operator) = match wanted {
        Match::Token(token) | Match::Prefix(token) => {
            let prefix = matches!(wanted, Match::Prefix(_));
            return match clean(token) {
                Some(token) => leaf(&token, prefix, out),
                None => leaf(NOWHERE, false, out),
            };
        }
        Match::All(parts) | Match::Any(parts) if parts.is_empty() => return leaf(NOWHERE, false, out),
        Match::All(parts) => (parts, operators[0]),
        Match::Any(parts) => (parts, operators[1]),
    };
    out.push('(');
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.push(' ');
            out.push_str(operator);
            out.push(' ');
        }
        write(part, out, operators, leaf);
    }
    out.push(')');
}

/// A token without the characters that part tokens, or that PostgreSQL refuses; nothing where none are left, or more
/// than PostgreSQL takes.
fn clean(token: &str) -> Option<String> {
    let token: String = token
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !c.is_ascii_control())
        .collect();
    (!token.is_empty() && token.len() < LONGEST).then_some(token)
}

fn fts5(token: &str, prefix: bool, out: &mut String) {
    out.push('"');
    out.push_str(&token.replace('"', "\"\""));
    out.push('"');
    if prefix {
        out.push_str(" *");
    }
}

fn tsquery(token: &str, prefix: bool, out: &mut String) {
    let short = prefix && plain(token) && token.chars().count() <= PREFIX;
    out.push('\'');
    if short {
        out.push('^');
    }
    for c in token.chars() {
        if matches!(c, '\'' | '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    if prefix && !short {
        out.push_str(":*");
    }
}

/// A word, as opposed to a token with a mark.
fn plain(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

/// The tokens, the short beginnings of the words among them, and the window, each once.
fn lexemes(doc: i64, tokens: &[String]) -> Vec<String> {
    let tokens: Vec<String> = tokens.iter().filter_map(|token| clean(token)).collect();
    let mut all = tokens.clone();
    for token in tokens.iter().filter(|token| plain(token)) {
        let mut prefix = String::from("^");
        for c in token.chars().take(PREFIX) {
            prefix.push(c);
            all.push(prefix.clone());
        }
    }
    all.push(format!("%{}", doc.max(0) / WINDOW));
    all.sort_unstable();
    all.dedup();
    all
}
