//! Where a page ended: the sort values and the id of its last record, opaque to clients and bound to the query.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kontor_database::Value;
use kontor_kernel::{Code, Error, Id, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The end of a page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    /// Fingerprint of the query it belongs to.
    #[serde(rename = "q")]
    query: String,
    /// The values of the sort keys.
    #[serde(rename = "k")]
    keys: Vec<Part>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Part {
    #[serde(rename = "n")]
    Null,
    #[serde(rename = "i")]
    Int(i64),
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "u")]
    Id(Id),
    #[serde(rename = "b")]
    Bool(bool),
}

/// A fingerprint of everything that decides which records a query lists and in which order.
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..12])
}

impl Cursor {
    /// The end of a page of a query.
    pub fn new(query: &str, keys: &[Value]) -> Cursor {
        let part = |value: &Value| match value {
            Value::Int(value) => Part::Int(*value),
            Value::Text(text) => Part::Text(text.clone()),
            Value::Id(id) => Part::Id(*id),
            Value::Bool(value) => Part::Bool(*value),
            _ => Part::Null,
        };
        Cursor { query: query.to_owned(), keys: keys.iter().map(part).collect() }
    }

    /// As clients carry it.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a cursor and the values of its keys.
    ///
    /// # Errors
    /// `bad_cursor` for one that was made up or belongs to another query.
    pub fn decode(text: &str, query: &str, keys: usize) -> Result<Vec<Value>> {
        let bad = || Error::new(Code::BadCursor, "This cursor does not belong to this query; start from its first page.");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| bad())?;
        if cursor.query != query || cursor.keys.len() != keys {
            return Err(bad());
        }
        let value = |part| match part {
            Part::Null => Value::Null,
            Part::Int(value) => Value::Int(value),
            Part::Text(text) => Value::Text(text),
            Part::Id(id) => Value::Id(id),
            Part::Bool(value) => Value::Bool(value),
        };
        Ok(cursor.keys.into_iter().map(value).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_with_its_own_query_only() {
        let query = fingerprint(&["main", "person", "", "name"]);
        let keys = [Value::Null, Value::Int(3), Value::Text("ä".into()), Value::Id(Id::NIL)];
        let text = Cursor::new(&query, &keys).encode();
        assert_eq!(Cursor::decode(&text, &query, 4).unwrap(), keys);
        for (text, query, count) in
            [(text.as_str(), "other", 4), (text.as_str(), query.as_str(), 3), ("", "", 0), ("e30", query.as_str(), 0)]
        {
            assert_eq!(Cursor::decode(text, query, count).unwrap_err().code, Code::BadCursor);
        }
    }
}
