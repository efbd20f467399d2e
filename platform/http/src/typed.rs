//! Turns checked JSON (or the pairs of a query string) into a Rust type, and says by JSON pointer what does not fit.
//!
//! Members that the type does not have are refused without any attribute on the type, because an unknown member
//! that is silently ignored is a misunderstanding nobody notices. (Members of a `#[serde(flatten)]` field are the
//! exception; serde hides them.)

use std::fmt;

use kontor_kernel::{Error, Issue, Json, JsonMap, Result};
use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Number, json};

use crate::json::escape;

mod text;

use text::Text;

/// Reads a type from a JSON object; a refusal is `validation`.
pub fn from_object<T: DeserializeOwned>(object: JsonMap) -> Result<T> {
    T::deserialize(Value(Json::Object(object))).map_err(|fault| Error::validation(vec![fault.0]))
}

/// Reads a type from named texts; the issue's pointer is `/<name>`.
pub(crate) fn from_texts<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Issue> {
    let texts = pairs.into_iter().map(|(name, text)| (name, Text(text)));
    T::deserialize(MapAccessDeserializer::new(Members {
        rest: texts,
        current: None,
    }))
    .map_err(|fault| fault.0)
}

/// What does not fit, and where.
#[derive(Debug)]
struct Fault(Issue);

impl Fault {
    fn new(code: &str, detail: impl Into<String>) -> Fault {
        Fault(Issue::new("", code, detail))
    }

    fn at(code: &str, detail: &str, member: &str) -> Fault {
        Fault(Issue::new(format!("/{}", escape(member)), code, detail))
    }

    fn wrong_type(expected: &str) -> Fault {
        let detail = match expected {
            "object" => "An object is expected.",
            "array" => "An array is expected.",
            "text" => "A text is expected.",
            "integer" => "An integer is expected.",
            "number" => "A number is expected.",
            "boolean" => "true or false is expected.",
            "id" => "An id (UUID) is expected.",
            _ => return Fault::new("wrong_type", "The value has the wrong type."),
        };
        Fault(Issue::new("", "wrong_type", detail).with(json!({ "expected": expected })))
    }

    fn under(self, token: &str) -> Fault {
        Fault(self.0.under(&format!("/{token}")))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Fault {
        // Libraries speak about their own parsing here; people are told what was expected.
        let message = message.to_string();
        if message.starts_with("UUID") {
            Fault::new("invalid_id", "This is not an id (UUID).")
        } else if message.contains("RFC 3339") {
            Fault::new("invalid_time", "Expected: an RFC 3339 time with offset.")
        } else {
            Fault::new("invalid", "The value is not valid.")
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn de::Expected) -> Fault {
        Fault::wrong_type(kind(&expected.to_string()))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Fault {
        match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => {
                Fault::new("out_of_range", "The value is out of range.")
            }
            _ => Fault::new("invalid", sentence(&format!("expected {expected}"))),
        }
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Fault {
        Fault::new("wrong_length", sentence(&format!("expected {expected}")))
    }

    fn unknown_variant(_: &str, allowed: &'static [&'static str]) -> Fault {
        let issue = Issue::new(
            "",
            "unknown_option",
            format!("Allowed are: {}.", allowed.join(", ")),
        );
        Fault(issue.with(json!({ "allowed": allowed })))
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Fault {
        Fault::at("unknown_field", "There is no field of this name.", name)
    }

    fn missing_field(name: &'static str) -> Fault {
        Fault::at("required", "This value is required.", name)
    }

    fn duplicate_field(name: &'static str) -> Fault {
        Fault::at("duplicate", "The member occurs twice.", name)
    }
}

/// What serde's derived code says it expects, as the kinds JSON has.
fn kind(expected: &str) -> &'static str {
    let first = expected
        .split(' ')
        .find(|word| !matches!(*word, "a" | "an"))
        .unwrap_or("");
    match first {
        "struct" | "map" | "JSON" => "object",
        "sequence" | "tuple" | "array" => "array",
        "string" | "str" | "character" | "variant" | "enum" | "borrowed" | "formatted" => "text",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "isize" | "nonzero" => {
            "integer"
        }
        "f32" | "f64" => "number",
        "boolean" => "boolean",
        "UUID" => "id",
        _ => "",
    }
}

/// A library's message as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// A JSON value to be read as some type.
struct Value(Json);

impl<'de> Deserializer<'de> for Value {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(value),
            Json::Number(number) => number_of(&number, visitor),
            Json::String(text) => visitor.visit_string(text),
            Json::Array(items) => {
                let mut items = Items {
                    rest: items.into_iter().map(Value),
                    index: 0,
                };
                let value = visitor.visit_seq(&mut items)?;
                if items.rest.len() > 0 {
                    return Err(Fault::new("wrong_length", "There are too many entries."));
                }
                Ok(value)
            }
            Json::Object(map) => visitor.visit_map(members(map)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Json::String(variant) => visitor.visit_enum(variant.into_deserializer()),
            Json::Object(map) => visitor.visit_enum(MapAccessDeserializer::new(members(map))),
            _ => Err(Fault::wrong_type("text")),
        }
    }

    /// Asked for only when the type has no place for this member.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::new("unknown_field", "There is no field of this name."))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier
    }
}

