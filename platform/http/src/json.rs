//! Reads JSON from strangers: bounded in depth, and without the freedoms that two readers take differently.
//!
//! Duplicate members are refused (RFC 8259 leaves open which one counts), and so is U+0000, which no text column of
//! PostgreSQL can hold.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use kontor_kernel::{Code, Error, Issue, Json, JsonMap, Result};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::messages::cut;

/// Objects and arrays may be nested so deep: the tree of the deepest filter needs two levels for each of its own.
pub const MAX_DEPTH: usize = 64;

/// Issues of one kind that are reported at once; a body full of them says nothing more.
const MAX_ISSUES: usize = 20;

/// Reads one JSON value.
pub fn parse(bytes: &[u8]) -> Result<Json> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(bad("empty", "The body is empty; JSON is expected."));
    }
    let text = std::str::from_utf8(bytes).map_err(|broken| {
        bad("broken_utf8", "The body is not valid UTF-8.").with("position", broken.valid_up_to())
    })?;
    let walk = Walk::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node {
        walk: &walk,
        place: &Place::Root,
        depth: 0,
    }
    .deserialize(&mut reader);
    match value.and_then(|value| reader.end().map(|()| value)) {
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let unreadable = || {
                bad(
                    "syntax",
                    format!("The JSON is not valid at line {line}, column {column}."),
                )
            };
            let refusal = walk.refusal.into_inner().unwrap_or_else(unreadable);
            Err(refusal.with("line", line).with("column", column))
        }
        Ok(value) => match walk.issues.into_inner() {
            issues if issues.is_empty() => Ok(value),
            issues => Err(Error::validation(issues)),
        },
    }
}

/// Reads a JSON object.
pub fn parse_object(bytes: &[u8]) -> Result<JsonMap> {
    match parse(bytes)? {
        Json::Object(map) => Ok(map),
        _ => Err(bad("not_an_object", "The body must be a JSON object.")),
    }
}

/// A reference token of a JSON pointer (RFC 6901).
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

fn bad(reason: &str, detail: impl Into<String>) -> Error {
    Error::new(Code::BadJson, detail).with("reason", reason)
}

/// What is noted on the way through the document.
#[derive(Default)]
struct Walk {
    refusal: RefCell<Option<Error>>,
    issues: RefCell<Vec<Issue>>,
}

impl Walk {
    /// Keeps the reason to stop; the reader's own error only carries the position.
    fn refuse<E: de::Error>(&self, error: Error) -> E {
        self.refusal.replace(Some(error));
        E::custom("refused")
    }

    fn check_text(&self, text: &str, place: &Place) {
        let mut issues = self.issues.borrow_mut();
        if text.contains('\0') && issues.len() < MAX_ISSUES {
            let detail = "The character U+0000 is not allowed.";
            issues.push(Issue::new(place.pointer(), "control_characters", detail));
        }
    }
}

/// Where the reader is, as a list through the stack: pointers are only written out for a refusal.
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Member(parent, key) => format!("{}/{}", parent.pointer(), escape(key)),
            Place::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

#[derive(Clone, Copy)]
struct Node<'w> {
    walk: &'w Walk,
    place: &'w Place<'w>,
    depth: usize,
}

