//! Where a page ended: the sort values and the id of its last record, opaque to clients and bound to the query.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kontor_database::Value;
use kontor_definitions::storage::Storage;
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
        Cursor {
            query: query.to_owned(),
            keys: keys.iter().map(part).collect(),
        }
    }

    /// As clients carry it.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a cursor and the values of its keys: what each is stored as, and whether it may be missing. The client
    /// had it in his hands, so nothing in it is taken for granted.
    ///
    /// # Errors
    /// `bad_cursor` for one that was made up or belongs to another query.
    pub fn decode(text: &str, query: &str, keys: &[(Storage, bool)]) -> Result<Vec<Value>> {
        let bad = || {
            Error::new(
                Code::BadCursor,
                "This cursor does not belong to this query; start from its first page.",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| bad())?;
        if cursor.query != query || cursor.keys.len() != keys.len() {
            return Err(bad());
        }
        let value = |(part, (storage, nullable))| match (part, storage) {
            (Part::Null, _) if nullable => Ok(Value::Null),
            (Part::Int(value), Storage::Int) => Ok(Value::Int(value)),
            (Part::Text(text), Storage::Text) if !text.contains('\0') => Ok(Value::Text(text)),
            (Part::Id(id), Storage::Id) => Ok(Value::Id(id)),
            (Part::Bool(value), Storage::Bool) => Ok(Value::Bool(value)),
            // SQLite knows no booleans, only 0 and 1.
            (Part::Int(value), Storage::Bool) => Ok(Value::Bool(value != 0)),
            _ => Err(bad()),
        };
        cursor
            .keys
            .into_iter()
            .zip(keys.iter().copied())
            .map(value)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_with_its_own_query_only() {
        let query = fingerprint(&["main", "person", "", "name"]);
        let values = [
            Value::Null,
            Value::Int(3),
            Value::Text("ä".into()),
            Value::Id(Id::NIL),
        ];
        let keys = [
            (Storage::Text, true),
            (Storage::Int, false),
            (Storage::Text, true),
            (Storage::Id, false),
        ];
        let text = Cursor::new(&query, &values).encode();
        assert_eq!(Cursor::decode(&text, &query, &keys).unwrap(), values);
        for (text, query, keys) in [
            (text.as_str(), "other", &keys[..]),
            (text.as_str(), query.as_str(), &keys[..3]),
            ("", "", &[]),
            ("e30", query.as_str(), &[]),
        ] {
            assert_eq!(
                Cursor::decode(text, query, keys).unwrap_err().code,
                Code::BadCursor
            );
        }
    }

    #[test]
    fn a_value_that_its_key_can_not_have_makes_a_bad_cursor() {
        let decode = |value: Value, key| Cursor::decode(&Cursor::new("q", &[value]).encode(), "q", &[key]);
        for (value, key) in [
            (Value::Null, (Storage::Int, false)),
            (Value::Text("1".into()), (Storage::Int, true)),
            (Value::Int(1), (Storage::Text, true)),
            (Value::Text("a\0".into()), (Storage::Text, true)),
            (Value::Text("x".into()), (Storage::Id, false)),
            (Value::Id(Id::NIL), (Storage::Bool, true)),
        ] {
            assert_eq!(
                decode(value.clone(), key).unwrap_err().code,
                Code::BadCursor,
                "{value:?}"
            );
        }
        assert_eq!(
            decode(Value::Int(1), (Storage::Bool, true)).unwrap(),
            [Value::Bool(true)]
        );
    }
}