fn number_of<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Fault> {
    if let Some(value) = number.as_u64() {
        visitor.visit_u64(value)
    } else if let Some(value) = number.as_i64() {
        visitor.visit_i64(value)
    } else {
        visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Value {
    type Deserializer = Value;

    fn into_deserializer(self) -> Value {
        self
    }
}

/// The entries of an array; puts the index in front of what is wrong inside.
struct Items<I> {
    rest: I,
    index: usize,
}

impl<'de, I, T> de::SeqAccess<'de> for Items<I>
where
    I: Iterator<Item = T>,
    T: IntoDeserializer<'de, Fault>,
{
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.rest.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item.into_deserializer())
            .map(Some)
            .map_err(|fault| fault.under(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.size_hint().0)
    }
}

/// The members of an object; puts the name in front of what is wrong inside.
struct Members<I, T> {
    rest: I,
    current: Option<(String, T)>,
}

fn members(map: JsonMap) -> Members<impl Iterator<Item = (String, Value)>, Value> {
    Members {
        rest: map.into_iter().map(|(name, value)| (name, Value(value))),
        current: None,
    }
}

impl<'de, I, T> de::MapAccess<'de> for Members<I, T>
where
    I: Iterator<Item = (String, T)>,
    T: IntoDeserializer<'de, Fault>,
{
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        let key: StringDeserializer<Fault> = name.clone().into_deserializer();
        self.current = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, value) = self
            .current
            .take()
            .ok_or_else(|| Fault::new("invalid", "A value was asked for before its name."))?;
        seed.deserialize(value.into_deserializer())
            .map_err(|fault| fault.under(&escape(&name)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Sized(u8),
        Named { x: bool },
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Inner {
        n: u8,
        #[serde(default)]
        kind: Option<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Outer {
        name: String,
        items: Vec<Inner>,
        when: Option<kontor_kernel::Timestamp>,
        rest: Option<Json>,
        pair: Option<(i64, f64)>,
    }

    fn issue(value: Json) -> (String, String, Json) {
        let Json::Object(object) = value else {
            panic!("tests pass objects")
        };
        let error = from_object::<Outer>(object).unwrap_err();
        let issue = error.issues.into_iter().next().unwrap();
        (issue.pointer, issue.code, issue.params)
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_place() {
        let cases = [
            (json!({}), "/name", "required"),
            (json!({"name": 1, "items": []}), "/name", "wrong_type"),
            (json!({"name": "x", "items": {}}), "/items", "wrong_type"),
            (
                json!({"name": "x", "items": [{"n": 1}, {"n": "1"}]}),
                "/items/1/n",
                "wrong_type",
            ),
            (
                json!({"name": "x", "items": [{"n": 300}]}),
                "/items/0/n",
                "out_of_range",
            ),
            (
                json!({"name": "x", "items": [{"n": -1}]}),
                "/items/0/n",
                "out_of_range",
            ),
            (
                json!({"name": "x", "items": [{"n": 1.5}]}),
                "/items/0/n",
                "wrong_type",
            ),
            (json!({"name": "x", "items": [{}]}), "/items/0/n", "required"),
            (
                json!({"name": "x", "items": [{"n": 1, "a/b": 0}]}),
                "/items/0/a~1b",
                "unknown_field",
            ),
            (
                json!({"name": "x", "items": [{"n": 1, "kind": "none"}]}),
                "/items/0/kind",
                "unknown_option",
            ),
            (
                json!({"name": "x", "items": [{"n": 1, "kind": 3}]}),
                "/items/0/kind",
                "wrong_type",
            ),
            (json!({"name": "x", "items": [null]}), "/items/0", "wrong_type"),
            (
                json!({"name": "x", "items": [], "when": "yesterday"}),
                "/when",
                "invalid_time",
            ),
            (
                json!({"name": "x", "items": [], "pair": [1, 2, 3]}),
                "/pair",
                "wrong_length",
            ),
            (
                json!({"name": "x", "items": [], "pair": [1, "2"]}),
                "/pair/1",
                "wrong_type",
            ),
        ];
        for (value, pointer, code) in cases {
            let found = issue(value.clone());
            assert_eq!((found.0.as_str(), found.1.as_str()), (pointer, code), "{value}");
        }
    }

    #[test]
    fn issues_carry_what_would_have_been_right() {
        let wrong = issue(json!({"name": [], "items": []}));
        assert_eq!(wrong.2, json!({"expected": "text"}));
        let option = issue(json!({"name": "x", "items": [{"n": 1, "kind": "none"}]}));
        assert_eq!(option.2, json!({"allowed": ["plain", "sized", "named"]}));
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Asked {
        limit: Option<u32>,
        deep: Option<bool>,
        kind: Option<Kind>,
        fields: Option<Vec<String>>,
    }

    fn asked(pairs: &[(&str, &str)]) -> Result<Asked, Issue> {
        from_texts(
            pairs
                .iter()
                .map(|(name, text)| (name.to_string(), text.to_string()))
                .collect(),
        )
    }

    #[test]
    fn texts_are_read_as_what_the_type_asks_for() {
        let all = asked(&[
            ("limit", "7"),
            ("deep", "true"),
            ("kind", "plain"),
            ("fields", "a,b"),
        ])
        .unwrap();
        let fields = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(
            all,
            Asked {
                limit: Some(7),
                deep: Some(true),
                kind: Some(Kind::Plain),
                fields
            }
        );
        assert_eq!(asked(&[("fields", "")]).unwrap().fields, Some(vec![]));
        for (name, text, code) in [
            ("limit", "x", "wrong_type"),
            ("limit", "", "wrong_type"),
            ("limit", "-1", "wrong_type"),
            ("limit", "5000000000", "out_of_range"),
            ("deep", "1", "wrong_type"),
            ("kind", "none", "unknown_option"),
            ("kind", "sized", "wrong_type"),
            ("other", "1", "unknown_field"),
        ] {
            let issue = asked(&[(name, text)]).unwrap_err();
            assert_eq!(
                (issue.pointer, issue.code.as_str()),
                (format!("/{name}"), code),
                "{name}={text}"
            );
        }
    }

    fn any_kind() -> impl Strategy<Value = Kind> {
        prop_oneof![
            Just(Kind::Plain),
            any::<u8>().prop_map(Kind::Sized),
            any::<bool>().prop_map(|x| Kind::Named { x }),
        ]
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(
            name in any::<String>(),
            items in prop::collection::vec((any::<u8>(), prop::option::of(any_kind())), 0..5),
            pair in prop::option::of((any::<i64>(), -1e6..1e6)),
        ) {
            let items = items.into_iter().map(|(n, kind)| Inner { n, kind }).collect();
            let outer = Outer { name, items, when: None, rest: Some(json!({"a": [1, "b"]})), pair };
            let Json::Object(written) = serde_json::to_value(&outer).unwrap() else { unreachable!() };
            prop_assert_eq!(from_object::<Outer>(written).unwrap(), outer);
        }
    }
}