impl<'w> Node<'w> {
    /// One level further in.
    fn enter<E: de::Error>(self) -> Result<usize, E> {
        if self.depth < MAX_DEPTH {
            return Ok(self.depth + 1);
        }
        let detail = format!("The JSON is nested deeper than {MAX_DEPTH} levels.");
        Err(self.walk.refuse(bad("too_deep", detail).with("max", MAX_DEPTH)))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Json, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Json, E> {
        self.walk.check_text(&value, self.place);
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let depth = self.enter()?;
        let mut items = Vec::new();
        loop {
            let place = Place::Item(self.place, items.len());
            match seq.next_element_seed(Node {
                walk: self.walk,
                place: &place,
                depth,
            })? {
                Some(item) => items.push(item),
                None => return Ok(Json::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let depth = self.enter()?;
        let mut members = JsonMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let place = Place::Member(self.place, &key);
            if members.contains_key(&key) {
                let member = place.pointer();
                let refusal = bad(
                    "duplicate_member",
                    format!("The member {} occurs twice.", cut(&member)),
                );
                return Err(self.walk.refuse(refusal.with("member", member)));
            }
            self.walk.check_text(&key, &place);
            let value = map.next_value_seed(Node {
                walk: self.walk,
                place: &place,
                depth,
            })?;
            members.insert(key, value);
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn reason(bytes: &[u8]) -> (Code, String) {
        let error = parse(bytes).unwrap_err();
        (
            error.code,
            error
                .params
                .get("reason")
                .and_then(Json::as_str)
                .unwrap_or("")
                .to_owned(),
        )
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for text in [
            "{",
            "{'a': 1}",
            "[1,]",
            "nul",
            "1 2",
            "\"\\ud800\"",
            "1e999",
            "\u{feff}{}",
            "{\"a\" 1}",
        ] {
            assert_eq!(
                reason(text.as_bytes()),
                (Code::BadJson, "syntax".into()),
                "{text}"
            );
        }
        let error = parse(b"{\n  \"a\": x}").unwrap_err();
        assert_eq!(
            (&error.params["line"], &error.params["column"]),
            (&json!(2), &json!(8))
        );
        assert_eq!(reason(b"  \n"), (Code::BadJson, "empty".into()));
        assert_eq!(
            reason(b"{\"a\": \"\xff\"}"),
            (Code::BadJson, "broken_utf8".into())
        );
    }

    #[test]
    fn a_duplicate_member_is_named_with_its_place() {
        let error = parse(br#"{"a": [{"x/y": 1, "x\u002fy": 2}]}"#).unwrap_err();
        assert_eq!(error.code, Code::BadJson);
        assert_eq!(error.params["member"], "/a/0/x~1y");
        assert_eq!(
            (&error.params["line"], &error.params["column"]),
            (&json!(1), &json!(28))
        );
    }

    #[test]
    fn depth_is_bounded_long_before_the_stack_is() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(
            reason(nested(MAX_DEPTH + 1).as_bytes()),
            (Code::BadJson, "too_deep".into())
        );
        assert_eq!(
            reason("[".repeat(1_000_000).as_bytes()),
            (Code::BadJson, "too_deep".into())
        );
        assert_eq!(
            reason("{\"a\":".repeat(100_000).as_bytes()),
            (Code::BadJson, "too_deep".into())
        );
    }

    #[test]
    fn nul_is_named_by_its_place() {
        let error = parse(br#"{"a": {"b": ["x", "y\u0000"]}, "k\u0000": 1}"#).unwrap_err();
        assert_eq!(error.code, Code::Validation);
        let found: Vec<_> = error.issues.iter().map(|issue| issue.pointer.as_str()).collect();
        assert_eq!(found, ["/a/b/1", "/k\0"]);
        let many = format!("[{}]", vec![r#""\u0000""#; 500].join(","));
        assert_eq!(parse(many.as_bytes()).unwrap_err().issues.len(), MAX_ISSUES);
    }

    #[test]
    fn only_objects_are_objects() {
        assert!(parse_object(b"{}").is_ok());
        for text in ["[]", "1", "null", "\"x\""] {
            assert_eq!(parse_object(text.as_bytes()).unwrap_err().code, Code::BadJson);
        }
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            (-1e9..1e9).prop_map(Json::from),
            "[^\0]*".prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::hash_map("[^\0]{0,6}", inner, 0..6)
                    .prop_map(|members| Json::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn honest_json_is_read_as_it_was_written(value in any_json()) {
            let bytes = serde_json::to_vec(&value).unwrap();
            prop_assert_eq!(parse(&bytes).unwrap(), value);
        }

        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
