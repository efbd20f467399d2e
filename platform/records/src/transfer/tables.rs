//! The engine's own tables as lines of JSON, the same on both databases.

use kontor_database::{Row, Statement, Tx, Type, Value};
use kontor_kernel::{Error, Id, Json, JsonMap, Result};
use serde_json::json;

/// A table that is copied row by row.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The column it is read by, with its type.
    pub key: (&'static str, Type),
    /// The columns that are copied. A key that is not among them is given anew, in the same order.
    pub columns: &'static [(&'static str, Type)],
}

/// What every change did to every record.
pub const HISTORY: Table = Table {
    name: "k_history",
    key: ("seq", Type::Int),
    columns: &[
        ("change_set", Type::Id),
        ("object", Type::Text),
        ("record", Type::Id),
        ("version", Type::Int),
        ("kind", Type::Text),
        ("at", Type::Int),
        ("actor", Type::Text),
        ("via", Type::Text),
        ("changes", Type::Text),
    ],
};

/// Which changes belong together.
pub const CHANGE_SETS: Table = Table {
    name: "k_change_set",
    key: ("id", Type::Id),
    columns: &[
        ("id", Type::Id),
        ("at", Type::Int),
        ("actor", Type::Text),
        ("via", Type::Text),
        ("request", Type::Id),
        ("undoes", Type::Id),
        ("undone_by", Type::Id),
    ],
};

/// Which records became part of which.
pub const MERGES: Table = Table {
    name: "k_merge",
    key: ("old", Type::Id),
    columns: &[
        ("old", Type::Id),
        ("object", Type::Text),
        ("survivor", Type::Id),
        ("change_set", Type::Id),
    ],
};

/// What is in the search index, in the order of its hits: the last one is found first.
pub const RECENT: Table = Table {
    name: "k_search_doc",
    key: ("doc", Type::Int),
    columns: &[("object", Type::Text), ("record", Type::Id)],
};

/// Running numbers, and how often settings and people changed.
pub const COUNTERS: Table = Table {
    name: "k_counter",
    key: ("name", Type::Text),
    columns: &[("name", Type::Text), ("value", Type::Int)],
};

/// What the workspace has settled.
pub const SETTINGS: Table = Table {
    name: "k_setting",
    key: ("name", Type::Text),
    columns: &[("name", Type::Text), ("value", Type::Text)],
};

impl Table {
    /// How many rows it has.
    pub fn count(&self, tx: &mut Tx) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM @{}", self.name);
        Ok(tx.row(&sql, &[], |row| row.get::<u64>(0))?.unwrap_or(0))
    }

    /// Before every key.
    pub fn start(&self) -> Value {
        match self.key.1 {
            Type::Id => Value::Id(Id::NIL),
            Type::Text => Value::Text(String::new()),
            _ => Value::Int(i64::MIN),
        }
    }

    /// Rows after a key, by key: each with its own.
    pub fn page(&self, tx: &mut Tx, after: Value, limit: usize) -> Result<Vec<(Value, Json)>> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let (key, kind) = self.key;
        let sql = format!(
            "SELECT {key}, {} FROM @{} WHERE {key} > $1 ORDER BY {key} LIMIT {limit}",
            names.join(", "),
            self.name
        );
        tx.rows(&sql, &[after], |row| {
            let mut line = JsonMap::new();
            for (at, (name, kind)) in self.columns.iter().enumerate() {
                line.insert((*name).to_owned(), json(row, at + 1, *kind)?);
            }
            let key = match kind {
                Type::Id => row.get::<Id>(0)?.into(),
                _ => row.get::<Value>(0)?,
            };
            Ok((key, Json::Object(line)))
        })
    }

    /// Writes rows that were read from such a table.
    ///
    /// # Errors
    /// `validation` for what is no such row.
    pub fn insert(&self, tx: &mut Tx, lines: &[Json]) -> Result<()> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO @{} ({}) VALUES ({})",
            self.name,
            names.join(", "),
            places.join(", ")
        );
        let mut statements = Vec::with_capacity(lines.len());
        for line in lines {
            let value =
                |(name, kind): &(&str, Type)| value(&line[*name], *kind).ok_or_else(|| self.refuse(name));
            let values = self.columns.iter().map(value).collect::<Result<_>>()?;
            statements.push(Statement::new(sql.clone(), values));
        }
        tx.run_all(statements)
    }

    fn refuse(&self, column: &str) -> Error {
        Error::invalid(
            "",
            "invalid_row",
            format!(
                "A row of {} has a value for {column} that it can't hold.",
                self.name
            ),
        )
    }
}

fn json(row: &Row<'_>, at: usize, kind: Type) -> Result<Json> {
    if row.is_null(at)? {
        return Ok(Json::Null);
    }
    Ok(match kind {
        Type::Id => json!(row.get::<Id>(at)?),
        Type::Int | Type::Serial => json!(row.get::<i64>(at)?),
        Type::Real => json!(row.get::<f64>(at)?),
        Type::Text => json!(row.get::<String>(at)?),
        Type::Bool => json!(row.get::<bool>(at)?),
        Type::Bytes => json!(hex(&row.get::<Vec<u8>>(at)?)),
    })
}

/// `None` for what the column can't hold.
fn value(json: &Json, kind: Type) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    match kind {
        Type::Id => json.as_str()?.parse::<Id>().ok().map(Value::Id),
        Type::Int | Type::Serial => json.as_i64().map(Value::Int),
        Type::Real => json.as_f64().map(Value::Real),
        Type::Text => json.as_str().map(Value::from),
        Type::Bool => json.as_bool().map(Value::Bool),
        Type::Bytes => from_hex(json.as_str()?).map(Value::Bytes),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits
        .len()
        .is_multiple_of(2)
        .then(|| digits.chunks(2).map(pair).collect())
        .flatten()
}
